// @vitest-environment node
import { expect, it } from 'vitest';
import { csv } from './csv';

it('opens right in Excel: mark, separator, CRLF, quotes', () => {
  expect(csv([['Име', 'a;b'], ['"x"', '1']])).toBe('\uFEFFsep=;\r\nИме;"a;b"\r\n"""x""";1\r\n');
});

it('a text that looks like a formula stays a text', () => {
  expect(csv([['=1+1', '@x', '-5', '+x']])).toContain("'=1+1;'@x;-5;'+x");
});
