/** A new version while people are in the middle of the old one: who would lose what is said before, and nobody does. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { fixture, useVidik } from './harness.mjs';
import { lessonsPackage } from './lessons-package.mjs';
import { framedPlayer, lesson } from './steps.mjs';
import { learn } from './wire.mjs';
import { zipFolder } from './zip.mjs';

const centre = useVidik();
const DONE = { 'cmi.completion_status': 'completed', 'cmi.success_status': 'passed' };
const through = (activities) => activities.map((activity) => [activity, DONE]);

const FIRST = [['A', 'Arrival'], ['B', 'Border'], ['C', 'Claim'], ['D', 'Decision']];
/** B is called otherwise, C has another text, D is gone, E is new and stands first. */
const SECOND = [['E', 'Evidence'], ['A', 'Arrival'], ['B', 'At the border'], ['C', 'Claim', 'Written anew.']];

/** The sample without the lesson "words", and with another title for "first-steps". */
function ownSecond() {
  const read = (path) => readFileSync(join(fixture('own-course'), path), 'utf8');
  const course = JSON.parse(read('course.json'));
  course.version = '2.0';
  course.structure = course.structure.filter(({ lesson: id }) => id !== 'words');
  const more = { 'course.json': JSON.stringify(course, null, 2) };
  more['lessons/first-steps/en.md'] = read('lessons/first-steps/en.md').replace('# First steps', '# The very first steps');
  return zipFolder(fixture('own-course'), more, (path) => !path.startsWith('lessons/words/'));
}

/** What the coordinator reads of a course, by learner. */
async function rows(slug) {
  const token = await centre.token('coordinator');
  const { items } = await centre.ask('GET', '/institutions/demo-ministry/progress?limit=200', { token });
  const told = ({ completion, success, progress, completed_at: at }) => ({ completion, success, progress, at });
  const found = items.filter(({ course }) => course.slug === slug).map((row) => [row.learner.email, told(row)]);
  return Object.fromEntries(found.sort());
}

/** Version, whether new learners begin it, in progress, completed; newest first. */
async function versions(slug) {
  const { items } = await centre.ask('GET', `/courses/${slug}/versions`, { token: await centre.token('author') });
  return items.map(({ number, current, in_progress: busy, completed }) => [number, current, busy, completed]);
}

/** What a learner has completed in the attempt that counts now. */
async function completed(slug, who) {
  const token = await centre.token(who);
  const { items } = await centre.ask('GET', '/me/courses?limit=100', { token });
  const { progress } = items.find(({ course }) => course.slug === slug);
  const attempt = await centre.ask('GET', `/attempts/${progress.attempt_id}`, { token });
  const done = Object.entries(attempt.activities).filter(([, { completion }]) => completion === 'completed');
  return done.map(([activity]) => activity).sort();
}

/**
 * The author compares a package with the course, looks at what would happen, and publishes it.
 *
 * @param {RegExp} [policy] what becomes of those in progress, where it is not the choice that is there
 */
async function publishAnew(slug, archive, look, policy) {
  const { id } = await centre.upload(`${slug}-2`, archive);
  const page = await centre.pageOf('author');
  await page.goto(`${centre.url}/en/author/courses/${slug}`);
  await page.getByRole('link', { name: 'New version' }).click();
  await page.getByRole('heading', { level: 1, name: 'New version' }).waitFor();
  await page.getByLabel('Package', { exact: true }).selectOption(id);
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('heading', { name: 'Learners' }).waitFor();
  await look(page);
  const stay = page.getByRole('radio', { name: /^They finish the version that they began/ });
  assert.equal(await stay.isChecked(), true, 'the safest choice is the first');
  if (policy) await page.getByRole('radio', { name: policy }).check();
  await page.getByRole('button', { name: 'Publish this version' }).click();
  await page.waitForURL(new RegExp(`/author/courses/${slug}$`));
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
}

