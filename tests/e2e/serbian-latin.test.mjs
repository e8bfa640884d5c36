/** A course that is written in Cyrillic alone, read in Latin letters: pages, outline, lessons, quizzes, search. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { fixture, useVidik } from './harness.mjs';
import { eventually, framedPlayer, lesson, study } from './steps.mjs';
import { zipFolder } from './zip.mjs';

const centre = useVidik();
const SLUG = 'ogledni-kurs';
const CYRILLIC = /[\u0400-\u04ff]/;

/** The sample with all its texts in Serbian Cyrillic, and in no other language. */
function cyrillicOnly() {
  const folder = fixture('own-course');
  const only = (value) => {
    if (Array.isArray(value)) return value.map(only);
    if (value === null || typeof value !== 'object') return value;
    if ('sr-Cyrl' in value) return { 'sr-Cyrl': only(value['sr-Cyrl']) };
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, only(inner)]));
  };
  const more = {};
  for (const path of ['course.json', ...['banks', 'quizzes'].flatMap((part) => readdirSync(join(folder, part)).map((name) => `${part}/${name}`))]) {
    more[path] = JSON.stringify(only(JSON.parse(readFileSync(join(folder, path), 'utf8'))), null, 2);
  }
  more['course.json'] = JSON.stringify({ ...JSON.parse(more['course.json']), languages: ['sr-Cyrl'] }, null, 2);
  return zipFolder(folder, more, (path) => !/(\/|\.)(en|mk)\.(md|vtt)$/.test(path) && !(path in more));
}

/**
 * Cyrillic that is seen: what a text says, and in which language its element says that it is. What nobody sees, and what
 * is marked as another language's or as kept, is told too; the caller says which of those there are.
 */
const cyrillic = (frame) => frame.locator('body').evaluate((body) => {
  const found = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!/[\u0400-\u04ff]/.test(node.data) || element.closest('script, style, template, noscript')) continue;
    if (!element.checkVisibility({ checkVisibilityCSS: true }) && !element.closest('select')) continue;
    found.push(node.data.trim());
  }
  for (const element of body.querySelectorAll('[aria-label], [title], [alt], [placeholder]')) {
    for (const name of ['aria-label', 'title', 'alt', 'placeholder']) {
      const text = element.getAttribute(name) ?? '';
      if (/[\u0400-\u04ff]/.test(text)) found.push(`${name}: ${text}`);
    }
  }
  return [...new Set(found)].sort();
});

/** The names of the languages in their own letters, in the menus that choose one. */
const LANGUAGES = ['Македонски', 'Српски (ћирилица)'];
const withoutLanguages = (texts) => texts.filter((text) => !LANGUAGES.some((name) => name.toLowerCase() === text.toLowerCase()));

test('the course page and a search result', async () => {
  await centre.publish(SLUG, cyrillicOnly());
  const page = await centre.pageOf('learner', { locale: 'sr-Latn' });
  await page.goto(`${centre.url}/sr-Latn/courses/${SLUG}`);
  await page.getByRole('heading', { level: 1, name: 'Ogledni kurs' }).waitFor();
  assert.deepEqual(withoutLanguages(await cyrillic(page)), []);
  assert.ok((await page.locator('main').textContent()).includes('Prvi koraci'));
  assert.ok(!CYRILLIC.test(await page.title()), await page.title());

  for (const [asked, found] of [['сачекајте', 'sačekajte'], ['sacekajte', 'sačekajte']]) {
    await page.goto(`${centre.url}/sr-Latn/search?q=${encodeURIComponent(asked)}`);
    await page.getByRole('link', { name: 'Kako dobro pitati' }).first().waitFor();
    assert.equal((await page.locator('mark').first().innerText()).toLowerCase(), found);
    const inBox = await page.getByRole('searchbox').first().inputValue();
    assert.equal(inBox, asked);
    assert.deepEqual(withoutLanguages(await cyrillic(page)), asked === found ? [] : expectedEcho(asked, await cyrillic(page)));
  }
  await centre.closePages();
});

/** What the reader typed is said back as it was typed; nothing else may be Cyrillic. */
const expectedEcho = (asked, texts) => withoutLanguages(texts).filter((text) => text.includes(asked));

