// @vitest-environment node
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cut, FACES, SOUTH_SLAVIC } from '../scripts/faces.mjs';

const sheets = ['src/lib/styles/fonts.css', 'player/src/fonts.css', 'player/src/reading-fonts.css'];
const read = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');

/** The files of a stylesheet's faces, each with the ranges for which it is loaded. */
function faces(sheet: string) {
  return [...read(sheet).matchAll(/url\('([^']+)'\)[^;]*;\s*unicode-range: ([^;]+);/g)].map(([, file = '', ranges = '']) => {
    const bounds = ranges.split(',').map((range) => range.trim().slice(2).split('-').map((edge) => parseInt(edge, 16)));
    return { file, covers: (code: number) => bounds.some(([first = 0, last = first]) => code >= first && code <= last) };
  });
}

describe.each(sheets)('%s', (sheet) => {
  test('a South Slavic letter loads the small face and no other', () => {
    const all = faces(sheet);
    expect(all.length).toBeGreaterThan(3);
    for (const name of FACES) {
      const own = all.filter(({ file }) => file.includes(name));
      if (own.length === 0) continue;
      for (const letter of SOUTH_SLAVIC) {
        const loaded = own.filter(({ covers }) => covers(letter.codePointAt(0) ?? 0)).map(({ file }) => file);
        expect(loaded, letter).toEqual([expect.stringContaining(`${name}-south-slavic.woff2`)]);
      }
    }
  });

  test('other extended letters keep their face', () => {
    for (const letter of 'ąęłőřşğ') {
      const loaded = faces(sheet).filter(({ covers }) => covers(letter.codePointAt(0) ?? 0));
      expect(loaded.length, letter).toBeGreaterThan(0);
      for (const { file } of loaded) expect(file).toContain('latin-ext');
    }
  });
});

test('the small faces are small', () => {
  for (const face of FACES) expect(statSync(cut(face)).size, face).toBeLessThan(8000);
});
