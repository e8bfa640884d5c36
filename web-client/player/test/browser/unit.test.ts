import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually, lesson, openBrowser } from './browser';
import { Centre } from './centre';
import { findings } from './findings';

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

async function open(ownWindow: boolean): Promise<NonNullable<Centre['unit']>> {
  const unit = { ownWindow, done: false, launches: 0 };
  centre.unit = unit;
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  await page.goto(centre.launchUrl());
  return unit;
}

it('launches a unit in the frame, and goes on when the unit is done', async () => {
  const unit = await open(false);
  await lesson(page).getByRole('heading', { name: 'A unit that talks to the record' }).waitFor();
  expect(unit.launches).toBe(1);
  unit.done = true;
  await lesson(page).getByRole('link', { name: 'Finish' }).click();
  await eventually(() => centre.bodies.find((body) => body.navigation?.request === 'continue'));
  await lesson(page).getByText('States, regions, organisations').first().waitFor();
});

it('keeps the place of a unit that was left half-way', async () => {
  await open(false);
  await lesson(page).getByRole('link', { name: 'Finish' }).click();
  await eventually(() => centre.bodies.find((body) => body.navigation?.request === 'suspend_all'));
  await page.getByRole('heading', { name: 'Your place is saved' }).waitFor();
});

it('lets the learner open a unit that needs a window to itself, and closes it with the unit', async () => {
  await open(true);
  await page.getByRole('heading', { name: 'This lesson opens in a window of its own' }).waitFor();
  expect(await findings(page)).toEqual([]);
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Open the lesson' }).click();
  const own = await opened;
  await own.getByRole('heading', { name: 'A unit that talks to the record' }).waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await eventually(() => own.isClosed());
  await lesson(page).getByText('States, regions, organisations').first().waitFor();
});
