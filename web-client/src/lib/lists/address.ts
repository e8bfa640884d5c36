import { goto } from '$app/navigation';
import { page } from '$app/state';
import { changedQuery } from '$lib/navigation/address';

// The filters of a list are the address of its page: a link to it shows the same rows.

/** What the address says by this name; nothing is an empty text. */
export const asked = (name: string): string => page.url.searchParams.get(name) ?? '';

/** Writes other filters into it; the focus stays where it is. */
export const ask = (changes: Record<string, string>): Promise<void> =>
  goto(page.url.pathname + changedQuery(page.url.searchParams, changes), {
    replaceState: true,
    keepFocus: true,
    noScroll: true
  });
