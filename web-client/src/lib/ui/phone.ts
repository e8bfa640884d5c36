import { MediaQuery } from 'svelte/reactivity';

/** Windows in which what is seldom needed is folded away; the same width as in the stylesheet. */
export const phone = new MediaQuery('max-width: 47.99rem');
