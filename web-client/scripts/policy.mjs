/**
 * Writes `build/content-security-policy.json`: the hashes of the inline scripts of `spa.html` (SvelteKit's bootstrap
 * alone), which the server puts into the `script-src` of that page. No other page has scripts.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const build = fileURLToPath(new URL('../build/', import.meta.url));
const page = readFileSync(`${build}spa.html`, 'utf8');
const scripts = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
const hashes = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
writeFileSync(`${build}content-security-policy.json`, `${JSON.stringify({ 'script-src': hashes }, null, 2)}\n`);
