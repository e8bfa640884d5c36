/**
 * Draws the covers: every motif of `src/lib/pattern/motifs.json` in every palette, one SVG of under 2 kB each.
 *
 * Names are `{motif}-{palette}.svg` with both counted from 0; the palette after the last is the plain, muted one for
 * protection topics. A course's numbers come from its id, so that card, page and header agree.
 */
import { readFileSync } from 'node:fs';

const source = JSON.parse(readFileSync(new URL('../src/lib/pattern/motifs.json', import.meta.url), 'utf8'));

export const motifs = source.motifs;
export const palettes = [...source.palettes, source.plain];

const width = 480;
const height = 192;

/** The woven edge below the motif: three bands that every cover shares. */
const edge = ([, , deep, accent]) =>
  `<path fill="${accent}" d="M0 ${height - 8}h${width}v8H0z"/><path fill="${deep}" d="M0 ${height - 14}h${width}v3H0z"/>`;

export function cover(motif, palette) {
  const [ground] = palette.tones;
  const [tileWidth, tileHeight] = motif.tile;
  const paths = motif.paths.map(({ tone, d }) => `<path fill="${palette.tones[tone]}" d="${d}"/>`).join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMidYMax slice">` +
    `<pattern id="m" width="${tileWidth}" height="${tileHeight}" patternUnits="userSpaceOnUse">${paths}</pattern>` +
    `<path fill="${ground}" d="M0 0h${width}v${height}H0z"/><path fill="url(#m)" d="M0 0h${width}v${height}H0z"/>` +
    `<path fill="${ground}" d="M0 ${height - 18}h${width}v18H0z"/>${edge(palette.tones)}</svg>`
  );
}

/** @returns {[string, string][]} file names and contents */
export const covers = () =>
  motifs.flatMap((motif, row) => palettes.map((palette, column) => [`${row}-${column}.svg`, cover(motif, palette)]));
