/**
 * A course of cmi5: units in the player's frame, in a window of their own, and on an origin of their own; what they
 * say counts, blocks and course are satisfied, and an administrator waives what need not be done.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { useVidik } from './harness.mjs';
import { eventually, lesson, words } from './steps.mjs';
import { IN_FRAME, REMOTE, WAIVED, serveUnit, unitsPackage } from './units-package.mjs';

const centre = useVidik();
const say = words('en');
const SLUG = 'units';
let remote;
before(async () => (remote = await serveUnit()));
after(() => remote.close());

const outlined = (page, title) => page.getByRole('treeitem', { name: title, exact: true });
const isDone = (page, title) =>
  eventually(`${title} is done`, () => outlined(page, title).evaluate((item) => /Completed|Passed/.test(item.textContent)));

/** Finishes the unit, where it is, and leaves it. */
async function finish(unit, greeting) {
  await unit.locator('#state').filter({ hasText: greeting }).waitFor();
  await unit.getByRole('button', { name: 'Finish' }).click();
  await unit.locator('#state').filter({ hasText: 'done' }).waitFor();
  await unit.getByRole('button', { name: 'Leave' }).click();
}

const verbsOf = async (id) => {
  const token = await centre.token('admin');
  const { items } = await centre.ask('GET', `/registrations/${id}/statements?limit=200`, { token });
  return items.map(({ verb }) => verb.id.split('/').at(-1));
};

test('units in the frame, in a window of their own and from elsewhere; the rest is waived', async () => {
  const imported = await centre.publish(SLUG, unitsPackage(remote.url));
  assert.equal(imported.format, 'cmi5');
  const refused = imported.report.findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
  assert.deepEqual(refused, []);
  const attempt = await centre.attempt(SLUG);
  const page = await centre.page();
  await page.goto(attempt.launch_url);
  await finish(lesson(page), 'Normal level=2');

  await page.getByRole('heading', { name: say('player.window.title') }).waitFor();
  await isDone(page, 'In the frame');
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: say('player.window.open'), exact: true }).click();
  const own = await opened;
  await finish(own, 'Normal');
  await own.waitForURL(/\/play\/returned$/);
  await own.close();
  await page.getByRole('button', { name: /^Continue/ }).click();

  await finish(lesson(page), 'Normal');
  await isDone(page, 'In a window');
  await isDone(page, 'Elsewhere');
  await lesson(page).locator('#state').filter({ hasText: 'Normal' }).waitFor();
  const before = await verbsOf(attempt.id);
  assert.equal(before.filter((verb) => verb === 'satisfied').length, 1, before.join());

  const desk = await centre.pageOf('admin');
  await desk.goto(`${centre.url}/en/admin/attempts/${attempt.id}`);
  await desk.getByRole('button', { name: say('correct.open') }).click();
  await desk.getByLabel(say('correct.action')).selectOption({ label: say('correct.waive') });
  await desk.getByLabel(say('correct.activity'), { exact: true }).selectOption(WAIVED);
  await desk.getByLabel(say('correct.reason')).fill('Passed the state examination.');
  await desk.getByRole('dialog').getByRole('button', { name: say('correct.save'), exact: true }).click();
  await desk.getByText('Passed the state examination.').first().waitFor();
  assert.deepEqual(desk.scriptErrors, []);

  const token = await centre.token('admin');
  const row = await centre.ask('GET', `/registrations/${attempt.id}`, { token });
  assert.equal(row.completion, 'completed');
  assert.deepEqual(row.waived_units.map(({ activity, reason }) => [activity, reason]), [[WAIVED, 'Passed the state examination.']]);
  assert.equal(row.activities[IN_FRAME].success, 'passed');
  const verbs = await verbsOf(attempt.id);
  assert.deepEqual(verbs.slice(-2), ['waived', 'satisfied']);

  const again = await centre.attempt(SLUG);
  await page.goto(again.launch_url);
  await isDone(page, 'Not needed');
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('another system launches one unit for a learner, and ends the session', async () => {
  const token = await centre.token('admin');
  const { id } = await centre.ask('GET', '/me', { token: await centre.token('trainer') });
  await centre.attempt(SLUG, 'trainer');
  const body = { course: SLUG, activity: REMOTE, return_url: `${remote.url}?back` };
  const launched = await centre.ask('POST', `/people/${id}/launches`, { token, body });
  const page = await centre.page();
  await page.goto(launched.url);
  await finish(page, 'Normal');
  await page.waitForURL(/\?back$/);
  const second = await centre.ask('POST', `/people/${id}/launches`, { token, body: { ...body, activity: WAIVED, mode: 'browse' } });
  await page.goto(second.url);
  await page.locator('#state').filter({ hasText: 'Browse' }).waitFor();
  const ended = await centre.ask('POST', `/registrations/${second.registration}/abandon`, { token, body: { session: second.session } });
  assert.deepEqual(ended.sessions, [second.session]);
  await page.getByRole('button', { name: 'Finish' }).click();
  await centre.closePages();
  const verbs = await verbsOf(second.registration);
  assert.equal(verbs.at(-1), 'abandoned');
  assert.equal(verbs.filter((verb) => verb === 'completed').length, 1);
});
