/**
 * Compiles `messages/*.json` (ICU MessageFormat, flat keys) into one module a locale: keys `player.*` into
 * `player/src/generated/messages/`, all others into `src/lib/i18n/generated/`, each with a `keys.d.ts`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import MessageFormat from '@messageformat/core';
import compileModule from '@messageformat/core/compile-module.js';
import { locales, readMessages } from './message-sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isPlayers = (key) => key.startsWith('player.');
const targets = [
  { folder: `${root}src/lib/i18n/generated`, wanted: (key) => !isPlayers(key) },
  { folder: `${root}player/src/generated/messages`, wanted: isPlayers }
];

/** Leaves an unchanged file alone, so that a running development server does not reload. */
function write(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeFileSync(path, text);
}

function compile(locale, messages) {
  const format = new MessageFormat(locales[locale], { returnType: 'string' });
  // Chromium has no Macedonian number format; Serbian separators are the same.
  return compileModule(format, messages).replaceAll('number("mk"', 'number("sr"');
}

const messages = readMessages();
for (const { folder, wanted } of targets) {
  mkdirSync(folder, { recursive: true });
  for (const locale of Object.keys(locales)) {
    const own = Object.fromEntries(Object.entries(messages[locale]).filter(([key]) => wanted(key)));
    write(`${folder}/${locale}.js`, compile(locale, own));
    write(
      `${folder}/${locale}.d.ts`,
      `import type { MessageKey } from './keys';\ndeclare const messages: Record<MessageKey, (values: Record<string, unknown>) => string>;\nexport default messages;\n`
    );
  }
  const keys = Object.keys(messages.en).filter(wanted);
  const union = keys.length ? keys.map((key) => `\n  | ${JSON.stringify(key)}`).join('') : ' never';
  write(`${folder}/keys.d.ts`, `export type MessageKey =${union};\n`);
}
