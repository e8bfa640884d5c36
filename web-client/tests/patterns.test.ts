// @vitest-environment node
import { expect, it } from 'vitest';
import { covers, motifs, palettes } from '../scripts/patterns.mjs';

it('a dozen motifs in six palettes and a plain one, each drawing under 2 kB', () => {
  expect(motifs).toHaveLength(12);
  expect(palettes).toHaveLength(7);
  for (const [name, drawing] of covers()) expect(drawing.length, name).toBeLessThan(2000);
});
