import type { Problem } from '$lib/api/problem';
import type { Finding } from '$lib/api/types';

/** Findings of a refused package: `code` is the rule, `pointer` is `/file/…` with the place in the archive. */
export function findingsOf(problem: Problem): Finding[] {
  return problem.errors.map(({ pointer, code, message }) => {
    const place = /^(?:\/file\/?)?(.*?)(?::(\d+))?$/.exec(pointer);
    return {
      severity: 'error',
      rule: code,
      file: place?.[1] || null,
      line: place?.[2] ? Number(place[2]) : null,
      message,
      advice: ''
    };
  });
}
