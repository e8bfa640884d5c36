/**
 * Every lesson of our courses, in every language and script, as a page on a phone: one heading of the first level, no
 * level left out, the language said, nothing that axe finds, nothing wider than the window, not much to load.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { useVidik } from './harness.mjs';
import { zipFolder } from './zip.mjs';

const centre = useVidik();
const { source: axe } = createRequire(new URL('../../web-client/package.json', import.meta.url))('axe-core');
const FOLDER = fileURLToPath(new URL('../../course-packages/courses/', import.meta.url));
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const LANGUAGES = ['en', 'sr-Cyrl', 'sr-Latn', 'mk'];
const MOST_BYTES = 150_000;

/** The courses in our own format, with the ids of their lessons. */
const courses = readdirSync(FOLDER).flatMap((slug) => {
  const course = JSON.parse(readFileSync(join(FOLDER, slug, 'course.json'), 'utf8'));
  if (!course.format?.startsWith('vidik-course/')) return [];
  const lessons = course.structure.flatMap((part) => (part.items ?? [part])).flatMap(({ lesson }) => lesson ?? []);
  return [{ slug, lessons }];
});

/** What is wrong with the page as it stands. */
const faults = (page, language) => page.evaluate(async ({ rules, language: expected }) => {
  const wrong = [];
  const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((heading) => Number(heading.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1 || levels[0] !== 1) wrong.push(`headings: ${levels}`);
  levels.forEach((level, index) => {
    if (index > 0 && level > levels[index - 1] + 1) wrong.push(`from h${levels[index - 1]} to h${level}`);
  });
  if (document.documentElement.lang !== expected) wrong.push(`lang is ${document.documentElement.lang}`);
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > window.innerWidth) wrong.push(`${scrollWidth} wide in ${window.innerWidth}`);
  const script = { 'sr-Latn': /[\u0400-\u04ff]/, 'sr-Cyrl': null, en: /[\u0400-\u04ff]/, mk: null }[expected];
  for (const text of script ? document.body.innerText.split('\n') : []) {
    if (script.test(text)) wrong.push(`Cyrillic: ${text.slice(0, 80)}`);
  }
  const report = await window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
  for (const { id, nodes } of report.violations) wrong.push(`${id}: ${nodes[0].html.slice(0, 160)}`);
  return wrong;
}, { rules: RULES, language });

test('there are four courses', () => {
  assert.equal(courses.length, 4);
  for (const { slug, lessons } of courses) assert.ok(lessons.length >= 9, `${slug}: ${lessons.length} lessons`);
});

for (const { slug, lessons } of courses) {
  test(slug, async () => {
    const { id } = await centre.upload(slug, zipFolder(join(FOLDER, slug)));
    const look = async (languages) => {
      const page = await centre.page({ viewport: { width: 360, height: 740 }, bypassCSP: true });
      const wire = await page.context().newCDPSession(page);
      await wire.send('Network.enable');
      // Each lesson is weighed as if it were the first.
      await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
      const video = new Set();
      let bytes = 0;
      wire.on('Network.responseReceived', ({ requestId, type }) => { if (type === 'Media') video.add(requestId); });
      wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        if (!video.has(requestId)) bytes += encodedDataLength;
      });
      const wrong = [];
      for (const language of languages) {
        for (const lesson of lessons) {
          bytes = 0;
          await page.goto(`${centre.contentUrl}/lessons/${id}/${language}/${lesson}`);
          if (bytes > MOST_BYTES) wrong.push(`${lesson} in ${language}: ${bytes} bytes`);
          await page.evaluate(axe);
          wrong.push(...(await faults(page, language)).map((fault) => `${lesson} in ${language}: ${fault}`));
        }
      }
      assert.deepEqual(page.scriptErrors, []);
      return wrong;
    };
    const found = await Promise.all([look(LANGUAGES.slice(0, 2)), look(LANGUAGES.slice(2))]);
    assert.deepEqual(found.flat(), []);
    await centre.closePages();
  });
}
