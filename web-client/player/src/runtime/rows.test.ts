import { describe, expect, it } from 'vitest';
import { RunTime } from './index';
import type { RequestValid } from './model';
import { files, make, readJson, specifications, type Call } from './play.test-support';
import type { Standard } from './table';

interface Row {
  rule: string;
  what: string;
  standard: Standard;
  data?: Record<string, string>;
  request_valid?: RequestValid;
  /** False: without Initialize. */
  start?: boolean;
  calls: Call[];
}

const folder = new URL('runtime/', specifications);

/** What went otherwise than the row says. */
function breaches(row: Row): string[] {
  const runTime = new RunTime({ standard: row.standard, data: row.data ?? {}, requestValid: row.request_valid });
  if (row.start !== false) make(runTime, row.standard, { call: 'Initialize' });
  return row.calls.flatMap((call) => {
    const [answer, error] = make(runTime, row.standard, call);
    const fine = call.expect_length === undefined ? answer === call.expect : [...answer].length === call.expect_length;
    const said = `${JSON.stringify(call)} → ${JSON.stringify(answer.slice(0, 100))} ${error}`;
    return fine && error === call.error ? [] : [`${row.rule} ${row.what}: ${said}`];
  });
}

describe('the rows that both interpreters of the element table play', () => {
  for (const file of files.readdirSync(folder).sort()) {
    it(file, () => {
      const rows = readJson(new URL(file, folder)) as Row[];
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.flatMap(breaches)).toEqual([]);
    });
  }
});
