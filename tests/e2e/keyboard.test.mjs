/** From the catalogue to the end of a course without a mouse. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PASSWORD, useVidik } from './harness.mjs';
import { focusedName, framedPlayer, lesson, tabTo } from './steps.mjs';

const centre = useVidik();
const SLUG = 'by-keyboard';
test('signing in, resuming a course and going through it takes no mouse', async () => {
  await centre.publish(SLUG, 'scorm2004-several', { title: { en: 'Going by keyboard' } });
  const { launch_url: address } = await centre.attempt(SLUG);
  const code = new URLSearchParams(new URL(address).hash.slice(1)).get('code');
  const begun = await fetch(`${centre.contentUrl}/play/exchange`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  assert.equal(begun.status, 200);

  const page = await centre.page();
  const press = (key) => page.keyboard.press(key);
  await page.goto(`${centre.url}/en/`);
  await press('Tab');
  assert.match(await focusedName(page), /^Skip to/);
  await tabTo(page, /^Sign in$/);
  await press('Enter');
  await page.getByLabel('E-mail, user name or staff number').waitFor();
  await tabTo(page, /^E-mail, user name/);
  await page.keyboard.type('learner@demo.test');
  await tabTo(page, /^Password$/);
  await page.keyboard.type(PASSWORD);
  await press('Enter');
  await page.getByRole('link', { name: 'Resume: Going by keyboard' }).waitFor();
  await tabTo(page, /^Resume: Going by keyboard$/);
  await press('Enter');

  const player = framedPlayer(page);
  const heading = (name) => lesson(player).getByRole('heading', { name, exact: true }).waitFor();
  await heading('Welcome');
  await tabTo(page, /^Continue/);
  await press('Enter');
  await heading('First lesson');
  await tabTo(page, /^First lesson$/);
  await press('ArrowDown');
  assert.equal(await focusedName(page), 'Second lesson');
  await press('Enter');
  await heading('Second lesson');
  await tabTo(page, /^Pass$/);
  await press('Space');
  await tabTo(page, /^Exit/);
  await press('Enter');
  await player.getByRole('link', { name: 'Back to the course page' }).waitFor();
  await tabTo(page, /^Back to the course page$/);
  await press('Enter');
  await page.waitForURL(new RegExp(`/en/courses/${SLUG}$`));
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});
