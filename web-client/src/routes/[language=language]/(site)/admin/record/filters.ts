/** What the address says about the statements to show; empty means all. */
export interface RecordFilters {
  person: string;
  verb: string;
  activity: string;
  registration: string;
  since: string;
  until: string;
}

const names = ['person', 'verb', 'activity', 'registration', 'since', 'until'] as const;

export function filtersOf(query: URLSearchParams): RecordFilters {
  const of = (name: string) => query.get(name)?.trim() ?? '';
  return {
    person: of('person'),
    verb: of('verb'),
    activity: of('activity'),
    registration: of('registration'),
    since: of('since'),
    until: of('until')
  };
}

/** The query of an address that shows these statements. */
export function queryOf(filters: RecordFilters): string {
  const query = new URLSearchParams();
  for (const name of names) if (filters[name].trim()) query.set(name, filters[name].trim());
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** As the API takes them: days in the reader's zone, the last one whole. */
export const apiQuery = ({ person, verb, activity, registration, since, until }: RecordFilters) => ({
  ...(person && { person }),
  ...(verb && { verb }),
  ...(activity && { activity }),
  ...(registration && { registration }),
  ...(since && { since: new Date(`${since}T00:00:00`).toISOString() }),
  ...(until && { until: new Date(`${until}T23:59:59.999`).toISOString() })
});
