import { createInfiniteQuery, keepPreviousData } from '@tanstack/svelte-query';

interface Asked<Row> {
  /** Names the list among all that was fetched. */
  key: readonly unknown[];
  /** Fetches the part at a cursor; the first has none. */
  part: (at: { cursor?: string }) => Promise<{ items: Row[]; next_cursor?: string | null | undefined }>;
  /** Whether it is known already what is asked for. */
  enabled?: boolean;
  /** Whether what was shown stands until something else has come, as while somebody types. */
  keep?: boolean;
  /** How often it is fetched again while it is looked at, in milliseconds. */
  every?: number;
}

/** A list of the API that comes in parts; `List` shows it. */
export function createList<Row>(asked: () => Asked<Row>) {
  const query = createInfiniteQuery(() => {
    const { key, part, enabled = true, keep = false, every } = asked();
    return {
      queryKey: key,
      queryFn: ({ pageParam }: { pageParam: string | undefined }) => part(pageParam ? { cursor: pageParam } : {}),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last: { next_cursor?: string | null | undefined }) => last.next_cursor ?? undefined,
      enabled,
      placeholderData: keep ? keepPreviousData : undefined,
      refetchInterval: every ?? (false as const)
    };
  });
  const rows = $derived(query.data?.pages.flatMap(({ items }) => items) ?? []);
  return {
    query,
    /** What came so far. */
    get rows(): Row[] {
      return rows;
    }
  };
}

export type Listed<Row> = ReturnType<typeof createList<Row>>;
