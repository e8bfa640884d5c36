/**
 * One course, two languages, one progress: begun in Macedonian on a phone that loses its line in the middle of a lesson,
 * finished another day in English at a desk.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answersOf } from './answers.mjs';
import { fixture, useVidik } from './harness.mjs';
import { eventually, framedPlayer, lesson, study, takeQuiz, words } from './steps.mjs';

const centre = useVidik();
const SLUG = 'own-course';
const PHONE = { viewport: { width: 360, height: 740 }, locale: 'mk', isMobile: true, hasTouch: true };

const button = (player, name) => player.getByRole('button', { name });
const starting = (text) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

/** What the coordinator's institution reads of the course. */
async function rows() {
  const token = await centre.token('coordinator');
  const { items } = await centre.ask('GET', '/institutions/demo-ministry/progress?limit=200', { token });
  return items.filter(({ course }) => course.slug === SLUG);
}

test('on a phone, in Macedonian: the line is lost in a lesson and comes back, nothing of the work is lost', async () => {
  await centre.publish(SLUG, 'own-course');
  const page = await centre.pageOf('learner', PHONE);
  const say = words('mk');
  await page.goto(`${centre.url}/mk/courses/${SLUG}`);
  await page.getByRole('link', { name: say('page.course.start') }).first().click();
  const player = framedPlayer(page);
  const open = lesson(player);
  const goOn = () => button(player, starting(say('player.bar.continue_to'))).click();

  await player.getByRole('heading', { name: 'Влезен тест' }).waitFor();
  await goOn();
  await open.getByRole('heading', { level: 1, name: 'Први чекори' }).waitFor();
  assert.equal(await open.locator('html').getAttribute('lang'), 'mk');
  await study(open);
  await goOn();

  await open.getByRole('heading', { level: 1, name: 'Како добро да прашувате' }).waitFor();
  await page.context().setOffline(true);
  await study(open);
  await player.getByText(say('player.save.kept')).waitFor();
  await page.context().setOffline(false);
  await eventually('what was kept on the phone is sent', () => player.locator('.save-state[data-kind=saved]').count());
  await goOn();

  await player.getByRole('heading', { name: 'Проверка на знаењето: основи' }).waitFor();
  await button(player, say('player.quiz.start')).click();
  const paper = player.locator('.quiz.paper');
  for (let question = 0; question < 2; question += 1) {
    await answersOf(fixture(SLUG), 'mk')(paper);
    await player.locator('.mark-of.answered').nth(question).waitFor();
    await button(player, say('player.quiz.next')).click();
  }
  await eventually('the answers are saved', () => player.locator('.save-state[data-kind=saved]').count());
  assert.deepEqual(page.scriptErrors, []);
  // The browser goes as it does when a phone's battery is empty.
  await centre.closePages();
});

test('another day, at a desk, in English: on from the same place with the same answers, to the end', async () => {
  const page = await centre.pageOf('learner', { viewport: { width: 1280, height: 900 } });
  const say = words('en');
  await page.goto(`${centre.url}/en/my-courses`);
  await page.getByRole('link', { name: 'Resume: A sample course' }).click();
  const player = framedPlayer(page);
  const open = lesson(player);
  const goOn = () => button(player, /^Continue/).click();

  await player.getByRole('heading', { name: /^Question 3 of/ }).waitFor();
  assert.equal(await player.locator('.mark-of.answered').count(), 2, 'the answers that were given in Macedonian');
  await button(player, 'Question 1').click();
  await player.getByRole('heading', { name: /^Question 1 of/ }).waitFor();
  await page.reload();
  const right = answersOf(fixture(SLUG), 'en');
  await takeQuiz(player, say, right);
  const outline = player.getByRole('tree', { name: 'Course outline' });
  for (const title of ['First steps', 'Asking well']) {
    const item = outline.getByRole('treeitem', { name: title, exact: true });
    await eventually(`${title} is completed in English, too`, () => item.evaluate((row) => /Completed/.test(row.textContent)));
  }
  await goOn();

  await open.getByRole('heading', { level: 1, name: 'Words that matter' }).waitFor();
  assert.equal(await open.locator('html').getAttribute('lang'), 'en');
  await study(open);
  await goOn();
  await player.getByRole('heading', { name: 'Exit test' }).waitFor();
  await takeQuiz(player, say, right);
  await button(player, /^Exit/).click();
  await player.getByRole('heading', { name: 'You have completed the course' }).waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('for the coordinator it is one row: time, score and state', async () => {
  const found = await eventually('a row that is complete', async () => {
    const all = await rows();
    return all.some(({ completion }) => completion === 'completed') && all;
  });
  assert.equal(found.length, 1);
  const [row] = found;
  assert.equal(row.learner.email, 'learner@demo.test');
  assert.equal(row.progress, 1);
  assert.ok(row.completed_at);
  assert.ok(row.seconds > 0, `the time in both languages: ${row.seconds}`);
  const { items } = await centre.ask('GET', '/me/courses?limit=100', { token: await centre.token('learner') });
  const mine = items.filter(({ course }) => course.slug === SLUG);
  assert.equal(mine.length, 1, 'one course among the learner’s own');
  assert.equal(row.score?.scaled ?? row.score, mine[0].progress.score?.scaled ?? mine[0].progress.score);
});

test('the language changes in the middle of a quiz: the same questions, and the answers are kept', async () => {
  const page = await centre.pageOf('trainer');
  await page.goto(`${centre.url}/en/learn/${SLUG}`);
  const player = framedPlayer(page);
  const paper = player.locator('.quiz.paper');
  await player.getByRole('treeitem', { name: 'Check: basics', exact: true }).click();
  await button(player, words('en')('player.quiz.start')).click();
  await answersOf(fixture(SLUG), 'en')(paper);
  await player.locator('.mark-of.answered').waitFor();
  await button(player, words('en')('player.quiz.next')).click();
  await player.getByRole('heading', { name: /^Question 2 of/ }).waitFor();
  const asked = await paper.locator('.prompt').innerText();
  const before = await attemptOf('trainer');

  await choose(page, 'Македонски');
  await player.getByRole('heading', { name: /^Прашање 2 од/ }).waitFor();
  assert.equal(await paper.locator('fieldset').getAttribute('lang'), 'mk');
  assert.equal(await player.locator('.mark-of.answered').count(), 1);
  await answersOf(fixture(SLUG), 'mk')(paper);
  await player.locator('.mark-of.answered').nth(1).waitFor();
  assert.equal(await attemptOf('trainer'), before, 'the same attempt');

  await choose(page, 'English');
  await player.getByRole('heading', { name: /^Question 3 of/ }).waitFor();
  assert.equal(await player.locator('.mark-of.answered').count(), 2);
  await button(player, /^Question 2/).click();
  await player.getByRole('heading', { name: /^Question 2 of/ }).waitFor();
  assert.equal(await paper.locator('.prompt').innerText(), asked);
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

/** The attempt that somebody is in. */
async function attemptOf(who) {
  const { items } = await centre.ask('GET', '/me/courses?limit=100', { token: await centre.token(who) });
  return items.find(({ course }) => course.slug === SLUG).progress.attempt_id;
}

/** Changes the language by the page's menu. */
async function choose(page, name) {
  await page.locator('.language-menu summary').click();
  await page.getByRole('link', { name, exact: true }).click();
}
