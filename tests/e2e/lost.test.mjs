/**
 * Lines, sessions, tabs and pages that are lost in the middle of a lesson, with the real program behind. Storage that is
 * denied: `no-storage.test.mjs`; a program that is killed: `kill.test.mjs`.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PASSWORD, useVidik } from './harness.mjs';
import { lessonsPackage } from './lessons-package.mjs';
import { eventually, framedPlayer, lesson } from './steps.mjs';

const centre = useVidik();

/** A course of two lessons, open in the app of a learner. */
async function opened(slug) {
  const lessons = [['first', 'Before you begin'], ['second', 'In the region']];
  await centre.publish(slug, lessonsPackage({ title: `Lost: ${slug}`, language: 'en', lessons }));
  const page = await centre.pageOf('learner');
  await page.goto(`${centre.url}/en/learn/${slug}`);
  await lesson(framedPlayer(page)).getByRole('heading', { name: 'Before you begin' }).waitFor();
  return page;
}

/** Works in the lesson that is open; gives what `Commit` answered. */
async function work(page) {
  await lesson(framedPlayer(page)).getByRole('button', { name: 'OK' }).click();
  const answered = lesson(framedPlayer(page)).getByRole('status');
  await eventually('the content has its answer', () => answered.innerText());
  return answered.innerText();
}

const saved = (page) => eventually('it is saved', () => framedPlayer(page).locator('.save-state[data-kind=saved]').count());

/** What the learner reached in a lesson, as the server knows it. */
async function reached(slug, activity) {
  const token = await centre.token('learner');
  const { items } = await centre.ask('GET', '/me/courses', { token });
  const { attempt_id: id } = items.find(({ course }) => course.slug === slug).progress;
  const { activities } = await centre.ask('GET', `/attempts/${id}`, { token });
  return activities[activity].success;
}

test('the line is cut: work goes on, is kept, and is sent when the line is back', async () => {
  const page = await opened('line');
  await page.context().setOffline(true);
  assert.equal(await work(page), 'true');
  await framedPlayer(page).getByText('Offline: kept on this device, will be sent').waitFor();
  await framedPlayer(page).getByRole('button', { name: /^Continue/ }).click();
  await lesson(framedPlayer(page)).getByRole('heading', { name: 'Before you begin' }).waitFor();
  assert.notEqual(await reached('line', 'first'), 'passed', 'the server knows nothing of it yet');
  await page.context().setOffline(false);
  await saved(page);
  assert.equal(await reached('line', 'first'), 'passed');
  await framedPlayer(page).getByRole('button', { name: /^Continue/ }).click();
  await lesson(framedPlayer(page)).getByRole('heading', { name: 'In the region' }).waitFor();
  await centre.closePages();
});

test('the token runs out, and the sign-in with it: the lesson stays as it is under the panel, and its work arrives', async () => {
  const page = await opened('token');
  const ended = (route) => route.fulfill({
    status: 401,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'urn:vidik:problem:token_expired', title: 'Expired', status: 401, code: 'token_expired' }),
  });
  const places = [`${centre.contentUrl}/play/commit`, `${centre.contentUrl}/play/token`, `${centre.url}/api/v1/courses/token/attempts`, `${centre.url}/api/v1/auth/refresh`];
  for (const place of places) await page.route(place, ended);
  await lesson(framedPlayer(page)).locator('h1').evaluate((heading) => heading.setAttribute('data-untouched', ''));
  await work(page);
  const panel = page.getByRole('dialog');
  await panel.getByLabel('E-mail, user name or staff number').waitFor();
  assert.notEqual(await reached('token', 'first'), 'passed');
  for (const place of places) await page.unroute(place);
  await panel.getByLabel('E-mail, user name or staff number').fill('learner@demo.test');
  await panel.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await panel.getByRole('button', { name: 'Sign in' }).click();
  // Whoever took longer than the player waits opens again by its own panel.
  const again = framedPlayer(page).getByRole('dialog').getByRole('button').first();
  await eventually('the work has arrived', async () => {
    if (await again.isVisible()) await again.click();
    return (await reached('token', 'first')) === 'passed';
  });
  assert.equal(await lesson(framedPlayer(page)).locator('h1[data-untouched]').count(), 1, 'the content was not loaded anew');
  await centre.closePages();
});

test('a second tab takes the attempt over: the first is told, and claims no success', async () => {
  const page = await opened('tabs');
  const second = await page.context().newPage();
  await second.goto(`${centre.url}/en/learn/tabs`);
  await lesson(framedPlayer(second)).getByRole('heading', { name: 'Before you begin' }).waitFor();
  await work(page);
  await framedPlayer(page).getByRole('dialog').waitFor();
  await lesson(framedPlayer(page)).getByRole('button', { name: 'OK' }).evaluate((button) => button.click());
  await eventually('Commit answers "false"', async () => /false/.test(await lesson(framedPlayer(page)).getByRole('status').innerText()));
  assert.notEqual(await reached('tabs', 'first'), 'passed');
  assert.equal(await work(second), 'true');
  await saved(second);
  assert.equal(await reached('tabs', 'first'), 'passed');
  await centre.closePages();
});

test('the tab is killed while the line is down: the next opening on this device hands over what it kept', async () => {
  await centre.publish('killed', lessonsPackage({ title: 'Lost: killed', language: 'en', lessons: [['first', 'Before you begin']] }));
  // Alone in its tab, so that the process that goes is the player's own.
  const page = await centre.page();
  await page.goto((await centre.attempt('killed')).launch_url);
  await lesson(page).getByRole('heading', { name: 'Before you begin' }).waitFor();
  await page.context().setOffline(true);
  await lesson(page).getByRole('button', { name: 'OK' }).click();
  await page.getByText('Offline: kept on this device, will be sent').waitFor();
  const session = await page.context().newCDPSession(page);
  // Without a word: no pagehide, no unload.
  const crashed = page.waitForEvent('crash');
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  assert.notEqual(await reached('killed', 'first'), 'passed');
  const context = page.context();
  await page.close();
  await context.setOffline(false);
  const next = await context.newPage();
  await next.goto((await centre.attempt('killed')).launch_url);
  await eventually('what the device kept has arrived', async () => (await reached('killed', 'first')) === 'passed');
  await centre.closePages();
});
