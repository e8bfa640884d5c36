/**
 * Every quiz of our courses, in every language and script, in the player on a phone: the language said, no letter of
 * another script, nothing wider than the window, and nothing that axe finds on a first page and on a question of each type.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { useVidik } from './harness.mjs';
import { eventually } from './steps.mjs';
import { zipFolder } from './zip.mjs';

const centre = useVidik();
const { source: axe } = createRequire(new URL('../../web-client/package.json', import.meta.url))('axe-core');
const FOLDER = fileURLToPath(new URL('../../course-packages/courses/', import.meta.url));
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PHONE = { width: 360, height: 740 };
/** Wide enough that the outline stands beside the quiz. */
const DESK = { width: 1280, height: 900 };

/** The courses in our own format, with the titles of their quizzes. */
const courses = readdirSync(FOLDER).map((slug) => {
  const { structure } = JSON.parse(readFileSync(join(FOLDER, slug, 'course.json'), 'utf8'));
  const ids = structure.flatMap((part) => part.items ?? [part]).flatMap(({ quiz }) => quiz ?? []);
  return { slug, quizzes: ids.map((id) => JSON.parse(readFileSync(join(FOLDER, slug, 'quizzes', `${id}.json`), 'utf8'))) };
});

/** What is wrong with the page as it stands. */
const faults = (page, language, rules) => page.evaluate(async ([expected, asked]) => {
  const wrong = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > window.innerWidth) wrong.push(`${scrollWidth} wide in ${window.innerWidth}`);
  const quiz = document.querySelector('.quiz');
  for (const marked of quiz.querySelectorAll('fieldset[lang], h2[lang], .intro[lang]')) {
    if (marked.lang !== expected) wrong.push(`lang is ${marked.lang}: ${marked.textContent.slice(0, 60)}`);
  }
  const foreign = ['en', 'sr-Latn'].includes(expected) ? quiz.innerText.match(/.*[\u0400-\u04ff].*/) : null;
  if (foreign) wrong.push(`Cyrillic: ${foreign[0].slice(0, 80)}`);
  if (asked.length === 0) return wrong;
  // A button that changes its colour is looked at when it has.
  await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)));
  const report = await window.axe.run(document, { iframes: false, runOnly: asked, resultTypes: ['violations'] });
  for (const { id, nodes } of report.violations) wrong.push(`${id}: ${nodes[0].html.slice(0, 160)}`);
  return wrong;
}, [language, rules]);

/** Looks at the quiz that is open: its first page, every question. */
async function look(page, language, seen) {
  const wrong = [];
  const examine = async (name, kind) => {
    wrong.push(...(await faults(page, language, seen.has(kind) ? [] : RULES)).map((fault) => `${name}: ${fault}`));
    seen.add(kind);
  };
  await page.setViewportSize(PHONE);
  const start = page.locator('.quiz.start .button.primary');
  const paper = page.locator('.quiz.paper');
  await start.or(paper).first().waitFor();
  if (await start.count()) {
    await examine('first page', 'start');
    await start.click();
  }
  await paper.waitFor();
  const marks = paper.locator('.mark-of');
  const count = await marks.count();
  for (let question = 0; question < count; question += 1) {
    await marks.nth(question).click();
    await eventually('the question', () => marks.nth(question).getAttribute('aria-current'));
    const kind = await paper.locator('fieldset').evaluate((field) => field.lastElementChild.className + field.querySelector('input')?.type);
    await examine(`question ${question + 1}`, kind);
  }
  await page.setViewportSize(DESK);
  return wrong;
}

/** Goes through all quizzes of a course in a language; what axe has `seen` of its kind it does not look at again. */
async function visit({ slug, quizzes }, who, language, seen) {
  const page = await centre.page({ locale: language, viewport: DESK, bypassCSP: true });
  const attempt = await centre.attempt(slug, who, { language });
  const address = new URL(attempt.launch_url);
  address.searchParams.set('lang', language);
  await page.goto(address.href);
  await page.evaluate(axe);
  const wrong = [];
  for (const [place, { id }] of quizzes.entries()) {
    // Their titles differ by language, their order does not.
    const item = page.locator(`[data-id="${id}"]`).first();
    await item.click();
    await eventually(id, async () => (await item.getAttribute('aria-current')) === 'step');
    wrong.push(...(await look(page, language, seen)).map((fault) => `${slug} in ${language}, quiz ${place + 1}, ${fault}`));
  }
  assert.deepEqual(page.scriptErrors, []);
  await page.context().close();
  return wrong;
}

test('there are four courses with a handful of quizzes each', () => {
  assert.equal(courses.length, 4);
  for (const { slug, quizzes } of courses) assert.ok(quizzes.length >= 5, `${slug}: ${quizzes.length}`);
});

for (const course of courses) {
  test(course.slug, async () => {
    const slug = `all-${course.slug}`;
    await centre.publish(slug, zipFolder(join(FOLDER, course.slug)));
    const turns = [['learner', ['en', 'sr-Cyrl']], ['trainer', ['sr-Latn', 'mk']]];
    const found = await Promise.all(turns.map(async ([who, languages]) => {
      const wrong = [];
      const seen = new Set();
      for (const language of languages) wrong.push(...(await visit({ ...course, slug }, who, language, seen)));
      return wrong;
    }));
    assert.deepEqual(found.flat(), []);
    await centre.closePages();
  });
}
