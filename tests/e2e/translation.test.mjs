/** How a course's texts are kept in all languages: changed, found outdated, assigned, translated, reviewed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { useVidik } from './harness.mjs';
import { eventually, signIn } from './steps.mjs';

const centre = useVidik();
const SLUG = 'own';
const grid = `/en/author/courses/${SLUG}/translations`;
const MODULE = 'module.basics.title';

/** A page of somebody who has just signed in, at a path. */
async function open(who, path) {
  const page = await centre.page();
  await page.goto(`${centre.url}${path}`);
  await signIn(page, who);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const cell = (page, state, item, language) => page.getByRole('link', { name: `${state}: ${item}, ${language}` });
const saved = (page) => page.getByRole('status').getByText('Saved', { exact: true }).waitFor();

test('a change of the source makes its translations outdated, and the filters find them', async () => {
  await centre.publish(SLUG, 'own-course');
  const page = await open('author', '/en/author/translations');
  await page.getByRole('link', { name: 'A sample course', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Translations: A sample course' }).waitFor();

  await cell(page, 'Published', 'Основе', 'Српски (ћирилица)').click();
  await page.getByRole('heading', { level: 1, name: 'Основе' }).waitFor();
  await page.getByLabel('Text', { exact: true }).fill('Основе рада');
  await page.getByRole('button', { name: 'Save' }).click();
  await saved(page);

  await page.getByRole('link', { name: 'All items' }).click();
  await cell(page, 'Outdated', 'Основе рада', 'Македонски').waitFor();
  await page.getByLabel('Language', { exact: true }).selectOption('mk');
  await page.getByLabel('Only missing or outdated').check();
  await page.getByText(/^1 of \d+ items shown$/).waitFor();
  assert.equal(new URL(page.url()).search, '?language=mk&attention=true');
  assert.match(await page.getByRole('list', { name: 'How far' }).innerText(), /0 of \d+ missing, 1 outdated/);
  assert.equal(await cell(page, 'Outdated', 'Основе рада', 'English').count(), 0);

  await page.getByText('Who translates what').click();
  await page.getByRole('button', { name: 'Assign to a translator' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Translator').selectOption({ label: 'Vesna Prevodilac' });
  await dialog.getByLabel('The 1 item shown now').check();
  await dialog.getByLabel('Due').fill('2099-05-01');
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
  await page.getByRole('cell', { name: '1 May 2099' }).waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('the translator translates what is assigned, the author reviews it', async () => {
  const page = await open('translator', '/en/author/translations');
  await page.getByText('0 of 1 missing, 1 outdated').waitFor();
  await page.getByRole('link', { name: 'A sample course' }).click();
  await page.getByText(/^1 of \d+ items shown$/).waitFor();
  await cell(page, 'Outdated', 'Основе рада', 'Македонски').click();
  await page.getByText('The source has changed since this was translated').waitFor();
  assert.match(await page.locator('ins').innerText(), /рада/);
  await page.getByLabel('Text, Македонски').fill('Основи на работата');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('You wrote this; another person reviews it.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Mark as reviewed' }).count(), 0);
  await page.getByLabel('New comment').fill('Is this the right word?');
  await page.getByRole('button', { name: 'Add a comment' }).click();
  await page.getByRole('button', { name: 'Mark as settled' }).waitFor();
  assert.deepEqual(page.scriptErrors, []);

  const author = await open('author', `${grid}/${MODULE}?to=mk`);
  await author.getByText('Is this the right word?').waitFor();
  await author.getByRole('button', { name: 'Mark as reviewed' }).click();
  await author.getByRole('button', { name: 'Back to draft' }).waitFor();
  await author.getByText('History', { exact: true }).click();
  await author.getByText('State changed').first().waitFor();
  await author.locator('details ins').first().waitFor();
  await author.getByRole('link', { name: 'All items' }).click();
  await cell(author, 'Reviewed', 'Основе рада', 'Македонски').waitFor();
  await author.getByText('1 open comment').waitFor();
  assert.deepEqual(author.scriptErrors, []);
  await centre.closePages();
});

/** Writes a text as somebody else. */
async function writeAside(who, key, language, strings) {
  const token = await centre.token(who);
  const unit = await centre.ask('GET', `/courses/${SLUG}/translations/${key}`, { token });
  const { revision } = unit.texts.find((text) => text.language === language);
  await centre.ask('PUT', `/courses/${SLUG}/translations/${key}/${language}`, {
    token,
    body: { strings },
    headers: { 'If-Match': `"${revision}"` },
  });
}

test('two writers at once: neither loses a word', async () => {
  const page = await open('author', `${grid}/${MODULE}?to=mk`);
  const field = page.getByLabel('Text, Македонски');
  await field.fill('Моите зборови');
  await writeAside('translator', MODULE, 'mk', { text: 'Нејзините зборови' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Somebody else has saved this text meanwhile').waitFor();
  await page.getByText('Нејзините зборови').waitFor();
  assert.equal(await field.inputValue(), 'Моите зборови');
  await page.getByRole('button', { name: 'Save mine' }).click();
  await saved(page);
  const token = await centre.token('author');
  const unit = await centre.ask('GET', `/courses/${SLUG}/translations/${MODULE}`, { token });
  assert.equal(unit.texts.find(({ language }) => language === 'mk').strings.text, 'Моите зборови');
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('words that were not saved are there again after leaving', async () => {
  const page = await open('author', `${grid}/${MODULE}?to=en`);
  const field = page.getByLabel('Text, English');
  await field.fill('Half a thought');
  await page.getByRole('link', { name: 'All items' }).click();
  const dialog = page.getByRole('dialog', { name: 'The text is not saved' });
  await dialog.getByRole('button', { name: 'Stay here' }).click();
  assert.equal(await field.inputValue(), 'Half a thought');
  await page.getByRole('link', { name: 'All items' }).click();
  await dialog.getByRole('button', { name: 'Go on without saving' }).click();
  await page.getByRole('heading', { level: 1, name: /^Translations/ }).waitFor();
  await page.goBack();
  await page.getByText('What you typed earlier is here again').waitFor();
  assert.equal(await field.inputValue(), 'Half a thought');
  await page.getByRole('button', { name: 'Discard it and show the saved text' }).click();
  assert.equal(await field.inputValue(), 'Basics');
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('a lesson shows as its readers have it, in both scripts', async () => {
  const page = await open('author', `${grid}/lesson.first-steps?to=sr-Cyrl`);
  await page.getByRole('button', { name: 'Show as learners read it' }).click();
  const sheet = page.getByRole('region', { name: 'Preview of the lesson' });
  await sheet.getByRole('heading', { name: 'Први кораци' }).waitFor();
  await page.getByRole('button', { name: 'Show Serbian in Latin script' }).click();
  await sheet.getByRole('heading', { name: 'Prvi koraci' }).waitFor();
  await eventually('the script in the markup', () => sheet.locator('[lang="sr-Latn"]').count());
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('the course goes its way with words at every step', async () => {
  const way = `/en/author/courses/${SLUG}/workflow`;
  const author = await open('author', way);
  await author.getByLabel('Comment').fill('Please look at module 1.');
  await author.getByRole('button', { name: 'Ask for expert review' }).click();
  await author.getByText('Somebody who knows the subject').waitFor();

  const trainer = await open('trainer', way);
  await trainer.getByText('Please look at module 1.').waitFor();
  await trainer.getByRole('button', { name: 'Send back' }).click();
  await trainer.getByText('Say why you are sending it back.').waitFor();
  await trainer.getByRole('button', { name: 'Accept for translation' }).click();
  await trainer.getByText('Expert review → Translation').waitFor();
  assert.match(await trainer.locator('[aria-current=step]').innerText(), /^Translation/);
  assert.deepEqual([...author.scriptErrors, ...trainer.scriptErrors], []);
  await centre.closePages();
});

test('an author adds a term, finds it in the other script, and removes it', async () => {
  const page = await open('author', '/en/author/terms');
  await page.getByRole('button', { name: 'Add a term' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('English').fill('safe house');
  await dialog.getByLabel('Српски (ћирилица)').fill('сигурна кућа\nсклониште');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByLabel('Search the terms').fill('sklonište');
  await page.getByRole('rowheader', { name: 'safe house' }).waitFor();
  await page.waitForURL((address) => address.searchParams.get('search') === 'sklonište');
  await page.getByRole('button', { name: 'Change: safe house' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Nothing to show').waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('texts go out as a spreadsheet and come back, looked at first', async () => {
  const page = await open('author', `${grid}?language=mk`);
  await page.getByText('Files for translators').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the file' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), `${SLUG}.mk.xlsx`);
  await page.getByLabel('Format').selectOption('xliff');
  const [xliff] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the file' }).click(),
  ]);
  const text = readFileSync(await xliff.path(), 'utf8');
  const name = `${SLUG}.mk.xlf`;
  assert.ok(text.includes('Примерен курс'));
  const buffer = Buffer.from(text.replaceAll('Примерен курс', 'Примерен курс за сите'));
  await page.getByLabel('Translated file').setInputFiles({ name, mimeType: 'application/xliff+xml', buffer });
  await page.getByText(/^Items with other words: 1\./).waitFor();
  await page.getByRole('button', { name: 'Take it in' }).click();
  await page.getByText('Taken in. Items changed: 1.').waitFor();
  await page.getByLabel('Translated file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from('no sheet') });
  await page.getByText('The file cannot be taken in').or(page.getByRole('alert')).first().waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});
