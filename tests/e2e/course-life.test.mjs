/** A course's life: uploaded, published, learnt in two sittings, seen by the learner's coordinator. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cyrillicPackage } from './cyrillic-package.mjs';
import { useVidik } from './harness.mjs';
import { lessonsPackage } from './lessons-package.mjs';
import { eventually, framedPlayer, lesson, signIn } from './steps.mjs';

const centre = useVidik();
const SLUG = 'azbuka';

test('an author uploads a package in a folder of its own, sees what was repaired, and publishes a course', async () => {
  const page = await centre.page();
  await page.goto(`${centre.url}/en/author/upload`);
  await signIn(page, 'author');
  const file = { name: 'азбука.zip', mimeType: 'application/zip', buffer: cyrillicPackage() };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.waitForURL(/\/author\/packages\/[0-9a-f-]+$/);
  await page.getByRole('heading', { level: 1, name: 'Азбука за почетак' }).waitFor();
  await page.getByRole('heading', { name: /^Repaired by us/ }).waitFor();
  await page.getByText('SCORM 1.2', { exact: true }).waitFor();
  for (const title of ['Први час', 'Провера знања']) await page.getByText(title, { exact: true }).waitFor();

  await page.getByLabel('Web address').fill(SLUG);
  await page.getByRole('button', { name: 'Publish the course' }).click();
  await page.getByText('The course is published').waitFor();
  await page.getByRole('link', { name: 'See the course' }).click();
  await page.getByRole('heading', { level: 1, name: 'Азбука за почетак' }).waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('a learner enrols, plays in the app, closes the tab in mid-course and comes back to the same place', async () => {
  const page = await centre.page();
  await page.goto(`${centre.url}/en/courses/${SLUG}`);
  await page.getByRole('link', { name: 'Start the course' }).click();
  await signIn(page, 'learner');
  const first = lesson(framedPlayer(page));
  await first.getByRole('heading', { name: 'Први час' }).waitFor();
  await first.getByRole('button', { name: 'Даље' }).click();
  await first.getByText('Страна 2 од 3').waitFor();
  // The tab closes before anything was sent: what the lesson has set leaves with it.
  await page.close({ runBeforeUnload: false });

  const again = await page.context().newPage();
  again.scriptErrors = [];
  again.on('pageerror', (error) => again.scriptErrors.push(error));
  await again.goto(`${centre.url}/en/my-courses`);
  await again.getByRole('link', { name: 'Resume: Азбука за почетак' }).click();
  const player = framedPlayer(again);
  const same = lesson(player);
  await same.getByText('Страна 2 од 3').waitFor();
  await same.getByRole('button', { name: 'Даље' }).click();
  await player.getByRole('button', { name: /^Continue/ }).click();

  const check = lesson(player);
  await check.getByRole('heading', { name: 'Провера знања' }).waitFor();
  await check.getByLabel('30').check();
  await check.getByRole('button', { name: 'Пошаљи одговор' }).click();
  await check.getByText('true 0').waitFor();
  await player.getByRole('button', { name: /^Exit/ }).click();
  await player.getByRole('heading', { name: 'You have completed the course' }).waitFor();
  await player.getByRole('link', { name: 'Back to the course page' }).click();
  await again.getByRole('heading', { level: 1, name: 'Азбука за почетак' }).waitFor();
  assert.deepEqual(again.scriptErrors, []);
  await centre.closePages();
});

test('a 2004 package in a folder, with Cyrillic names that hide their encoding, is repaired twice and plays', async () => {
  const course = { title: 'Пријем', language: 'sr-Cyrl', lessons: [['first', 'Први сусрет'], ['second', 'Други сусрет']] };
  const form = { folder: 'Пријем странаца/', name: (id) => `${id} сусрет.html`, saysEncoding: false };
  const page = await centre.pageOf('author');
  await page.goto(`${centre.url}/en/author/upload`);
  const file = { name: 'пријем.zip', mimeType: 'application/zip', buffer: lessonsPackage(course, form) };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.waitForURL(/\/author\/packages\/[0-9a-f-]+$/);
  await page.getByRole('heading', { level: 1, name: 'Пријем' }).waitFor();
  await page.getByRole('heading', { name: 'Repaired by us (2)' }).waitFor();
  await page.getByText('SCORM 2004', { exact: false }).first().waitFor();

  await page.getByLabel('Web address').fill('prijem');
  await page.getByRole('button', { name: 'Publish the course' }).click();
  await page.getByRole('link', { name: 'See the course' }).click();
  await page.getByRole('heading', { level: 1, name: 'Пријем' }).waitFor();
  await page.getByRole('link', { name: 'Start the course' }).click();
  const player = framedPlayer(page);
  await lesson(player).getByRole('heading', { name: 'Први сусрет' }).waitFor();
  await lesson(player).getByRole('button', { name: 'OK' }).click();
  await lesson(player).getByText('true').waitFor();
  await player.getByRole('button', { name: /^Continue/ }).click();
  await lesson(player).getByRole('heading', { name: 'Други сусрет' }).waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('the coordinator sees the result on the page and in the API', async () => {
  const token = await centre.token('coordinator');
  const row = await eventually('a row of the course', async () => {
    const { items } = await centre.ask('GET', '/institutions/demo-ministry/progress?limit=200', { token });
    return items.find(({ course }) => course.slug === SLUG);
  });
  assert.equal(row.learner.email, 'learner@demo.test');
  assert.equal(row.completion, 'completed');
  assert.equal(row.success, 'passed');
  assert.equal(row.progress, 1);
  assert.ok(row.completed_at);
  assert.ok(row.seconds >= 90, `the time that the lessons told: ${row.seconds}`);

  const page = await centre.page();
  await page.goto(`${centre.url}/en/institution/progress`);
  await signIn(page, 'coordinator');
  await page.getByLabel('Name or e-mail').fill('learner@demo.test');
  const shown = page.getByRole('row').filter({ hasText: 'Азбука за почетак' });
  await shown.waitFor();
  assert.match(await shown.innerText(), /learner@demo\.test/);
  assert.match(await shown.innerText(), /100%/);
  await centre.closePages();
});
