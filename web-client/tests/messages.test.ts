// @vitest-environment node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import MessageFormat from '@messageformat/core';
import { describe, expect, it } from 'vitest';
import { keysByArea } from '../scripts/message-areas.mjs';
import { deriveLatin, locales, readMessages } from '../scripts/message-sources.mjs';

const messages: Record<string, Record<string, string>> = readMessages();
const plurals: Record<string, string> = locales;

const formatter = (locale: string, key: string) =>
  new MessageFormat(plurals[locale] ?? 'en').compile(messages[locale]?.[key] ?? '');

const argumentsOf = (message: string) =>
  [...new Set([...message.matchAll(/\{\s*(\w+)\s*[,}]/g)].map(([, name]) => name))].sort();

describe('every language says everything', () => {
  it.each(['en', 'sr-Cyrl', 'mk'])('%s says each of it once', (locale) => {
    const source = readFileSync(fileURLToPath(new URL(`../messages/${locale}.json`, import.meta.url)), 'utf8');
    const keys = [...source.matchAll(/^ {2}"([^"]+)":/gm)].map(([, key]) => key);
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
  });

  it.each(Object.keys(locales))('%s has the keys of English', (locale) => {
    expect(Object.keys(messages[locale] ?? {}).sort()).toEqual(Object.keys(messages.en ?? {}).sort());
  });

  it.each(['sr-Cyrl', 'sr-Latn', 'mk'])('%s takes the arguments of English', (locale) => {
    for (const [key, english] of Object.entries(messages.en ?? {})) {
      const here = messages[locale]?.[key] ?? '';
      expect(here.trim(), key).not.toBe('');
      // A plural's own case texts are words, which the pattern may take for arguments only in braces of their own.
      if (!english.includes('plural') && !english.includes('select')) {
        expect(argumentsOf(here), key).toEqual(argumentsOf(english));
      }
    }
  });

  it('Serbian Latin keeps no Cyrillic letter', () => {
    for (const [key, message] of Object.entries(messages['sr-Latn'] ?? {})) {
      expect(message, key).not.toMatch(/\p{Script=Cyrillic}/u);
    }
  });
});

describe('areas', () => {
  const keys = Object.keys(messages.en ?? {}).filter((key) => !key.startsWith('player.'));
  const own: Record<string, Set<string>> = keysByArea(keys);

  it('every word is in one of them', () => {
    const said = new Set(Object.values(own).flatMap((area) => [...area]));
    expect(keys.filter((key) => !said.has(key))).toEqual([]);
  });

  it('what only authors read is loaded by nobody else, what the header says by everybody', () => {
    expect(own.translations).toContain('grid.title');
    expect(own.site).not.toContain('grid.title');
    expect(own.site).toContain('nav.packages');
    expect(own.author).not.toContain('nav.packages');
  });

  it('keys that are completed while the program runs come with their page', () => {
    expect(own.way).toContain('step.submit_done');
  });
});

describe('plurals', () => {
  const numbers = [1, 2, 5, 11, 21, 22, 101];
  it.each([
    ['en', ['1 row', '2 rows', '5 rows', '11 rows', '21 rows', '22 rows', '101 rows']],
    ['sr-Cyrl', ['1 ред', '2 реда', '5 редова', '11 редова', '21 ред', '22 реда', '101 ред']],
    ['sr-Latn', ['1 red', '2 reda', '5 redova', '11 redova', '21 red', '22 reda', '101 red']],
    ['mk', ['1 ред', '2 реда', '5 реда', '11 реда', '21 ред', '22 реда', '101 ред']]
  ])('%s', (locale, expected) => {
    const format = formatter(locale, 'unit.rows');
    expect(numbers.map((n) => format({ n }))).toEqual(expected);
  });

  it('an exact case comes before the categories', () => {
    expect(formatter('sr-Latn', 'my.count')({ n: 0 })).toBe('Nemate kurseva.');
  });
});

describe('deriving Serbian Latin', () => {
  it('touches texts alone', () => {
    expect(deriveLatin('Има {број, plural, one {# њива} few {# њиве} other {# њива}} за {име}')).toBe(
      'Ima {број, plural, one {# njiva} few {# njive} other {# njiva}} za {име}'
    );
  });

  it('keeps select keys, exact cases, offsets and quoted braces', () => {
    expect(deriveLatin("{стање, select, да {Љубав} other {'{'џ'}'}}")).toBe(
      "{стање, select, да {Ljubav} other {'{'dž'}'}}"
    );
    expect(deriveLatin('{n, plural, offset:1 =0 {нико} one {# особа} other {# особа}}')).toBe(
      '{n, plural, offset:1 =0 {niko} one {# osoba} other {# osoba}}'
    );
  });
});
