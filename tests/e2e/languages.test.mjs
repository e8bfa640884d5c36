/** One course, several languages, one progress; and a new version that takes nothing away. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { useVidik } from './harness.mjs';
import { lessonsPackage } from './lessons-package.mjs';
import { framedPlayer, lesson, signIn } from './steps.mjs';

const centre = useVidik();
const SLUG = 'reception';
const english = { title: 'Reception', language: 'en' };
const macedonian = { title: 'Прием', language: 'mk' };
const FIRST = [['one', 'Arrival'], ['two', 'Interview'], ['three', 'Housing']];

async function upload(archive) {
  const form = new FormData();
  form.set('file', new Blob([archive], { type: 'application/zip' }), 'lessons.zip');
  return centre.ask('POST', '/packages', { token: await centre.token('author'), body: form });
}

test('an author adds a language and matches by hand what was not found', async () => {
  await centre.publish(SLUG, lessonsPackage({ ...english, lessons: FIRST }));
  const lessons = [['zero', 'За курсот'], ['one', 'Пристигнување'], ['two', 'Интервју'], ['four', 'Сместување']];
  await upload(lessonsPackage({ ...macedonian, lessons }));
  const page = await centre.page();
  await page.goto(`${centre.url}/en/author/courses`);
  await signIn(page, 'author');
  await page.getByRole('link', { name: 'Reception' }).click();
  await page.getByRole('heading', { level: 1, name: 'Reception' }).waitFor();
  await page.getByLabel('Package', { exact: true }).selectOption({ label: (await optionOf(page, 'Прием')) });
  await page.getByLabel('Language of the package').selectOption('mk');
  await page.getByRole('button', { name: 'Add the language' }).click();
  await page.getByText('Found by identifier: 2. By place: 1. Without a match: 2.').waitFor();

  await page.getByRole('link', { name: 'Match items' }).click();
  const housing = page.getByLabel('Housing: the same in Македонски');
  await housing.focus();
  await housing.selectOption({ label: 'Сместување' });
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Save 1 change' }).press('Enter');
  await page.getByText('1 change is saved').waitFor();
  await page.getByText('matched by hand').waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

/** The words of the first option that begins so. */
async function optionOf(page, beginning) {
  const select = page.getByLabel('Package', { exact: true });
  await select.locator('option', { hasText: beginning }).first().waitFor({ state: 'attached' });
  const labels = await select.locator('option').allTextContents();
  return labels.find((label) => label.startsWith(beginning));
}

test('a learner begins in one language, goes on in another, and nothing is lost', async () => {
  const page = await centre.page();
  await page.goto(`${centre.url}/en/courses/${SLUG}`);
  await page.getByRole('link', { name: 'Start the course' }).click();
  await signIn(page, 'learner');
  const first = lesson(framedPlayer(page));
  await first.getByRole('heading', { name: 'Arrival' }).waitFor();
  await first.getByRole('button', { name: 'OK' }).click();
  await framedPlayer(page).getByRole('button', { name: /^Continue/ }).click();
  await first.getByRole('heading', { name: 'Interview' }).waitFor();

  await page.getByRole('button', { name: /^Language/ }).click();
  await page.getByRole('link', { name: 'Македонски' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Completed lessons, results and time stay as they are.').waitFor();
  await dialog.getByRole('button', { name: /^Continue in/ }).click();
  const second = lesson(framedPlayer(page));
  await second.getByRole('heading', { name: 'Интервју' }).waitFor();
  const outline = framedPlayer(page).getByRole('treeitem', { name: /Пристигнување/ });
  await outline.first().waitFor();
  assert.match(await outline.first().textContent(), /Завршено|Пристигнување/);
  const token = await centre.token('learner');
  const mine = await centre.ask('GET', '/me/courses', { token });
  const { progress } = mine.items.find(({ course }) => course.slug === SLUG);
  assert.equal(progress.reading, 'mk');
  const attempt = await centre.ask('GET', `/attempts/${progress.attempt_id}`, { token });
  assert.equal(attempt.activities.one.completion, 'completed');
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('a new version says what it changes and moves the learner with everything that was reached', async () => {
  const lessons = [['one', 'Arrival'], ['two', 'Personal interview'], ['five', 'Work']];
  await upload(lessonsPackage({ ...english, lessons }));
  const page = await centre.page();
  await page.goto(`${centre.url}/en/author/courses/${SLUG}`);
  await signIn(page, 'author');
  await page.getByRole('link', { name: 'New version' }).click();
  await page.getByLabel('Package', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('Language of the package').selectOption('en');
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByText('1 learner is in progress').waitFor();
  const now = page.getByRole('region', { name: 'Version 1 now' });
  const next = page.getByRole('region', { name: 'New version' });
  await now.getByRole('listitem').filter({ hasText: 'Housing' }).getByText('removed').waitFor();
  await next.getByRole('listitem').filter({ hasText: 'Work' }).getByText('added').waitFor();
  await next.getByRole('listitem').filter({ hasText: 'Personal interview' }).getByText('renamed').waitFor();
  assert.equal(await page.getByLabel(/^They finish the version/).isChecked(), true);
  await page.getByLabel(/^They move to this version/).check();
  await page.getByRole('button', { name: 'Publish this version' }).click();
  await page.getByRole('link', { name: 'Version 1' }).waitFor();
  const token = await centre.token('learner');
  const mine = await centre.ask('GET', '/me/courses', { token });
  const { progress } = mine.items.find(({ course }) => course.slug === SLUG);
  const attempt = await centre.ask('GET', `/attempts/${progress.attempt_id}`, { token });
  assert.equal(attempt.activities.one.completion, 'completed');

  await page.getByRole('link', { name: 'Version 1' }).click();
  await page.getByText('This is an earlier version').waitFor();
  await page.getByRole('button', { name: 'Publish it again' }).click();
  await page.getByRole('link', { name: 'Version 2' }).waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});
