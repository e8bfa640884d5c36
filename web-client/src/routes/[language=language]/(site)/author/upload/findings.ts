import type { Problem } from '$lib/api/problem';
import type { Finding } from '$lib/api/types';

/** Findings of a refused package: `code` is the rule, `pointer` names the file, with its line where there is one. */
export function findingsOf(problem: Problem): Finding[] {
  return problem.errors.map(({ pointer, code, message }) => {
    const place = /^(.*?)(?::(\d+))?$/.exec(pointer);
    return {
      severity: 'error',
      rule: code,
      file: place?.[1] || null,
      line: place?.[2] ? Number(place[2]) : null,
      message,
      advice: null
    };
  });
}
