/** The first moment of a day, as the API takes it; nothing where it is no day. Days are UTC's, as in the numbers of the server. */
export function sinceTime(day: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const moment = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

/** The day on which a moment of the API falls. */
export const dayOf = (moment: string): string => new Date(moment).toISOString().slice(0, 10);

type Wish = string | boolean | undefined;

/** A query without what is empty. */
export const given = <T extends Record<string, Wish>>(query: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== '')) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** The same as it stands in an address. */
export const queryText = (query: Record<string, Wish>): string =>
  new URLSearchParams(Object.entries(given(query)).map(([name, value]) => [name, String(value)])).toString();
