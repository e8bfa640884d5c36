/** From the catalogue to the end of a course without a mouse; the ways of a phone. */
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

test('on a phone what staff is led to opens, closes on Esc and leads on', async () => {
  const page = await centre.pageOf('admin', { viewport: { width: 360, height: 740 } });
  await page.goto(`${centre.url}/en/my-courses`);
  const menu = page.locator('.site-nav details');
  const people = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Administration' });
  await menu.waitFor();
  assert.equal(await people.isVisible(), false);
  await tabTo(page, /^Menu$/);
  await page.keyboard.press('Enter');
  await people.waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await people.waitFor({ state: 'hidden' });
  assert.equal(await focusedName(page), 'Menu');
  await page.keyboard.press('Enter');
  await tabTo(page, /^Administration$/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/en\/admin\/people$/);
  await people.waitFor({ state: 'hidden' });
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('on a phone learners sign out at their account', async () => {
  const page = await centre.pageOf('learner', { viewport: { width: 360, height: 740 } });
  await page.goto(`${centre.url}/en/my-courses`);
  await tabTo(page, /^Account$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Account' }).waitFor();
  await tabTo(page, /^Sign out$/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/en\/sign-in$/);
  assert.equal((await page.context().cookies()).some(({ name }) => /refresh/.test(name)), false);
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});
