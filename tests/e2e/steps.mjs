/** What people do in the app, by the names that they see (English). */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { answerSomehow } from './answers.mjs';
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

const catalogues = new Map();

/** The words of pages, client and player in a language that they are written in. @param {'en' | 'sr-Cyrl' | 'mk'} language */
export function words(language) {
  if (!catalogues.has(language)) {
    const read = (folder) => JSON.parse(readFileSync(new URL(`../../${folder}/${language}.json`, import.meta.url), 'utf8'));
    catalogues.set(language, { ...read('crates/edges/http/messages'), ...read('web-client/messages') });
  }
  return (key) => {
    const text = catalogues.get(language)[key];
    if (text === undefined) throw new Error(`${language} has no words for ${key}`);
    return text;
  };
}

/**
 * Answers every question of a lesson of our own as it should be, and reads it to its end.
 *
 * @param {import('playwright-core').FrameLocator} page of the lesson
 */
export async function study(page) {
  await page.locator('.standing').waitFor();
  for (const question of await page.locator('form[data-check]').all()) {
    for (const right of await question.locator('input[data-right]').all()) await right.check();
    await question.locator('button[type=submit]').click();
    await question.locator('[data-outcome=right]').waitFor();
  }
  await page.locator('.standing').scrollIntoViewIfNeeded();
  await page.locator('[data-done]').waitFor();
}

/**
 * Goes through a quiz from its first page or from the question that is open, and hands it in.
 *
 * @param {import('playwright-core').FrameLocator | import('playwright-core').Page} player where the quiz is
 * @param {(key: string) => string} say the words of the player's language
 * @param {(paper: import('playwright-core').Locator) => Promise<void>} [give] answers the question that is open
 */
export async function takeQuiz(player, say, give = answerSomehow) {
  const button = (key) => player.getByRole('button', { name: say(key), exact: true });
  const paper = player.locator('.quiz.paper');
  const start = player.locator('.quiz.start .button.primary');
  await start.or(paper).first().waitFor();
  if (await start.count()) await start.click();
  for (;;) {
    await paper.waitFor();
    await give(paper);
    const next = button('player.quiz.next');
    if (!(await next.count())) break;
    const number = await paper.getByRole('heading').first().innerText();
    await next.click();
    await paper.getByRole('heading').filter({ hasNotText: number }).first().waitFor();
  }
  await paper.getByRole('button', { name: say('player.quiz.hand_in'), exact: true }).click();
  await player.getByRole('dialog').getByRole('button', { name: say('player.quiz.hand_in'), exact: true }).click();
  await player.locator('.quiz.outcome').waitFor();
}

/** More than any page has places to stop at. */
const STOPS = 80;

/** Presses Tab until what has the focus is called so. @param {import('playwright-core').Page} page */
export async function tabTo(page, name) {
  const seen = [];
  for (let stop = 0; stop < STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const focused = await focusedName(page);
    if (name.test(focused)) return;
    seen.push(focused);
  }
  throw new Error(`Tab never came to ${name}, but to: ${seen.join(' | ')}`);
}

/** The name of what has the focus, in whichever frame that is. */
export async function focusedName(page) {
  for (const frame of page.frames()) {
    const name = await frame.evaluate(() => {
      const element = document.activeElement;
      if (!document.hasFocus() || !element || element === document.body || element.tagName === 'IFRAME') return '';
      const labelled = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent);
      const said = [element.getAttribute('aria-label'), labelled.join(' ').trim(), element.labels?.[0]?.textContent, element.textContent];
      return (said.find(Boolean) ?? '').replace(/\s+/g, ' ').trim();
    }).catch(() => '');
    if (name) return name;
  }
  return '';
}