test('a course in SCORM: the difference is shown, those in progress stay, what is completed stays', async () => {
  const slug = 'arrival';
  const archive = (lessons) => lessonsPackage({ title: 'Arrival', language: 'en', lessons });
  await centre.publish(slug, archive(FIRST));
  await learn(centre, 'learner', slug, through(['A', 'B']));
  await learn(centre, 'trainer', slug, through(['A', 'D']));
  await learn(centre, 'coordinator', slug, through(['A', 'B', 'C', 'D']));
  assert.deepEqual(await versions(slug), [[1, true, 2, 1]]);
  const before = await rows(slug);
  assert.equal(before['coordinator@demo.test'].completion, 'completed');

  await publishAnew(slug, archive(SECOND), async (page) => {
    await page.getByText('2 learners are in progress').waitFor();
    await page.getByText('If they are moved, 1 of 2 keep everything.').waitFor();
    assert.match(await page.getByRole('listitem').filter({ hasText: '1 loses:' }).innerText(), /Decision/);
    await page.getByText('1 learner has completed the course. It stays completed.').waitFor();
    for (const [title, change] of [['Decision', 'removed'], ['Evidence', 'added'], ['At the border', 'renamed'], ['Claim', 'content changed']]) {
      await page.getByRole('listitem').filter({ hasText: title }).filter({ hasText: change }).first().waitFor();
    }
  });

  assert.deepEqual(await versions(slug), [[2, true, 0, 0], [1, false, 2, 1]]);
  assert.deepEqual(await rows(slug), before, 'nobody’s completion has changed');
  const page = await centre.pageOf('trainer');
  await page.goto(`${centre.url}/en/learn/${slug}`);
  const outline = framedPlayer(page).getByRole('tree', { name: 'Course outline' });
  assert.deepEqual(await titles(outline), ['Arrival', 'Arrival', 'Border', 'Claim', 'Decision'], 'the course and its lessons, as they were begun');
  const newcomer = await centre.pageOf('polaznik-001');
  await newcomer.goto(`${centre.url}/en/learn/${slug}`);
  await lesson(framedPlayer(newcomer)).getByRole('heading', { name: 'Evidence' }).waitFor();
  await centre.closePages();
});

test('those in progress can be moved, with all that the new version still has', async () => {
  const before = await rows('arrival');
  const third = lessonsPackage({ title: 'Arrival', language: 'en', lessons: [...SECOND, ['F', 'Forms']] });
  await publishAnew('arrival', third, async (page) => {
    await page.getByText('3 learners are in progress').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Forms' }).filter({ hasText: 'added' }).first().waitFor();
  }, /^They move to this version/);
  assert.deepEqual(await versions('arrival'), [[3, true, 3, 0], [2, false, 0, 0], [1, false, 0, 1]]);
  assert.deepEqual(await completed('arrival', 'learner'), ['A', 'B']);
  assert.deepEqual(await completed('arrival', 'trainer'), ['A'], 'the decision is not in it');
  const after = await rows('arrival');
  assert.deepEqual(after['coordinator@demo.test'], before['coordinator@demo.test']);
});

test('they can begin again, and whoever has completed the course is left alone', async () => {
  const before = await rows('arrival');
  const fourth = lessonsPackage({ title: 'Arrival', language: 'en', lessons: [['A', 'Arrival'], ['B', 'Border', 'Other law.']] });
  await publishAnew('arrival', fourth, async (page) => {
    await page.getByText('3 learners are in progress').waitFor();
  }, /^They begin again/);
  const [[number, isCurrent, , done]] = await versions('arrival');
  assert.deepEqual([number, isCurrent, done], [4, true, 0]);
  await learn(centre, 'learner', 'arrival', []);
  assert.deepEqual(await completed('arrival', 'learner'), []);
  const after = await rows('arrival');
  assert.deepEqual(after['coordinator@demo.test'], before['coordinator@demo.test']);
});

test('an earlier version can be published again', async () => {
  const page = await centre.pageOf('author');
  await page.goto(`${centre.url}/en/author/courses/arrival`);
  await page.getByRole('link', { name: 'Version 3' }).click();
  await page.getByText('This is an earlier version').waitFor();
  await page.getByRole('button', { name: 'Publish it again' }).click();
  await page.waitForURL(/\/author\/courses\/arrival$/);
  const current = (await versions('arrival')).filter(([, isCurrent]) => isCurrent);
  assert.deepEqual(current.map(([number]) => number), [3]);
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('a course of our own: the same, and whoever was in the middle finishes what was begun', async () => {
  const slug = 'own-course';
  await centre.publish(slug, 'own-course');
  await learn(centre, 'learner', slug, through(['first-steps', 'words']));
  await learn(centre, 'trainer', slug, through(['first-steps']));
  const before = await rows(slug);

  await publishAnew(slug, ownSecond(), async (page) => {
    await page.getByText('2 learners are in progress').waitFor();
    await page.getByText('If they are moved, 1 of 2 keep everything.').waitFor();
    assert.match(await page.getByRole('listitem').filter({ hasText: '1 loses:' }).innerText(), /Words that matter/);
    await page.getByRole('listitem').filter({ hasText: 'The very first steps' }).filter({ hasText: 'renamed' }).waitFor();
  });

  assert.deepEqual(await versions(slug), [[2, true, 0, 0], [1, false, 2, 0]]);
  assert.deepEqual(await rows(slug), before);
  const page = await centre.pageOf('learner');
  await page.goto(`${centre.url}/en/learn/${slug}`);
  const outline = framedPlayer(page).getByRole('tree', { name: 'Course outline' });
  assert.ok((await titles(outline)).includes('Words that matter'));
  await centre.closePages();
});

/** What an outline lists, without the states. */
async function titles(outline) {
  await outline.getByRole('treeitem').first().waitFor();
  return outline.getByRole('treeitem').evaluateAll((items) => items.map((item) => item.getAttribute('aria-label')
    ?? document.getElementById(item.getAttribute('aria-labelledby') ?? '')?.textContent ?? item.textContent));
}
