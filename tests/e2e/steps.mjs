/** What people do in the app, by the names that they see (English). */
import { setTimeout as sleep } from 'node:timers/promises';

import { PASSWORD } from './harness.mjs';

/**
 * Signs in on the page that asks for it, wherever that came up.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} who the part before @demo.test
 */
export async function signIn(page, who) {
  await page.getByLabel('E-mail, user name or staff number').fill(`${who}@demo.test`);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((address) => !address.pathname.endsWith('/sign-in'));
}

/** The content's frame. @param within the page of the player, or the frame locator of the player in the app */
export const lesson = (within) => within.frameLocator('iframe.stage-frame');

/** The player in the app's frame. @param {import('playwright-core').Page} page */
export const framedPlayer = (page) => page.frameLocator('main iframe');

/** Asks until the answer is truthy; fails with `what` after ten seconds. */
export async function eventually(what, ask) {
  for (const end = Date.now() + 10_000; ;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`did not come about: ${what}`);
    await sleep(50);
  }
}
