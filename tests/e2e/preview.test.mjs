/** An author looks at a course before anybody learns from it; a learner looks back at one that is finished. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { fixture, useVidik } from './harness.mjs';
import { lessonsPackage } from './lessons-package.mjs';
import { eventually, framedPlayer, lesson, takeQuiz, words } from './steps.mjs';
import { zipFolder } from './zip.mjs';

const centre = useVidik();
const PICTURES = process.env.VIDIK_PICTURES;
const QUIZ = 'Провера знања: основе';
const LOCKED = `<imsss:limitConditions attemptLimit="0"/>`;

const attempts = async () => (await centre.ask('GET', '/attempts?limit=200', { token: await centre.token('admin') })).items.length;

test('a package is seen as learners will see it, before a course is made of it', async () => {
  const lessons = [['first', 'Before you begin'], ['second', 'Closed to everybody', '', LOCKED]];
  const { id } = await centre.upload('look', lessonsPackage({ title: 'Look first', language: 'en', lessons }));
  const before = await attempts();
  const page = await centre.pageOf('author');
  await page.goto(`${centre.url}/en/author/packages/${id}`);
  await page.getByRole('link', { name: 'View as a learner' }).click();
  const player = framedPlayer(page);
  await player.getByText(/^Preview\./).waitFor();
  await lesson(player).getByRole('heading', { name: 'Before you begin' }).waitFor();
  const mode = await page.frames().at(-1).evaluate(() => window.parent.API_1484_11.GetValue('cmi.mode'));
  assert.equal(mode, 'browse');
  await lesson(player).getByRole('button', { name: 'OK' }).click();
  await lesson(player).getByText('true').waitFor();
  await player.getByRole('tree').getByText('Closed to everybody').click();
  await lesson(player).getByRole('heading', { name: 'Closed to everybody' }).waitFor();
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'preview-1280.png') });
  await player.getByRole('button', { name: 'Exit' }).click();
  await player.getByRole('heading', { name: 'The preview is over' }).waitFor();
  await player.getByRole('link', { name: 'Back to the author’s page' }).click();
  await page.waitForURL(new RegExp(`/en/author/packages/${id}$`));
  assert.equal(await attempts(), before);
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('a draft of a course of ours is seen with its tests, and in the other script', async () => {
  const imported = await centre.upload('own', zipFolder(fixture('own-course')));
  const token = await centre.token('author');
  await centre.ask('POST', '/courses', { token, body: { package_id: imported.id, slug: 'draft-of-ours' } });
  const before = await attempts();
  const say = words('sr-Cyrl');
  const page = await centre.pageOf('author');
  await page.goto(`${centre.url}/sr-Cyrl/author/courses/draft-of-ours/versions/1`);
  await page.getByRole('link', { name: say('preview.open') }).click();
  const player = framedPlayer(page);
  await player.getByText(/^Преглед\./).waitFor();
  const quiz = player.getByRole('treeitem').filter({ hasText: QUIZ });
  await quiz.locator('.row-title').click();
  await player.getByText(say('player.quiz.answers_not_kept')).waitFor();
  await takeQuiz(player, say);
  await player.getByText(say('player.quiz.result_not_kept')).waitFor();
  await eventually('the outline shows its result', async () => !/Није започето/.test(await quiz.textContent()));
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'preview-quiz.png') });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${centre.url}/sr-Latn/preview/courses/draft-of-ours/1`);
  await framedPlayer(page).getByText(/^Pregled\./).waitFor();
  const titles = () => Promise.all([page.getByRole('heading', { level: 1 }), framedPlayer(page).locator('.quiz h2')].map((one) => one.innerText()));
  await eventually('it is in Latin letters', async () => (await titles()).every((title) => title && !/\p{Script=Cyrillic}/u.test(title)));
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'preview-360.png') });
  assert.equal(await attempts(), before);
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('who finished a course looks back from its page; the result stays', async () => {
  await centre.publish('look-back', lessonsPackage({ title: 'Look back', language: 'en', lessons: [['only', 'The only lesson']] }), { listed: true });
  const page = await centre.pageOf('learner');
  await page.goto(`${centre.url}/en/learn/look-back`);
  await lesson(framedPlayer(page)).getByRole('button', { name: 'OK' }).click();
  await lesson(framedPlayer(page)).getByText('true').waitFor();
  await eventually('it is completed', async () => {
    const { items } = await centre.ask('GET', '/me/courses', { token: await centre.token('learner') });
    return items.some(({ course, progress }) => course.slug === 'look-back' && progress?.completion === 'completed');
  });
  await page.goto(`${centre.url}/en/courses/look-back`);
  await page.getByRole('link', { name: 'Read again' }).click();
  await framedPlayer(page).getByText(/You are looking back/).waitFor();
  await lesson(framedPlayer(page)).getByRole('heading', { name: 'The only lesson' }).waitFor();
  assert.equal(await page.frames().at(-1).evaluate(() => window.parent.API_1484_11.GetValue('cmi.mode')), 'review');
  await page.goto(`${centre.url}/en/my-courses`);
  await page.getByRole('link', { name: 'Read again: Look back' }).waitFor();
  await centre.closePages();
});
