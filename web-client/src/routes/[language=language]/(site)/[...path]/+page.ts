import { error } from '@sveltejs/kit';

// An unknown address, so that the error page has the site's header and language.
export const load = (): never => error(404);
