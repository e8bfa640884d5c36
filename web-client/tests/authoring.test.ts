import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityNode, GridItem, LanguageReadiness, Readiness, Term } from '$lib/api/types';
import { difference, shortened } from '$lib/authoring/difference';
import { addressQuery, apiQuery, everything, filtersOf } from '$lib/authoring/grid-filters';
import { grouped } from '$lib/authoring/groups';
import { Shelf } from '$lib/authoring/kept';
import { stringName } from '$lib/authoring/paths';
import { useLanguage } from '$lib/i18n/messages.svelte';
import { standingOf } from '../src/routes/[language=language]/(site)/author/courses/[slug]/translations/standing';
import { inOneScript } from '../src/routes/[language=language]/(site)/author/courses/[slug]/scripts';
import { lacksOf, stops, warns, weightOf } from '../src/routes/[language=language]/(site)/author/courses/[slug]/workflow/readiness';
import { ordered } from '../src/routes/[language=language]/(site)/author/courses/[slug]/workflow/stages';
import { languagesOf, matching } from '../src/routes/[language=language]/(site)/author/terms/search';

beforeEach(() => useLanguage('en'));

describe('the grid', () => {
  it('has its filters in the address, by the names that the API takes', () => {
    const filters = filtersOf(new URLSearchParams('language=mk&state=outdated&assigned=me&attention=true'));
    expect(filters).toEqual({ language: 'mk', kind: '', state: 'outdated', mine: true, attention: true });
    expect(apiQuery(filters)).toEqual({ language: 'mk', state: 'outdated', assigned: 'me', attention: true });
    expect(addressQuery(filters, { to: 'mk' })).toBe('?to=mk&language=mk&state=outdated&assigned=me&attention=true');
    expect(filtersOf(new URLSearchParams('state=nonsense&attention=1'))).toEqual(everything);
    expect(addressQuery(everything)).toBe('');
  });

  it('says in a line what is missing', () => {
    const counts = { none: 3, draft: 8, reviewed: 28, published: 0, outdated: 2 };
    expect(standingOf(counts, 41)).toEqual({ state: 'warn', label: '3 of 41 missing, 2 outdated', attention: 5 });
    expect(standingOf({ ...counts, none: 0, outdated: 0 }, 36).label).toBe('8 drafts wait for review');
    expect(standingOf({ ...counts, none: 0, outdated: 0, draft: 0 }, 28)).toMatchObject({ state: 'done', label: 'Complete' });
  });

  it('stands under modules, banks and kinds, in the course’s order', () => {
    const item = (key: string, kind: string) => ({ key, kind, name: key, states: [] }) as unknown as GridItem;
    const node = (id: string, kind: string, children: ActivityNode[] = []) =>
      ({ id, kind, title: id, visible: true, children }) as ActivityNode;
    const outline = [node('entry', 'quiz'), node('m1', 'cluster', [node('l1', 'sco')]), node('words', 'sco')];
    const items = [
      item('course.title', 'course'),
      item('quiz.entry.title', 'quiz'),
      item('module.m1.title', 'module'),
      item('lesson.l1', 'lesson'),
      item('lesson.words', 'lesson'),
      item('topic.tests.t', 'topic'),
      item('question.tests.q', 'question'),
      item('glossary.g', 'term')
    ];
    expect(grouped(items, outline).map(({ title, items: rows }) => [title, rows.length])).toEqual([
      ['About the course', 1],
      ['Outside the modules', 2],
      ['module.m1.title', 2],
      ['Questions: tests', 2],
      ['Glossary', 1]
    ]);
  });
});

it.each([
  ['body', 'Lesson'],
  ['choice.a', 'Answer a'],
  ['choice.a.feedback', 'Answer a: Feedback'],
  ['pair.p1.left', 'Pair p1: Left'],
  ['gap.g.accept', 'Gap g: Accepted answers'],
  ['something.new', 'something.new']
])('the string %s is called %s', (path, name) => {
  expect(stringName(path)).toBe(name);
});

