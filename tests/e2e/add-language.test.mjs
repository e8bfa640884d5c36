/** A language is added to a course that was made elsewhere: what matches, what does not, and mending it without a mouse. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { useVidik } from './harness.mjs';
import { lessonsPackage } from './lessons-package.mjs';
import { framedPlayer, lesson } from './steps.mjs';
import { learn } from './wire.mjs';

const centre = useVidik();
const SLUG = 'reception';
const DONE = { 'cmi.completion_status': 'completed', 'cmi.success_status': 'passed' };
const ENGLISH = [['A', 'Arrival'], ['B', 'Border'], ['C', 'Claim'], ['D', 'Decision']];
/** The lesson on the claim has another identifier in another place; the first and that one match nothing. */
const MACEDONIAN = [['X', 'За почеток'], ['A', 'Пристигнување'], ['B', 'Граница'], ['D', 'Одлука'], ['BARANJE', 'Барање']];

test('an author gives a language of a course of packages to a translator', async () => {
  await centre.publish(SLUG, lessonsPackage({ title: 'Reception', language: 'en', lessons: ENGLISH }));
  await learn(centre, 'learner', SLUG, [['A', DONE], ['C', DONE]]);
  const page = await centre.pageOf('author');
  await page.goto(`${centre.url}/en/author/courses/${SLUG}/translations`);
  await page.getByText('Who translates what').click();
  await page.getByRole('button', { name: 'Assign to a translator' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Translator').selectOption({ label: 'Vesna Prevodilac' });
  await dialog.getByLabel('Into').selectOption('mk');
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
  await page.getByRole('cell', { name: 'Македонски' }).waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('the translator brings the package; two of its lessons match nothing, one is matched by keyboard', async () => {
  const page = await centre.pageOf('translator');
  await page.goto(`${centre.url}/en/author/translations`);
  await page.getByText('4 of 4 missing').or(page.getByText('5 of 5 missing')).waitFor();
  await page.getByRole('link', { name: 'Reception' }).click();
  await page.getByRole('link', { name: 'Upload a package' }).click();
  const archive = lessonsPackage({ title: 'Прием', language: 'mk', lessons: MACEDONIAN });
  const file = { name: 'прием.zip', mimeType: 'application/zip', buffer: archive };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.waitForURL(/\/author\/packages\/[0-9a-f-]+$/);
  await page.getByRole('link', { name: 'To the translations' }).click();
  await page.getByRole('link', { name: 'Reception' }).click();

  const packages = page.getByLabel('Package', { exact: true });
  await packages.locator('option', { hasText: 'Прием' }).waitFor({ state: 'attached' });
  await packages.selectOption({ index: 1 });
  assert.equal(await page.getByLabel('Language of the package').inputValue(), 'mk');
  await page.getByRole('button', { name: 'Add the language' }).click();
  await page.getByText(/Without a match: 2\./).waitFor();

  await page.getByRole('link', { name: 'Match items' }).click();
  await page.getByRole('heading', { level: 1, name: 'Matching items' }).waitFor();
  const choice = page.getByLabel('Claim: the same in Македонски');
  await choice.waitFor();
  await choice.focus();
  // Down the list of the browser, without a mouse, to the button that saves.
  while ((await choice.evaluate((list) => list.selectedOptions[0].text)) !== 'Барање') await page.keyboard.press('ArrowDown');
  const save = page.getByRole('button', { name: 'Save 1 change' });
  await save.waitFor();
  for (let stop = 0; stop < 20 && !(await save.evaluate((one) => one === document.activeElement)); stop += 1) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.getByText('1 change is saved').waitFor();
  await page.getByText('matched by hand').waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('the author is told which lesson stands alone, and what that means for learners', async () => {
  const page = await centre.pageOf('author');
  await page.goto(`${centre.url}/en/author/courses/${SLUG}`);
  await page.getByText('1 item is missing in some language').waitFor();
  await page.getByText(/What was completed there is not carried over/).waitFor();
  await page.getByRole('link', { name: 'Match items' }).click();
  const alone = page.getByRole('row').filter({ hasText: 'stands alone' });
  assert.match(await alone.innerText(), /За почеток/);
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('the grid of translations counts the item that stands alone', async () => {
  const grid = await centre.ask('GET', `/courses/${SLUG}/translations`, { token: await centre.token('author') });
  assert.equal(grid.unmatched, 1);
  assert.deepEqual(grid.languages.map(({ tag }) => tag), ['en', 'mk']);
});

test('the learner changes the language in the middle of the course, and is told what that means', async () => {
  const page = await centre.pageOf('learner');
  await page.goto(`${centre.url}/en/learn/${SLUG}`);
  await lesson(framedPlayer(page)).getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.language-menu summary').click();
  await page.getByRole('link', { name: 'Македонски' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Completed lessons, results and time stay as they are.').waitFor();
  await dialog.getByRole('button', { name: /^Continue in/ }).click();
  await page.waitForURL(/\/mk\/learn\//);
  await lesson(framedPlayer(page)).getByRole('heading', { name: 'Барање' }).waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('what was completed in English follows the match into Macedonian', async () => {
  const page = await centre.pageOf('learner');
  await page.goto(`${centre.url}/mk/learn/${SLUG}`);
  const player = framedPlayer(page);
  await lesson(player).getByRole('heading', { name: 'Барање' }).waitFor();
  const outline = player.getByRole('tree');
  for (const [title, state] of [['Барање', /Завршен|Положен/], ['Пристигнување', /Завршен|Положен/], ['За почеток', /Не е започнат|Незапочнат/]]) {
    assert.match(await outline.getByRole('treeitem', { name: title, exact: true }).textContent(), state, title);
  }
  await centre.closePages();
});
