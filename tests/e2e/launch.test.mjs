/** `launch_url` alone in a browser: its own outline, Previous, Continue, Suspend and Exit; and one seat for two tabs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { useVidik } from './harness.mjs';
import { eventually, framedPlayer, lesson, signIn } from './steps.mjs';

const centre = useVidik();
const SLUG = 'several-lessons';

test('a launch address plays alone: outline, Continue, Previous, Suspend, and on from there to Exit', async () => {
  await centre.publish(SLUG, 'scorm2004-several');
  const page = await centre.page();
  const attempt = await centre.attempt(SLUG);
  await page.goto(attempt.launch_url);
  const heading = (name) => lesson(page).getByRole('heading', { name, exact: true }).waitFor();
  const press = (name) => page.getByRole('button', { name }).click();
  await heading('Welcome');
  const outline = page.getByRole('tree', { name: 'Course outline' });
  const standing = (title) => outline.getByRole('treeitem', { name: title, exact: true });
  assert.equal(await standing('Welcome').getAttribute('aria-current'), 'step');
  assert.equal(await page.getByRole('button', { name: /^Previous/ }).isEnabled(), false);

  await press(/^Continue/);
  await heading('First lesson');
  await lesson(page).getByRole('button', { name: 'Pass' }).click();
  await standing('Second lesson').click();
  await heading('Second lesson');
  await eventually('the outline says that the first lesson is passed', () =>
    standing('First lesson').evaluate((item) => /Passed/.test(item.textContent)));
  await press(/^Previous/);
  await heading('First lesson');
  await press(/^Continue/);
  await heading('Second lesson');
  await lesson(page).getByRole('button', { name: 'Take a note' }).click();
  await press(/^Suspend/);
  await page.getByRole('heading', { name: 'Your place is saved' }).waitFor();

  const again = await centre.attempt(SLUG);
  assert.equal(again.id, attempt.id);
  await page.goto(again.launch_url);
  await heading('Second lesson');
  await lesson(page).getByText('Left here before: noted').waitFor();
  await lesson(page).getByRole('button', { name: 'Pass' }).click();
  await press(/^Exit/);
  await page.getByRole('heading', { name: 'You have completed the course' }).waitFor();
  const stored = await centre.ask('GET', `/attempts/${attempt.id}`, { token: await centre.token('learner') });
  assert.equal(stored.progress?.completion ?? stored.completion, 'completed');
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('a code that was used opens nothing', async () => {
  const { launch_url: address } = await centre.attempt(SLUG, 'trainer');
  const page = await centre.page();
  await page.goto(address);
  await lesson(page).getByRole('heading', { name: 'Welcome' }).waitFor();
  const other = await centre.page();
  await other.goto(address);
  await other.getByRole('heading', { name: 'Open the course again' }).waitFor();
  await centre.closePages();
});

test('of two tabs the newer one goes on; the older says so, and its content is told no success', async () => {
  const page = await centre.page();
  await page.goto(`${centre.url}/en/learn/${SLUG}`);
  await signIn(page, 'author');
  await lesson(framedPlayer(page)).getByRole('heading', { name: 'Welcome' }).waitFor();
  await framedPlayer(page).getByRole('button', { name: /^Continue/ }).click();
  const older = lesson(framedPlayer(page));
  await older.getByRole('heading', { name: 'First lesson' }).waitFor();

  const second = await page.context().newPage();
  await second.goto(`${centre.url}/en/learn/${SLUG}`);
  await lesson(framedPlayer(second)).getByRole('heading', { name: 'First lesson' }).waitFor();

  await older.getByRole('button', { name: 'Take a note' }).click();
  const notice = framedPlayer(page).getByRole('dialog', { name: 'The course is open somewhere else' });
  await notice.waitFor();
  const frame = page.frames().find((one) => one.url().endsWith('/first.html'));
  const answer = await frame.evaluate(() => [parent.API_1484_11.Commit(''), parent.API_1484_11.GetLastError()]);
  assert.deepEqual(answer, ['false', '391']);

  await notice.getByRole('button', { name: 'Open here again' }).click();
  await lesson(framedPlayer(page)).getByRole('heading', { name: 'First lesson' }).waitFor();
  await lesson(framedPlayer(second)).getByRole('button', { name: 'Take a note' }).click();
  await framedPlayer(second).getByRole('dialog', { name: 'The course is open somewhere else' }).waitFor();
  await centre.closePages();
});
