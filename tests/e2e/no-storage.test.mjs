/** A browser that denies a framed content host its storage, as some are set up to: the course plays all the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { useVidik } from './harness.mjs';
import { eventually, framedPlayer, lesson, signIn } from './steps.mjs';

const centre = useVidik({ partitioned: false });
const SLUG = 'without-storage';

test('a lesson in the app is kept and resumed without storage', async () => {
  await centre.publish(SLUG, 'scorm12-several', { title: { en: 'Without storage' } });
  const page = await centre.page();
  await page.goto(`${centre.url}/en/learn/${SLUG}`);
  await signIn(page, 'learner');
  const content = lesson(framedPlayer(page));
  await content.getByRole('heading', { name: 'First lesson' }).waitFor();
  await content.getByRole('button', { name: 'Take a note' }).click();
  await eventually('the note is saved', async () => /^Saved/.test(await framedPlayer(page).getByRole('status').first().innerText()));
  await page.reload();
  await content.getByText('Left here before: noted').waitFor();
  await content.getByRole('button', { name: 'Pass' }).click();
  await framedPlayer(page).getByRole('treeitem', { name: 'Reading', exact: true }).click();
  await content.getByRole('heading', { name: 'Reading' }).waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});
