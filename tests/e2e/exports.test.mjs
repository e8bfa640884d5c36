/**
 * A course of ours goes out as SCORM and as cmi5 and comes back: played to its end, each form of it gives the same result as the
 * course itself.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { answersOf } from './answers.mjs';
import { useVidik } from './harness.mjs';
import { eventually, framedPlayer, lesson, study, takeQuiz, words } from './steps.mjs';
import { zipFolder } from './zip.mjs';

const centre = useVidik();
const FOLDER = fileURLToPath(new URL('../../course-packages/courses/migration-and-gender/', import.meta.url));
const { structure } = JSON.parse(readFileSync(join(FOLDER, 'course.json'), 'utf8'));
/** Lessons and quizzes in their order. */
const items = structure.flatMap((part) => part.items ?? [part]);

/** What the institution reads of a learner in a course. */
async function result(slug, who) {
  const token = await centre.token('coordinator');
  return eventually(`a result of ${who}`, async () => {
    const { items: rows } = await centre.ask('GET', '/institutions/demo-ministry/progress?limit=200', { token });
    const row = rows.find(({ course, learner }) => course.slug === slug && learner.email === `${who}@demo.test`);
    if (row?.completion !== 'completed') return undefined;
    const { completion, success, progress, score } = row;
    return { completion, success, progress, score };
  });
}

/** Goes through the course as a learner who reads everything and knows all answers. */
async function play(slug, who, language, own) {
  const page = await centre.pageOf(who);
  await centre.attempt(slug, who, { language });
  await page.goto(`${centre.url}/${language}/learn/${slug}`);
  const say = words(language);
  const player = framedPlayer(page);
  const open = lesson(player);
  const right = answersOf(FOLDER, language);
  for (const [place, item] of items.entries()) {
    if (item.lesson) await study(open);
    else await takeQuiz(own ? player : open, say, right);
    if (place < items.length - 1) await player.locator('button.continue').click();
  }
  await player.getByRole('button', { name: new RegExp(`^${say('player.bar.exit')}`) }).click();
  await player.getByRole('heading', { name: say('player.end.completed') }).waitFor();
  assert.deepEqual(page.scriptErrors, []);
  return result(slug, who);
}

let native;

test('the course itself', async () => {
  await centre.publish('gender-itself', zipFolder(FOLDER));
  native = await play('gender-itself', 'learner', 'en', true);
  assert.equal(native.success, 'passed');
  assert.equal(native.progress, 1);
  assert.equal(native.score.scaled, 1);
  await centre.closePages();
});

for (const [form, language] of [['scorm12', 'sr-Cyrl'], ['scorm2004', 'en'], ['cmi5', 'mk']]) {
  test(`the same as ${form} in ${language}`, async () => {
    const slug = `gender-${form}`;
    await centre.publish(slug, centre.pack(FOLDER, form, language));
    assert.deepEqual(await play(slug, 'trainer', language, false), native);
    await centre.closePages();
  });
}
