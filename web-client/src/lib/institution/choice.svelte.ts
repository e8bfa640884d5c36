import { createQuery } from '@tanstack/svelte-query';
import { page } from '$app/state';
import { answer, api } from '$lib/api/client';
import type { Institution } from '$lib/api/types';
import { language } from '$lib/i18n/messages.svelte';
import { session } from '$lib/session/session.svelte';

// Whoever looks at one institution goes on with it from page to page.
let last = '';

export interface InstitutionChoice {
  /** Those that the reader may look at. */
  readonly choices: Institution[];
  /** The slug of the one that is looked at; empty while none is known. */
  readonly slug: string;
  readonly name: string;
  /** Whether it is certain that there is none. */
  readonly none: boolean;
}

/** The institution that the page is about: the address says it, else the one looked at before, else the first. */
export function institutionChoice(): InstitutionChoice {
  // A coordinator is given their own alone; until they come in the page's language, they go by what is known already.
  const all = createQuery(() => ({
    queryKey: ['institutions', language()],
    queryFn: () => answer(api.GET('/api/v1/institutions'))
  }));
  const choices = $derived(all.data?.items ?? session.person?.coordinates ?? []);
  const chosen = $derived.by(() => {
    const asked = page.url.searchParams.get('institution') ?? last;
    return choices.find(({ slug }) => slug === asked) ?? choices[0];
  });
  $effect(() => {
    last = chosen?.slug ?? last;
  });
  return {
    get choices() {
      return choices;
    },
    get slug() {
      return chosen?.slug ?? '';
    },
    get name() {
      return chosen?.name ?? '';
    },
    get none() {
      return choices.length === 0 && !all.isFetching;
    }
  };
}
