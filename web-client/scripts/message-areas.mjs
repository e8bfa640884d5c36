/**
 * Which part of the client says which words. Some have areas of their own (`/author`, in it the quizzes of a course, and
 * so on), whose words nobody else loads; what is said outside of them comes with every page.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src', import.meta.url));
const routes = join(source, 'routes');

/** Folders of `src/routes/[language=language]/(site)` with words of their own; each has a `+layout.ts` that asks for them. */
const folders = {
  author: 'author',
  quizzes: 'author/courses/[slug]/quizzes',
  translations: 'author/courses/[slug]/translations',
  way: 'author/courses/[slug]/workflow',
  institution: 'institution',
  admin: 'admin',
  record: 'account/record'
};
export const areas = ['site', ...Object.keys(folders)];

/** The areas that a route, or a file of one, is in, from the outermost: what is said in one is known in those within. */
export const areasOf = (route) =>
  areas.filter((area) => area === 'site' || `${route}/`.includes(`/(site)/${folders[area]}/`));

/** Areas around another. */
const around = (area) => areasOf(`/(site)/${folders[area]}`).filter((other) => other !== area);

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

/** The file that an import means, if it is one of the client's own. */
function target(specifier, from) {
  const path = specifier.startsWith('$lib/')
    ? join(source, 'lib', specifier.slice('$lib/'.length))
    : specifier.startsWith('.')
      ? resolve(dirname(from), specifier)
      : null;
  if (path === null) return null;
  return [path, `${path}.ts`].find((candidate) => existsSync(candidate) && statSync(candidate).isFile()) ?? null;
}

const texts = new Map();
function textOf(file) {
  if (!texts.has(file)) texts.set(file, readFileSync(file, 'utf8'));
  return texts.get(file);
}

function reach(file, reached) {
  if (reached.has(file) || /[\\/]generated[\\/]|\.(json|css|d\.ts)$/.test(file)) return;
  reached.add(file);
  for (const [, specifier] of textOf(file).matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
    const next = target(specifier, file);
    if (next) reach(next, reached);
  }
}

/** Keys that a text names whole, and beginnings of keys that it completes while it runs. */
function named(text) {
  const whole = new Set([...text.matchAll(/['"`]([a-z_]+(?:\.[\w-]+)+)['"`]/g)].map(([, key]) => key));
  const begun = [...text.matchAll(/[`'"]([a-z_]+\.[\w.-]*)(?:\$\{|['"]\s*\+)/g)].map(([, beginning]) => beginning);
  return { whole, begun };
}

/** @returns {Record<string, Set<string>>} the keys of each area. A key that no page names is everybody's. */
export function keysByArea(keys) {
  const users = new Map(keys.map((key) => [key, new Set()]));
  for (const area of areas) {
    const reached = new Set();
    for (const route of files(routes)) {
      if (/\.test\.ts$/.test(route) || !/\.(svelte|ts)$/.test(route)) continue;
      if (areasOf(route.replaceAll('\\', '/')).at(-1) === area) reach(route, reached);
    }
    for (const file of reached) {
      const { whole, begun } = named(textOf(file));
      for (const key of keys) {
        if (whole.has(key) || begun.some((beginning) => key.startsWith(beginning))) users.get(key).add(area);
      }
    }
  }
  const own = Object.fromEntries(areas.map((area) => [area, new Set()]));
  for (const [key, used] of users) {
    if (used.size === 0) used.add('site');
    for (const area of used) if (area === 'site' || !around(area).some((other) => used.has(other))) own[area].add(key);
  }
  return own;
}