describe('the difference of two texts', () => {
  it('is told by words', () => {
    expect(difference('one two three', 'one four three')).toEqual([
      { kind: 'same', text: 'one ' },
      { kind: 'gone', text: 'two' },
      { kind: 'new', text: 'four' },
      { kind: 'same', text: ' three' }
    ]);
    expect(difference('', 'new')).toEqual([{ kind: 'new', text: 'new' }]);
    expect(difference('same', 'same')).toEqual([{ kind: 'same', text: 'same' }]);
  });

  it('loses nothing of either', () => {
    const [before, after] = ['а б в г д', 'б в x д ђ'];
    const stretches = difference(before, after);
    const side = (kind: 'gone' | 'new') =>
      stretches.filter((one) => one.kind === 'same' || one.kind === kind).map(({ text }) => text).join('');
    expect([side('gone'), side('new')]).toEqual([before, after]);
  });
});

it('typed words stay in the tab until they are cleared, each text’s by itself', () => {
  const shelf = new Shelf('p', 'course', 'lesson.a', 'mk');
  expect(shelf.found()).toBeNull();
  expect(shelf.keep({ revision: 3, words: { body: 'текст' } })).toBe(true);
  expect(new Shelf('p', 'course', 'lesson.a', 'mk').found()).toEqual({ revision: 3, words: { body: 'текст' } });
  expect(new Shelf('p', 'course', 'lesson.a', 'en').found()).toBeNull();
  expect(new Shelf('q', 'course', 'lesson.a', 'mk').found()).toBeNull();
  shelf.clear();
  expect(shelf.found()).toBeNull();
});

it('the step that leads on is the primary one, a step back never', () => {
  expect(ordered(['return', 'approve'])).toEqual([
    { action: 'approve', primary: true },
    { action: 'return', primary: false }
  ]);
  expect(ordered(['reopen'])).toEqual([{ action: 'reopen', primary: false }]);
});

describe('before a course is published', () => {
  const one = (found: Partial<LanguageReadiness>): LanguageReadiness => ({
    language: 'mk', required: false, whole: true, missing: [], incomplete: [], outdated: [], unreviewed: [], ...found
  });
  const outdated = { whole: false, outdated: ['lesson.a', 'lesson.b'] };

  it('a required language that is not whole stops it, another one warns', () => {
    expect(weightOf(one({ ...outdated, required: true }))).toBe('stops');
    expect(weightOf(one(outdated))).toBe('warns');
    expect(weightOf(one({ required: true, unreviewed: ['lesson.a'] }))).toBe('warns');
    expect(weightOf(one({}))).toBe('fine');
  });

  it('each kind of lack leads to the items that have it', () => {
    expect(lacksOf(one({ ...outdated, missing: ['glossary.g'] }))).toEqual([
      { kind: 'missing', units: ['glossary.g'], query: '?language=mk&state=none' },
      { kind: 'outdated', units: ['lesson.a', 'lesson.b'], query: '?language=mk&state=outdated' }
    ]);
  });

  it('counts what stands in the way', () => {
    const languages = [one({ language: 'sr-Cyrl', required: true }), one({ ...outdated, required: true }), one(outdated)];
    const ready = { approved: false, behind: true, languages } as Readiness;
    expect(stops(ready)).toBe(3);
    expect(warns(ready)).toBe(true);
    expect(stops({ ...ready, approved: true, behind: false, languages: [] })).toBe(0);
  });
});

it('only Serbian packages of others have one script', () => {
  expect(inOneScript({ language: 'sr-Latn', format: 'scorm12' })).toBe(true);
  expect(inOneScript({ language: 'sr-Cyrl', format: 'native' })).toBe(false);
  expect(inOneScript({ language: 'mk', format: 'scorm12' })).toBe(false);
});

it('terms are found in any script', () => {
  const term = (texts: Record<string, string[]>) => ({ id: 'x', texts, note: '', checked: true }) as unknown as Term;
  const terms = [term({ 'sr-Cyrl': ['тражилац азила'] }), term({ de: ['Grenze'], 'sr-Cyrl': ['граница'] })];
  expect(matching(terms, 'TRAŽILAC')).toHaveLength(1);
  expect(matching(terms, 'трaжилац'.replace('a', 'а'))).toHaveLength(1);
  expect(matching(terms, ' ')).toHaveLength(2);
  expect(languagesOf(terms)).toEqual(['en', 'sr-Cyrl', 'mk', 'de']);
});

it('of a long text that stayed only the ends beside a change are shown', () => {
  const long = 'слово '.repeat(200);
  const shown = shortened(difference(`${long}staro`, `${long}novo`));
  expect(shown.map(({ kind }) => kind)).toEqual(['same', 'gone', 'new']);
  expect(shown[0]?.text.length).toBeLessThan(130);
  expect(shown[0]?.text.startsWith('…')).toBe(true);
});
