/**
 * Writes `static/assets/`: the stylesheet, fonts, covers and icons that public pages and the client share. Their names
 * are stable; the server gives them an ETag.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from 'lightningcss';
import { cut, FACES, packaged } from './faces.mjs';
import { covers } from './patterns.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}static/assets`;

const version = (major, minor = 0) => (major << 16) | (minor << 8);
const targets = { chrome: version(109), edge: version(109), firefox: version(115), safari: version(16, 4) };

/** Leaves an unchanged file alone, so that a running development server does not reload. */
function write(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeFileSync(path, text);
}

function styles() {
  const { code } = bundle({ filename: `${root}src/lib/styles/site.css`, minify: true, targets });
  write(`${out}/site.css`, code.toString());
}

function fonts() {
  mkdirSync(`${out}/fonts`, { recursive: true });
  for (const face of FACES) {
    for (const part of ['latin', 'latin-ext', 'cyrillic']) {
      copyFileSync(packaged(face, part), `${out}/fonts/${face}-${part}.woff2`);
    }
    copyFileSync(cut(face), `${out}/fonts/${face}-south-slavic.woff2`);
  }
}

/** The woven edge on top of every page: blocks that let the action colour below through. */
const selvedge =
  '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="6"><path fill="#fff" fill-opacity=".35" d="M0 0h12v3H0zM24 3h12v3H24z"/><path fill="#a63a22" d="M36 0h6v3h-6zM12 3h6v3h-6z"/></svg>';

/** The neutral sign of an installation that has set none: land, horizon, sky in woven blocks. */
const sign =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><path fill="#0b5563" d="M0 0h36v36H0z"/><path fill="#fff" d="M6 18h6v-3h4v-3h4v-3h4v3h2v3h4v3zM6 20h24v2H6z"/><path fill="#fff" fill-opacity=".65" d="M6 24h6v2H6zM15 24h6v2h-6zM24 24h6v2h-6zM10 28h6v2h-6zM20 28h6v2h-6z"/></svg>';

function drawings() {
  mkdirSync(`${out}/patterns`, { recursive: true });
  for (const [name, svg] of covers()) write(`${out}/patterns/${name}`, svg);
  write(`${out}/patterns/selvedge.svg`, selvedge);
  write(`${out}/sign.svg`, sign);
  const icons = JSON.parse(readFileSync(`${root}src/lib/icons/icons.json`, 'utf8'));
  const symbols = Object.entries(icons).map(
    ([name, d]) => `<symbol id="${name}" viewBox="0 0 24 24"><path d="${d}"/></symbol>`
  );
  write(`${out}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`);
}

mkdirSync(out, { recursive: true });
styles();
fonts();
drawings();
