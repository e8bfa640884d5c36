/** Reads the message sources and derives Serbian Latin from Serbian Cyrillic on the syntax tree. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from '@messageformat/parser';
import { toLatin } from '../src/lib/i18n/serbian.js';

const folder = new URL('../messages/', import.meta.url);

/** Locales as they stand in addresses, each with the plural rules it follows. */
export const locales = { en: 'en', 'sr-Cyrl': 'sr', 'sr-Latn': 'sr', mk: 'mk' };

/** Locales that have a file of their own. */
export const written = ['en', 'sr-Cyrl', 'mk'];

const readSource = (locale) => JSON.parse(readFileSync(fileURLToPath(new URL(`${locale}.json`, folder)), 'utf8'));

/** Writes a parsed message back as source; only texts pass through `convert`, never arguments or case keys. */
function print(tokens, convert) {
  return tokens
    .map((token) => {
      if (token.type === 'content') return convert(token.ctx.text);
      if (!('cases' in token)) return token.ctx.text;
      const offset = token.pluralOffset ? ` offset:${token.pluralOffset}` : '';
      const cases = token.cases.map(({ key, tokens: inner }) => {
        const written = token.type === 'select' || /^\D/.test(key) ? key : `=${key.replace(/^=/, '')}`;
        return ` ${written} {${print(inner, convert)}}`;
      });
      return `{${token.arg}, ${token.type},${offset}${cases.join('')}}`;
    })
    .join('');
}

/** Serbian Latin form of one Serbian Cyrillic message. */
export const deriveLatin = (message) => print(parse(message), toLatin);

/** @returns {Record<string, Record<string, string>>} every locale's messages, Serbian Latin included. */
export function readMessages() {
  const messages = Object.fromEntries(written.map((locale) => [locale, readSource(locale)]));
  messages['sr-Latn'] = Object.fromEntries(
    Object.entries(messages['sr-Cyrl']).map(([key, message]) => [key, deriveLatin(message)])
  );
  return messages;
}
