import { error } from '@sveltejs/kit';
import { requirePerson } from '$lib/session/guard';
import type { PageLoad } from './$types';

/** `packages/{id}` or `courses/{slug}/{number}`. */
export const load: PageLoad = async ({ url, params }) => {
  await requirePerson(url, params.language);
  const [kind = '', name = '', number = '', ...more] = params.what.split('/');
  if (kind === 'packages' && name && !number) return { package: name };
  if (kind === 'courses' && name && /^\d+$/.test(number) && more.length === 0) return { slug: name, number: Number(number) };
  error(404);
};
