import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, openBrowser } from './browser';
import { Centre } from './centre';
import { findings, overflow, picture } from './findings';
import { QuizDesk } from './quiz-desk';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let centre: Centre;
let desk: QuizDesk;

beforeAll(async () => {
  browser = await openBrowser(true);
});
afterAll(() => browser.close());
beforeEach(async () => {
  centre = new Centre();
  desk = new QuizDesk();
  centre.quiz = desk;
  await centre.start();
});
afterEach(async () => {
  await context.close();
  await centre.stop();
});

async function open(width = 1280, height = 800, language = 'en', dark = false): Promise<void> {
  context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
  page = await context.newPage();
  await page.goto(centre.launchUrl(language));
  await page.getByRole('heading', { name: 'Exit test', level: 2 }).waitFor();
}

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const at = (number: number) => page.getByRole('heading', { name: `Question ${number} of 9` }).waitFor();
const response = (question: string) => desk.answers[question]?.response;

it('asks a question of each type, saves every answer at once, and shows the result', async () => {
  await open();
  await page.getByText('You pass with 70%').waitFor();
  await button('Start').click();
  await at(1);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Question 1 of 9');
  await page.getByRole('radio', { name: 'The Refugee Convention of 1951' }).check();
  await eventually(() => response('single') === 'a');
  await page.getByRole('status').getByText(/^Saved/).waitFor();
  await button('Next question').click();
  await page.getByRole('checkbox', { name: 'A person in the country' }).check();
  await page.getByRole('checkbox', { name: 'A person at the border' }).check();
  await eventually(() => JSON.stringify(response('several')) === '["a","b"]');
  await button('Next question').click();
  await page.getByRole('radio', { name: 'True' }).check();
  await button('Next question').click();
  await page.getByRole('combobox', { name: 'UNHCR' }).selectOption('r1');
  await page.getByRole('combobox', { name: 'IOM' }).selectOption('r2');
  await eventually(() => JSON.stringify(response('pairs')) === '{"l1":"r1","l2":"r2"}');
  await button('Next question').click();
  await button('Move up: Listen').click();
  await eventually(() => JSON.stringify(response('steps')) === '["i1","i2","i3"]');
  await button('Mark for later').click();
  await eventually(() => desk.answers['steps']?.flagged === true);
  await button('Next question').click();
  await page.getByRole('textbox', { name: 'Gap 1' }).fill('1951');
  await page.getByRole('combobox', { name: 'Gap 2' }).selectOption('g');
  await eventually(() => JSON.stringify(response('gaps')) === '{"year":"1951","city":"g"}');
  await button('Next question').click();
  await page.getByRole('textbox', { name: 'Your answer, a number' }).fill('18');
  await button('Next question').click();
  await page.getByRole('textbox', { name: 'Your answer' }).fill('UNHCR');
  await button('Next question').click();
  await button('Hand in').click();
  await page.getByText('1 question has no answer yet: 9.').waitFor();
  await button('Keep working').click();
  await page.getByRole('radio', { name: 'Very' }).check();
  await button('Hand in').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Hand in' }).click();
  await page.getByRole('heading', { name: 'You have passed' }).waitFor();
  await page.getByText('Before the course 45%, now 80%.').waitFor();
  expect(desk.submitted).toBe(1);
  expect(response('word')).toBe('UNHCR');
  expect(response('age')).toBe('18');
  await page.getByText('UNHCR – Protects refugees; IOM – Manages migration').first().waitFor();
  expect(await findings(page)).toEqual([]);
  await picture(page, 'quiz-result');
});

it('keeps answers while the line is down, over a reload too, and sends them when it is back', async () => {
  await open();
  await button('Start').click();
  await at(1);
  await page.getByRole('radio', { name: 'The Palermo Protocol' }).check();
  await eventually(() => response('single') === 'b');
  centre.line = 'cut';
  await page.getByRole('radio', { name: 'The Refugee Convention of 1951' }).check();
  await page.getByText('Offline: kept on this device, will be sent').waitFor();
  expect(response('single')).toBe('b');
  centre.line = 'up';
  await page.goto(centre.launchUrl());
  await eventually(() => response('single') === 'a');
  await at(2);
});

it('hands in by itself when the time is over', async () => {
  desk.seconds = 4;
  await open();
  await button('Start').click();
  await at(1);
  await page.getByText(/^0:0\d left$/).waitFor();
  await page.getByRole('radio', { name: 'The Palermo Protocol' }).check();
  await page.getByRole('heading', { name: 'You have passed' }).waitFor({ timeout: 10_000 });
  expect(response('single')).toBe('b');
  expect(desk.submitted).toBe(1);
});

describe.each([
  [320, 568],
  [360, 740],
  [1280, 800]
])('at %s × %s', (width, height) => {
  it.each(['en', 'sr-Cyrl', 'sr-Latn', 'mk'])('has no findings of axe and no overflow in %s', async (language) => {
    await open(width, height, language, language === 'mk');
    const look = async (name: string) => {
      expect(await findings(page)).toEqual([]);
      expect(await overflow(page)).toEqual([]);
      await picture(page, `quiz-${width}-${language}-${name}`);
    };
    await look('start');
    await page.locator('.quiz .primary').click();
    for (let number = 1; number <= 9; number += 1) {
      await page.locator('.mark-of').nth(number - 1).click();
      await page.locator('.quiz.paper .question').waitFor();
      if (number === 1 || number === 4 || number === 5 || number === 6) await look(`question-${number}`);
    }
  });
});
