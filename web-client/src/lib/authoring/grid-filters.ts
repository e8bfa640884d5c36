import type { Cell } from '$lib/api/types';
import { cells } from './cells';

/** What the address says about the items to show; empty means all. */
export interface GridFilters {
  language: string;
  kind: string;
  state: Cell | '';
  mine: boolean;
  attention: boolean;
}

export const everything: GridFilters = { language: '', kind: '', state: '', mine: false, attention: false };

export function filtersOf(query: URLSearchParams): GridFilters {
  return {
    language: query.get('language') ?? '',
    kind: query.get('kind') ?? '',
    state: cells.find((cell) => cell === query.get('state')) ?? '',
    mine: query.get('assigned') === 'me',
    attention: query.get('attention') === 'true'
  };
}

/** As the API takes them; the page's own address has the same names. */
export const apiQuery = (filters: GridFilters) => ({
  ...(filters.language && { language: filters.language }),
  ...(filters.kind && { kind: filters.kind }),
  ...(filters.state && { state: filters.state }),
  ...(filters.mine && { assigned: 'me' as const }),
  ...(filters.attention && { attention: true })
});

/** The query of an address that shows these items; `more` comes first. */
export function addressQuery(filters: GridFilters, more: Record<string, string> = {}): string {
  const entries = Object.entries(apiQuery(filters)).map(([name, value]) => [name, String(value)]);
  const query = new URLSearchParams([...Object.entries(more), ...entries]).toString();
  return query ? `?${query}` : '';
}
