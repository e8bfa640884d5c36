import type { LanguageReadiness, Readiness } from '$lib/api/types';
import { addressQuery, everything } from '$lib/authoring/grid-filters';

/** What a finding does: it stops the course from being published, it is a warning, or there is none. */
export type Weight = 'stops' | 'warns' | 'fine';

/** What is to be known of units of one language, each kind by itself. */
export interface Lack {
  kind: 'missing' | 'incomplete' | 'outdated' | 'unreviewed';
  units: string[];
  /** The query of the grid that shows them, and at least them. */
  query: string;
}

const kinds = ['missing', 'incomplete', 'outdated', 'unreviewed'] as const;
const states = { missing: 'none', incomplete: '', outdated: 'outdated', unreviewed: 'draft' } as const;

export const lacksOf = (one: LanguageReadiness): Lack[] =>
  kinds
    .map((kind) => ({
      kind,
      units: one[kind],
      query: addressQuery({ ...everything, language: one.language, state: states[kind] })
    }))
    .filter(({ units }) => units.length > 0);

/** What only nobody has reviewed warns, even in a language that is required. */
export function weightOf(one: LanguageReadiness): Weight {
  if (!one.whole) return one.required ? 'stops' : 'warns';
  return one.unreviewed.length > 0 ? 'warns' : 'fine';
}

/** How many things stand in the way. */
export const stops = (ready: Readiness): number =>
  Number(!ready.approved) + Number(ready.behind) + ready.languages.filter((one) => weightOf(one) === 'stops').length;

export const warns = (ready: Readiness): boolean => ready.languages.some((one) => weightOf(one) === 'warns');