test('the lessons: everything in Latin letters but what is marked as foreign or kept', async () => {
  const page = await centre.pageOf('learner', { locale: 'sr-Latn' });
  await page.goto(`${centre.url}/sr-Latn/learn/${SLUG}`);
  const player = framedPlayer(page);
  const open = lesson(player);
  const goOn = () => player.locator('button.continue').click();
  await player.getByRole('heading', { name: 'Ulazni test' }).waitFor();
  const outline = player.getByRole('tree');
  assert.match(await outline.innerText(), /Osnove/);
  await goOn();
  await open.getByRole('heading', { level: 1, name: 'Prvi koraci' }).waitFor();
  assert.equal(await open.locator('html').getAttribute('lang'), 'sr-Latn');
  await study(open);
  assert.deepEqual(await cyrillic(open), []);
  await goOn();
  await open.getByRole('heading', { level: 1, name: 'Kako dobro pitati' }).waitFor();
  await study(open);
  const kept = await cyrillic(open);
  assert.deepEqual(kept, ['Интервју.docx', 'МИРКО']);
  for (const text of kept) {
    const marked = open.locator('[translate=no], code, [lang]:not(html, article)').filter({ hasText: text });
    assert.ok(await marked.count(), `${text} is marked`);
  }
  assert.deepEqual(withoutLanguages(await cyrillic(player)), [], 'the player around the lesson');
  assert.deepEqual(withoutLanguages(await cyrillic(page)), [], 'the page around the player');
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('a quiz: questions of every type, the result and the review', async () => {
  const page = await centre.pageOf('learner', { locale: 'sr-Latn' });
  await page.goto(`${centre.url}/sr-Latn/learn/${SLUG}`);
  const player = framedPlayer(page);
  await lesson(player).getByRole('heading', { level: 1, name: 'Kako dobro pitati' }).waitFor();
  await player.locator('button.continue').click();
  await player.getByRole('heading', { name: 'Provera znanja: osnove' }).waitFor();
  await player.locator('.quiz.start .button.primary').click();
  const paper = player.locator('.quiz.paper');
  await paper.waitFor();
  const count = await paper.locator('.mark-of').count();
  assert.ok(count > 5, `${count} questions`);
  for (let question = 0; question < count; question += 1) {
    await paper.locator('.mark-of').nth(question).click();
    await eventually('the question', () => paper.locator('.mark-of').nth(question).getAttribute('aria-current'));
    assert.deepEqual(withoutLanguages(await cyrillic(player)), [], `question ${question + 1}`);
  }
  await paper.getByRole('button', { name: 'Predaj', exact: true }).last().click();
  await player.getByRole('dialog').getByRole('button', { name: 'Predaj', exact: true }).click();
  await player.locator('.quiz.outcome').waitFor();
  assert.deepEqual(withoutLanguages(await cyrillic(player)), [], 'result and review');
  await centre.closePages();
});

test('names of people are not made of letters: each form is as its bearer has it', async () => {
  const token = await centre.token('admin');
  const body = {
    email: 'jane@demo.test',
    name: { latin: { given: 'Jane', family: 'Johnson' }, cyrillic: { given: 'Џејн', family: 'Џонсон' } },
    language: 'sr-Latn',
    password: 'vidik-demo',
  };
  await centre.ask('POST', '/people', { token, body });
  const page = await centre.pageOf('jane', { locale: 'sr-Latn' });
  await page.goto(`${centre.url}/sr-Latn/account`);
  const forms = page.getByRole('textbox', { name: /^(Ime|Prezime)$/ });
  await forms.first().waitFor();
  const shown = await forms.evaluateAll((fields) => fields.map(({ value }) => value));
  assert.deepEqual(shown, ['Jane', 'Johnson', 'Џејн', 'Џонсон'], 'nothing is made of anything');
  await centre.attempt(SLUG, 'jane', { language: 'sr-Latn' });
  await page.goto(`${centre.url}/sr-Latn/learn/${SLUG}`);
  const player = framedPlayer(page);
  await player.getByRole('heading', { name: 'Ulazni test' }).waitFor();
  await player.locator('button.continue').click();
  await lesson(player).getByRole('heading', { level: 1 }).waitFor();
  const frame = page.frames().find((one) => /\/lessons\//.test(one.url()));
  const name = await frame.evaluate(() => {
    let place = window;
    while (!place.API_1484_11 && place.parent !== place) place = place.parent;
    return place.API_1484_11.GetValue('cmi.learner_name');
  });
  assert.match(name, /Jane/);
  assert.match(name, /Johnson/);
  await centre.closePages();
});
