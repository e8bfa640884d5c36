import { beforeEach, describe, expect, it } from 'vitest';
import { collator, formatBytes, formatDate, formatMinutes, percentage } from './format';
import { languageFor, nearest, type Language } from './languages';
import { useLanguage } from './messages.svelte';

describe('days', () => {
  it.each([
    ['en', '21 November 2026'],
    ['sr-Cyrl', '21. 11. 2026.'],
    ['sr-Latn', '21. 11. 2026.'],
    ['mk', '21.11.2026']
  ] as [Language, string][])('%s', async (language, expected) => {
    await useLanguage(language);
    expect(formatDate(new Date(2026, 10, 21))).toBe(expected);
    expect(document.documentElement.lang).toBe(language);
  });
});

describe('lengths and sizes', () => {
  beforeEach(() => useLanguage('sr-Cyrl'));

  it('are said in the units that fit', () => {
    expect(formatMinutes(45)).toBe('45 минута');
    expect(formatMinutes(120)).toBe('2 сата');
    expect(formatMinutes(95)).toBe('1 ч 35 мин');
    expect(formatBytes(48_211_000)).toBe('48,2 MB');
  });

  it('nothing unfinished reads 100 per cent', () => {
    expect(percentage(0.999)).toBe(99);
    expect(percentage(1)).toBe(100);
  });
});

it('names are ordered as the language does', async () => {
  await useLanguage('sr-Latn');
  expect(['Šabić', 'Zec', 'Čolić', 'Ćirić', 'Carić', 'Žunić'].sort(collator().compare)).toEqual([
    'Carić', 'Čolić', 'Ćirić', 'Šabić', 'Zec', 'Žunić'
  ]);
});

it('Macedonian letters stand in their own places', async () => {
  await useLanguage('mk');
  expect(['Ќосе', 'Тасе', 'Ѕвездан', 'Иван', 'Златко', 'Ѓорѓи', 'Драган', 'Ева', 'Гоце', 'Угрин'].sort(collator().compare)).toEqual(
    ['Гоце', 'Драган', 'Ѓорѓи', 'Ева', 'Златко', 'Ѕвездан', 'Иван', 'Тасе', 'Ќосе', 'Угрин']
  );
});

describe('which language a reader gets', () => {
  it.each([
    ['sr', 'sr-Cyrl'],
    ['sr-RS', 'sr-Cyrl'],
    ['sr-Latn-RS', 'sr-Latn'],
    ['sr-ME', 'sr-Latn'],
    ['bs', 'sr-Latn'],
    ['hr-HR', 'sr-Latn'],
    ['cnr', 'sr-Latn'],
    ['mk-MK', 'mk'],
    ['en-US', 'en'],
    ['de', null]
  ])('%s → %s', (wish, expected) => expect(languageFor(wish)).toBe(expected));

  it('a course is shown in the nearest of its languages', () => {
    expect(nearest('sr-Latn', ['en', 'sr-Cyrl'])).toBe('sr-Cyrl');
    expect(nearest('mk', ['sr-Cyrl', 'en'])).toBe('en');
    expect(nearest('mk', ['sr-Cyrl'])).toBe('sr-Cyrl');
    expect(nearest('en', [])).toBeUndefined();
  });
});
