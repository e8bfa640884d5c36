import { answer, api, part } from '$lib/api/client';
import { saveFile } from './csv';

interface Part {
  items: unknown[];
  next_cursor?: string | null;
}
type Asked = { params: { query: { limit: number; cursor?: string } } };

/** All of a list of one's own, part by part. */
async function whole(list: (asked: Asked) => Promise<Part>, came: (rows: number) => void): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | null | undefined;
  do {
    const next = await list({ params: { query: { limit: 200, ...(cursor && { cursor }) } } });
    items.push(...next.items);
    came(next.items.length);
    cursor = next.next_cursor;
  } while (cursor);
  return items;
}

/** Everything that the Centre keeps of one's learning, as one file for people and programs. */
export async function saveOwnRecord(came: (rows: number) => void): Promise<void> {
  let rows = 0;
  const count = (more: number) => came((rows += more));
  const record = {
    registrations: await whole((asked) => part(api.GET('/api/v1/me/record', asked)), count),
    quiz_results: await whole((asked) => part(api.GET('/api/v1/me/record/quiz-results', asked)), count),
    statements: await whole((asked) => answer(api.GET('/api/v1/me/record/statements', asked)), count)
  };
  saveFile('record.json', new Blob([JSON.stringify(record, null, 2)], { type: 'application/json' }));
}
