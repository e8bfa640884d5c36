/**
 * Compiles `messages/*.json` (ICU MessageFormat, flat keys) into modules, one a locale: keys `player.*` into
 * `player/src/generated/messages/`, all others into `src/lib/i18n/generated/`, a folder an area; with `keys.d.ts`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import MessageFormat from '@messageformat/core';
import compileModule from '@messageformat/core/compile-module.js';
import { keysByArea } from './message-areas.mjs';
import { locales, readMessages } from './message-sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

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

/** Writes the words of `keys` into `folder`, a module a locale; `declaration` is the type of each. */
function writeModules(folder, keys, declaration) {
  mkdirSync(folder, { recursive: true });
  for (const locale of Object.keys(locales)) {
    const own = Object.fromEntries(keys.map((key) => [key, messages[locale][key]]));
    write(`${folder}/${locale}.js`, compile(locale, own));
    write(`${folder}/${locale}.d.ts`, declaration);
  }
}

function writeKeys(folder, keys) {
  const union = keys.length ? keys.map((key) => `\n  | ${JSON.stringify(key)}`).join('') : ' never';
  write(`${folder}/keys.d.ts`, `export type MessageKey =${union};\n`);
}

const messages = readMessages();
const all = Object.keys(messages.en);
const players = all.filter((key) => key.startsWith('player.'));
const clients = all.filter((key) => !key.startsWith('player.'));

const player = `${root}player/src/generated/messages`;
writeModules(
  player,
  players,
  `import type { MessageKey } from './keys';\ndeclare const messages: Record<MessageKey, (values: Record<string, unknown>) => string>;\nexport default messages;\n`
);
writeKeys(player, players);

const client = `${root}src/lib/i18n/generated`;
for (const [area, keys] of Object.entries(keysByArea(clients))) {
  writeModules(
    `${client}/${area}`,
    clients.filter((key) => keys.has(key)),
    'declare const messages: Record<string, (values: Record<string, unknown>) => string>;\nexport default messages;\n'
  );
}
writeKeys(client, clients);
