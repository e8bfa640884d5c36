import { requirePerson } from '$lib/session/guard';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url, params }) => {
  await requirePerson(url, params.language, 'coordinator', 'administrator');
  return { id: params.id };
};
