/**
 * Prints, for every page, what a first visit loads as scripts (gzip, one language's words included) and fails beyond
 * the limit. `npm run build` ends with it.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { areasOf } from './message-areas.mjs';

const limit = 90_000;
const root = fileURLToPath(new URL('..', import.meta.url));
const client = `${root}.svelte-kit/output/client/`;
const generated = '.svelte-kit/generated/client-optimized/';

const manifest = JSON.parse(readFileSync(`${client}.vite/manifest.json`, 'utf8'));
const sizes = new Map();

function gzipSize(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(client + file)).length);
  return sizes.get(file);
}

/** Adds an entry's file and all that it imports at once. */
function collect(key, files) {
  const entry = manifest[key];
  if (!entry || files.has(entry.file)) return;
  files.add(entry.file);
  for (const imported of entry.imports ?? []) collect(imported, files);
}

/** Route → numbers of the nodes it consists of: root layout, layouts, page. */
function routes() {
  const source = readFileSync(`${root}${generated}app.js`, 'utf8');
  const rows = [...source.matchAll(/"(\/[^"]*)": \[~?(\d+)(?:,\[([\d,]*)\])?/g)];
  return rows.map(([, route, leaf, layouts = '']) => [route, ['0', ...layouts.split(',').filter(Boolean), leaf]]);
}

const words = Object.keys(manifest).filter((key) => /i18n\/generated\/\w+\/[^/]+\.js$/.test(key));
/** What the longest language says in an area. */
const largestWords = (area) =>
  Math.max(0, ...words.filter((key) => key.includes(`/generated/${area}/`)).map((key) => gzipSize(manifest[key].file)));
const wordsOf = (route) => areasOf(route).reduce((sum, area) => sum + largestWords(area), 0);
const entries = Object.keys(manifest).filter((key) => manifest[key].isEntry && /(start|entry|app)\.js$/.test(key));

let worst = 0;
for (const [route, nodes] of routes()) {
  const files = new Set();
  for (const entry of entries) collect(entry, files);
  for (const node of nodes) collect(`${generated}nodes/${node}.js`, files);
  // The words' own imports (plural rules, number formats) come along with them.
  for (const key of words) for (const imported of manifest[key].imports ?? []) collect(imported, files);
  const total = [...files].reduce((sum, file) => sum + gzipSize(file), wordsOf(route));
  worst = Math.max(worst, total);
  console.log(`${(total / 1000).toFixed(1).padStart(6)} kB in ${String(files.size + areasOf(route).length).padStart(2)} files  ${route}`);
}
const styles = gzipSync(readFileSync(`${client}assets/site.css`)).length;
console.log(`${(styles / 1000).toFixed(1).padStart(6)} kB site.css, beside ${readdirSync(`${client}assets/fonts`).length} fonts`);

if (worst === 0 || worst > limit) {
  console.error(`First load is ${(worst / 1000).toFixed(1)} kB; the limit is ${limit / 1000} kB.`);
  process.exit(1);
}
