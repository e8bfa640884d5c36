/** What authors and coordinators do with quizzes, and how a course is published by its button. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { cyrillicPackage } from './cyrillic-package.mjs';
import { fixture, useVidik } from './harness.mjs';
import { lessonsPackage } from './lessons-package.mjs';
import { eventually, signIn } from './steps.mjs';
import { zipFolder } from './zip.mjs';

const centre = useVidik();
const SLUG = 'own';
const way = `/en/author/courses/${SLUG}/workflow`;
const quizzes = `/en/author/courses/${SLUG}/quizzes`;
/** A course of the demonstration, with people who have learnt it. */
const LEARNT = 'migration-governance';

/** A page of somebody who is signed in, at a path. */
async function open(who, path) {
  const page = await centre.pageOf(who);
  await page.goto(`${centre.url}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** Writes a text. */
async function write(key, language, strings) {
  const token = await centre.token('author');
  const unit = await centre.ask('GET', `/courses/${SLUG}/translations/${key}`, { token });
  const { revision } = unit.texts.find((text) => text.language === language);
  await centre.ask('PUT', `/courses/${SLUG}/translations/${key}/${language}`, {
    token, body: { strings }, headers: { 'If-Match': `"${revision}"` },
  });
}

const step = async (who, action) =>
  centre.ask('POST', `/courses/${SLUG}/workflow/steps`, { token: await centre.token(who), body: { action, comment: '' } });

test('what stands in the way of publishing is said, with the way to mend it', async () => {
  await centre.publish(SLUG, 'own-course');
  const page = await open('author', way);
  await page.getByText('Learners have what stands here').waitFor();
  await write('module.basics.title', 'sr-Cyrl', { text: 'Основе рада' });
  const token = await centre.token('author');
  await centre.ask('PUT', `/courses/${SLUG}/workflow/settings`, { token, body: { approver: null, required_languages: ['mk'] } });

  await page.reload();
  await page.getByText('2 things stand in the way').waitFor();
  const section = page.getByRole('region', { name: 'Publish' });
  const macedonian = section.getByRole('listitem').filter({ hasText: 'must be mended' }).filter({ hasText: 'Македонски' });
  await macedonian.getByText('1 item is outdated').waitFor();
  await section.getByRole('listitem').filter({ hasText: 'only a warning' }).filter({ hasText: 'English' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Publish the course' }).count(), 0);
  await macedonian.getByRole('link', { name: 'Основе рада' }).click();
  await page.getByLabel('Text, Македонски').fill('Основи на работата');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
  await page.getByRole('navigation', { name: 'Pages of the course' }).getByRole('link', { name: 'Way to publication' }).click();
  await page.getByText('1 thing stands in the way').waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('whoever is to read or approve the course finds it among what waits', async () => {
  await step('author', 'submit');
  const trainer = await open('trainer', '/en/');
  await trainer.goto(`${centre.url}/en/my-courses`);
  await trainer.getByRole('link', { name: 'Waiting for you (1)' }).click();
  await trainer.getByRole('link', { name: /Read it as an expert/ }).click();
  await trainer.getByRole('button', { name: 'Accept for translation' }).click();
  await trainer.getByText('Expert review → Translation').waitFor();
  await eventually('nothing waits any more', async () => (await trainer.getByRole('link', { name: /^Waiting for you/ }).count()) === 0);
  assert.deepEqual(trainer.scriptErrors, []);
  await step('author', 'request_approval');
  await centre.closePages();
});

test('the author approves and publishes by the button, told what becomes of learners', async () => {
  await centre.attempt(SLUG);
  const page = await open('author', way);
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('Nothing stands in the way').waitFor();
  await page.getByRole('button', { name: 'Publish the course' }).click();
  const dialog = page.getByRole('dialog', { name: 'Publish the course?' });
  await dialog.getByText('1 learner is in progress').waitFor();
  await dialog.getByText('If they are moved, 1 of 1 keep everything.').waitFor();
  await dialog.getByText('Not complete: English.').waitFor();
  await dialog.getByLabel(/They move to this version/).check();
  await dialog.getByRole('button', { name: 'Publish the course' }).click();
  await page.getByText('Version 2 is published').waitFor();
  assert.match(await page.locator('[aria-current=step]').innerText(), /^Published/);
  const course = await centre.ask('GET', `/courses/${SLUG}`, { token: await centre.token('author') });
  assert.equal(course.version, 2);
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('texts that a newer version has overtaken are brought up to it', async () => {
  await write('module.basics.title', 'sr-Cyrl', { text: 'Основе посла' });
  const token = await centre.token('author');
  const { id } = await centre.upload('again', zipFolder(fixture('own-course')));
  await centre.ask('POST', `/courses/${SLUG}/versions`, { token, body: { package_id: id } });
  const page = await open('author', way);
  const check = page.getByRole('listitem').filter({ hasText: 'A newer version of the course' });
  await check.getByText('must be mended').waitFor();
  await check.getByRole('button', { name: 'Bring it up to the newer version' }).click();
  await page.getByText('The texts are up to version 3').waitFor();
  await check.waitFor({ state: 'detached' });
  const unit = await centre.ask('GET', `/courses/${SLUG}/translations/module.basics.title`, { token });
  assert.equal(unit.texts.find(({ language }) => language === 'sr-Cyrl').strings.text, 'Основе посла');
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('an author lets the pages of a Serbian package into the other script', async () => {
  await centre.publish('azbuka', cyrillicPackage());
  const page = await open('author', '/en/author/courses/azbuka');
  const box = page.getByRole('checkbox', { name: /^Show in the other script, too/ });
  await box.waitFor();
  assert.equal(await box.isChecked(), false);
  await box.check();
  await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
  await page.reload();
  await eventually('the tick is there', async () => (await box.count()) === 1 && box.isChecked());
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('what has no counterpart in another language leads to where it is matched', async () => {
  const token = await centre.token('author');
  const lessons = (first, second) => [['one', first], ['two', second]];
  await centre.publish('paired', lessonsPackage({ title: 'Reception', language: 'en', lessons: [...lessons('First', 'Second'), ['three', 'Third']] }));
  const other = await centre.upload('paired-mk', lessonsPackage({ title: 'Прием', language: 'mk', lessons: lessons('Прво', 'Второ') }));
  await centre.ask('POST', '/courses/paired/editions', { token, body: { package_id: other.id, language: 'mk' } });
  const page = await open('author', '/en/author/courses/paired/translations');
  await page.getByRole('columnheader', { name: /Македонски/ }).getByRole('link', { name: /^1 item has no counterpart/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Matching items' }).waitFor();
  const ways = page.getByRole('navigation', { name: 'Pages of the course' });
  assert.equal(await ways.getByRole('link', { name: 'Matching items' }).getAttribute('aria-current'), 'page');
  await ways.getByRole('link', { name: 'Quizzes' }).click();
  await page.getByText('This course has no quizzes here').waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('results, questions and gain of a course that people have learnt', async () => {
  const author = await open('author', `/en/author/courses/${LEARNT}/quizzes`);
  await author.getByText(/It rests on \d+ people who handed in both tests\./).waitFor();
  await author.getByText('Names are seen by coordinators').waitFor();
  assert.equal(await author.getByRole('table', { name: 'By person' }).count(), 0);
  await author.getByRole('table', { name: 'Tests and surveys' }).getByRole('link').last().waitFor();
  await author.goto(`${centre.url}/en/author/courses/${LEARNT}/quizzes/exit-test`);
  const table = author.getByRole('table', { name: 'Questions' });
  const first = table.getByRole('link').first();
  const prompt = await first.innerText();
  await first.click();
  const opened = author.getByRole('region', { name: prompt });
  await opened.waitFor();
  assert.match(new URL(author.url()).search, /^\?question=/);
  await author.waitForFunction((name) => document.activeElement?.textContent?.includes(name), prompt);
  assert.deepEqual(author.scriptErrors, []);

  const coordinator = await open('coordinator', '/en/institution/tests');
  await coordinator.locator('main').getByRole('link').first().waitFor();
  await coordinator.goto(`${centre.url}/en/author/courses/${LEARNT}/quizzes`);
  await coordinator.getByRole('table', { name: 'By person' }).getByRole('row').nth(1).waitFor();
  assert.equal(await coordinator.getByText('Read questions of another system').count(), 0);
  await coordinator.goto(`${centre.url}/en/author/courses/${LEARNT}/quizzes/exit-test`);
  await coordinator.getByText(/^Attempts \(\d+\)$/).click();
  await coordinator.getByRole('table', { name: 'Attempts' }).waitFor();
  assert.equal(await coordinator.getByRole('table', { name: 'Questions' }).count(), 0);
  assert.deepEqual(coordinator.scriptErrors, []);
  await centre.closePages();
});

test('the test prints, and what was written on it comes in by a table that is looked at first', async () => {
  const page = await open('coordinator', `${quizzes}/exit-test`);
  await page.getByLabel('Form', { exact: true }).selectOption('B');
  await page.getByLabel('Language', { exact: true }).selectOption('sr-Latn');
  assert.equal(await page.getByLabel(/right answers/).count(), 0);
  const [sheet] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name: 'Open the page to print' }).click()]);
  await sheet.getByText('Šta je poslednje?').waitFor();
  assert.equal(await sheet.locator('html').getAttribute('lang'), 'sr-Latn');
  assert.equal(await sheet.evaluate(() => getComputedStyle(document.querySelector('.questions')).listStyleType), 'none');
  await sheet.close();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download an empty table' }).click(),
  ]);
  const header = readFileSync(await download.path(), 'utf8').trim();
  assert.equal(header, 'learner;form;date;protection-1-a;protection-1-b');
  const choose = (lines) => page.getByLabel('Filled-in table').setInputFiles({
    name: 'results.csv', mimeType: 'text/csv', buffer: Buffer.from([header, ...lines, ''].join('\r\n')),
  });
  await choose(['learner@demo.test;A;;z;', 'nobody@demo.test;C;;;b']);
  await page.getByText('2 things in the table are wrong').waitFor();
  const findings = page.getByRole('table', { name: 'What is wrong' });
  assert.match(await findings.getByRole('row').nth(1).innerText(), /^2\s+protection-1-a/);
  assert.match(await findings.getByRole('row').nth(2).innerText(), /^3\s+form/);

  await choose(['learner@demo.test;A;;a;']);
  await page.getByText('1 line can be taken in').first().waitFor();
  await page.getByText('Nothing has been kept yet.').waitFor();
  await page.getByText('Nobody has handed this in yet').waitFor();
  await page.getByRole('button', { name: 'Take 1 result in' }).click();
  await page.getByText('1 result was taken in').waitFor();
  await page.getByText('Attempts (1)').click();
  const attempts = page.getByRole('table', { name: 'Attempts' });
  await attempts.getByText('on paper').waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('the questions go out to another system and come in again, with what could not be said', async () => {
  const page = await open('author', `${quizzes}/basics-check`);
  const [out] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the package' }).click(),
  ]);
  const buffer = readFileSync(await out.path());
  await page.getByRole('link', { name: 'All quizzes of the course' }).click();
  await page.getByText('Read questions of another system').click();
  await page.getByLabel('QTI file').setInputFiles({ name: 'basics.zip', mimeType: 'application/zip', buffer });
  await page.getByText('8 questions were read').waitFor();
  const [bank] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the bank' }).click()]);
  assert.equal(bank.suggestedFilename(), 'basics.json');
  const foreign = Buffer.from('<assessmentItem><itemBody><hotspotInteraction/></itemBody></assessmentItem>');
  await page.getByLabel('QTI file').setInputFiles({ name: 'one.xml', mimeType: 'application/xml', buffer: foreign });
  await page.getByText('No question could be read').waitFor();
  await page.getByText('QTI-INTERACTION').waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('an administrator gives somebody extra time', async () => {
  const page = await centre.page();
  await page.goto(`${centre.url}/en/admin/people`);
  await signIn(page, 'admin');
  const row = page.getByRole('row').filter({ hasText: 'learner@demo.test' });
  await row.getByRole('button', { name: /^Extra time:/ }).click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByLabel('How much longer, in percent');
  assert.equal(await field.inputValue(), '0');
  await field.fill('500');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Write a whole number from 0 to 300.').waitFor();
  await field.fill('50');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await row.getByRole('button', { name: /^Extra time:/ }).click();
  await field.waitFor();
  assert.equal(await field.inputValue(), '50');
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});
