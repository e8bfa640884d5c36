import { expect, it } from 'vitest';
import table from '../../src/generated/elements.json';
import english from '../../src/generated/messages/en.js';

const messages = english as unknown as Record<string, ((values: Record<string, string>) => string) | undefined>;
const places = { element: '{element}', rule: '{rule}', detail: '{detail}' };

it('has a message for each error and reason of the run-time, in English the same words', () => {
  const wanted = [
    ...Object.entries(table.scorm2004.errors).map(([code, text]) => [`player.error.scorm2004.${code}`, text]),
    ...Object.entries(table.scorm12.errors).map(([code, text]) => [`player.error.scorm12.${code}`, text]),
    ...Object.entries(table.reasons).map(([reason, row]) => [`player.reason.${reason}`, row[1]])
  ] as [string, string][];
  expect(wanted.map(([key]) => [key, messages[key]?.(places)])).toEqual(wanted);
});
