import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, lesson, openBrowser } from './browser';
import { Centre } from './centre';
import { findings as findingsOn, overflow as overflowOn, picture as pictureOf } from './findings';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let centre: Centre;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  centre = new Centre();
  await centre.start();
});
afterEach(async () => {
  await context.close();
  await centre.stop();
});

async function open(width: number, height: number, dark = false): Promise<void> {
  context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
  page = await context.newPage();
}

const shown = () => lesson(page).locator('#result').filter({ hasText: /^true 0$/ }).waitFor();

const findings = () => findingsOn(page);
const overflow = () => overflowOn(page);
const picture = (name: string) => pictureOf(page, name);

const languages = ['en', 'sr-Cyrl', 'sr-Latn', 'mk'];

describe.each([
  ['320', 320, 568],
  ['360', 360, 740],
  ['1280', 1280, 800]
])('at %s pixels', (size, width, height) => {
  it.each(languages)('has no findings of axe and no overflow in %s', async (language) => {
    await open(width, height);
    await page.goto(centre.launchUrl(language));
    await shown();
    await page.locator('.continue').click();
    await lesson(page).getByRole('heading', { name: 'States, regions' }).waitFor();
    await shown();
    await eventually(() => (centre.values['TWO'] ?? {})['cmi.location']);
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    expect(await findings()).toEqual([]);
    expect(await overflow()).toEqual([]);
    await picture(`${size}-${language}`);
    if (width < 1024) {
      await page.locator('.outline-toggle').click();
      await page.getByRole('tree').waitFor();
      expect(await findings()).toEqual([]);
      await picture(`${size}-${language}-outline`);
      await page.keyboard.press('Escape');
      await page.getByRole('tree').waitFor({ state: 'hidden' });
      expect(await page.evaluate(() => document.activeElement?.className)).toContain('outline-toggle');
    }
  });

  it('has no findings on its own pages', async () => {
    await open(width, height);
    await page.goto(centre.launchUrl('sr-Cyrl'));
    await shown();
    await page.locator('.exit').click();
    await page.getByRole('heading', { level: 2 }).waitFor();
    expect(await findings()).toEqual([]);
    expect(await overflow()).toEqual([]);
    await picture(`${size}-end`);
    await page.reload();
    await page.getByRole('heading', { level: 2 }).waitFor();
    expect(await findings()).toEqual([]);
    await picture(`${size}-again`);
  });
});

it('is readable in the dark, in review, inside the app, and when it was taken over', async () => {
  await open(1280, 800, true);
  centre.review = true;
  centre.lead = { mode: 'review' };
  await page.goto(centre.launchUrl('mk'));
  await shown();
  expect(await findings()).toEqual([]);
  await picture('dark-review');
  centre.launches.push({ id: 'other', generation: 9, commits: [], current: 'ONE', visit: 1, ended: false });
  await lesson(page).getByRole('button', { name: 'Answer' }).click();
  await page.getByRole('dialog').waitFor();
  expect(await findings()).toEqual([]);
  await picture('dark-taken-over');
  await page.goto(centre.framedUrl('sr-Cyrl'));
  await lesson(page.frameLocator('#player')).locator('#result').filter({ hasText: /^true 0$/ }).waitFor();
  await picture('dark-framed');
});

it('shows a course of one activity without an outline', async () => {
  await open(1280, 800);
  centre.single = true;
  await page.goto(centre.launchUrl());
  await shown();
  expect(await page.getByRole('tree').count()).toBe(0);
  expect(await page.getByRole('button', { name: /^(Previous|Continue)/ }).count()).toBe(0);
  await lesson(page).getByRole('button', { name: 'Finish' }).click();
  await page.getByText('This activity has ended.').waitFor();
  await picture('single');
  expect(await findings()).toEqual([]);
});

it('stays usable enlarged to 400 %', async () => {
  await open(320, 256);
  await page.goto(centre.launchUrl('sr-Cyrl'));
  await shown();
  await picture('400-percent');
  expect(await overflow()).toEqual([]);
  await page.locator('.exit').scrollIntoViewIfNeeded();
  await picture('400-percent-below');
  expect(await page.locator('iframe.stage-frame').evaluate((frame) => frame.clientHeight)).toBeGreaterThan(200);
});

it('is worked by the keyboard alone', async () => {
  await open(1280, 800);
  await page.goto(centre.launchUrl());
  await shown();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-id') ?? document.activeElement?.className);
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME');
  // Out of the content forwards, by Tab alone: no trap.
  for (let step = 0; step < 8 && !(await focused())?.includes('button'); step += 1) await page.keyboard.press('Tab');
  expect(await focused()).toContain('button');
  await page.locator('[role=treeitem][tabindex="0"]').focus();
  expect(await focused()).toBe('ONE');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('TWO');
  await page.keyboard.press('End');
  expect(await focused()).toBe('FOUR');
  const locked = page.getByRole('treeitem', { name: 'Exit test', exact: true });
  expect(await locked.getAttribute('aria-disabled')).toBe('true');
  expect(await locked.ariaSnapshot()).toContain('Exit test');
  const described = await locked.getAttribute('aria-describedby');
  expect(await page.locator(`#${described}`).textContent()).toBe('Locked: not available yet');
  await page.keyboard.press('Enter');
  expect(centre.bodies.filter((body) => body.navigation)).toEqual([]);
  await page.keyboard.press('ArrowLeft');
  expect(await focused()).toBe('MODULE');
  await page.keyboard.press('ArrowLeft');
  const module = page.getByRole('treeitem', { name: 'The Western Balkans route', exact: true });
  expect(await module.getAttribute('aria-expanded')).toBe('false');
  expect(await page.getByRole('treeitem', { name: 'Exit test', exact: true }).count()).toBe(0);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toBe('THREE');
  await page.keyboard.press('Home');
  expect(await focused()).toBe('ROOT');
  await page.keyboard.press('s');
  expect(await focused()).toBe('TWO');
  await page.keyboard.press('Enter');
  await lesson(page).getByRole('heading', { name: 'States, regions' }).waitFor();
  expect(centre.bodies.find((body) => body.navigation)?.navigation).toEqual({ request: 'choice', target: 'TWO' });
  expect(await page.getByRole('treeitem', { name: 'States, regions, organisations' }).getAttribute('aria-current')).toBe('step');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME');
});

it('changes its language without touching the content', async () => {
  await open(1280, 800);
  await page.goto(centre.launchUrl());
  await shown();
  await lesson(page).getByLabel('Note').fill('half a thought');
  await page.getByLabel('Language').selectOption('sr-Latn');
  await page.getByRole('button', { name: 'Dalje: States, regions' }).waitFor();
  expect(await lesson(page).getByLabel('Note').inputValue()).toBe('half a thought');
});
