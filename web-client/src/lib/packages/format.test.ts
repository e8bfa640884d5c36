import { expect, test } from 'vitest';
import { formatName } from './format';

test('a format is called as its specification is', () => {
  expect(formatName('scorm12', '1.2')).toBe('SCORM 1.2');
  expect(formatName('scorm2004', '2004 4th Edition')).toBe('SCORM 2004 4th Edition');
  expect(formatName('other', '')).toBe('other');
});
