import { requirePerson } from '$lib/session/guard';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ url, params }) => requirePerson(url, params.language, 'administrator');
