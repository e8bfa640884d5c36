/**
 * Cuts faces for the Latin letters of South Slavic languages out of the large extended ones, into `generated/faces/`:
 * five letters of Serbian would otherwise load what all of Europe and Vietnam write with.
 *
 * Where their ranges stand (`fonts.css`, `reading-fonts.css`) the extended faces leave these letters out; a test compares.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import subset from 'subset-font';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Letters beyond Latin-1: Serbian, Bosnian and Croatian, and the two more of Montenegrin. */
export const SOUTH_SLAVIC = 'ĆćČčĐđŠšŽžŚśŹź';

/** Typefaces by the names of their packages. */
export const FACES = ['source-sans-3', 'source-serif-4'];

/** A face as its package has it. @param {string} face @param {'latin' | 'latin-ext' | 'cyrillic'} part */
export const packaged = (face, part) =>
  `${root}node_modules/@fontsource-variable/${face}/files/${face}-${part}-wght-normal.woff2`;

/** The face that is cut here. @param {string} face */
export const cut = (face) => `${root}generated/faces/${face}-south-slavic.woff2`;

async function write(face) {
  const bytes = await subset(readFileSync(packaged(face, 'latin-ext')), SOUTH_SLAVIC, { targetFormat: 'woff2' });
  // An unchanged file is left alone, so that a running development server does not reload.
  if (existsSync(cut(face)) && readFileSync(cut(face)).equals(bytes)) return;
  writeFileSync(cut(face), bytes);
}

mkdirSync(`${root}generated/faces`, { recursive: true });
await Promise.all(FACES.map(write));
