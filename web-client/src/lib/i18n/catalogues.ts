import type { Language } from './languages';

export type Catalogue = Record<string, (values: Record<string, unknown>) => string>;

/** Parts of the client with words of their own; `site` is what everybody reads. */
export type Area = 'site' | 'author' | 'quizzes' | 'translations' | 'way' | 'institution' | 'admin' | 'record';

/** One lazy chunk an area and language: nobody loads words that they do not read. */
const chunks = import.meta.glob<Catalogue>('./generated/*/*.js', { import: 'default' });

const needed = new Set<Area>(['site']);
const loaded = new Map<string, Catalogue>();

/** From now on the area's words come with those of the site. */
export const need = (area: Area): void => void needed.add(area);

/** All that is needed in a language, and what had been loaded of it before. */
export async function catalogueOf(wanted: Language): Promise<Catalogue> {
  const names = [...needed].map((area) => `./generated/${area}/${wanted}.js`);
  await Promise.all(
    names.map(async (name) => {
      if (!loaded.has(name)) loaded.set(name, (await chunks[name]?.()) ?? {});
    })
  );
  const known = [...loaded].filter(([name]) => name.endsWith(`/${wanted}.js`));
  return Object.assign({}, ...known.map(([, words]) => words)) as Catalogue;
}
