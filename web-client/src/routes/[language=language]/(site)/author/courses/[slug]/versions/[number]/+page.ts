import { error } from '@sveltejs/kit';
import { requirePerson } from '$lib/session/guard';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url, params }) => {
  await requirePerson(url, params.language, 'author', 'administrator');
  const number = Number(params.number);
  if (!Number.isInteger(number) || number < 1) error(404);
  return { slug: params.slug, number };
};
