import { describe, expect, it } from 'vitest';
import type { AlignedEdition, Alignment } from '$lib/api/types';
import { choices, steps } from './matches';

const edition = (name: string): AlignedEdition => ({
  edition: name,
  language: name,
  package_id: 'p',
  title: name,
  file_name: 'a.zip',
  format: 'scorm12',
  transliterate: false
});
const item = (name: string, kind: string, inEditions: string[]) => ({
  item: name,
  kind,
  depth: 1,
  activities: inEditions.map((of) => ({ edition: of, activity: `${name}-${of}`, title: name, how: null }))
});

const alignment: Alignment = {
  version: 1,
  published: true,
  unmatched: 2,
  editions: [edition('en'), edition('mk')],
  items: [item('m', 'cluster', ['en', 'mk']), item('a', 'sco', ['en', 'mk']), item('b', 'asset', ['en']), item('c', 'sco', ['mk'])]
};

describe('matching by hand', () => {
  it('offers lessons for lessons', () => {
    const [, a] = alignment.items;
    const [, mk] = alignment.editions;
    const offered = a && mk && choices(alignment, a, mk).map(({ activity }) => activity);
    expect(offered).toEqual(['a-mk', 'c-mk']);
  });

  it('loosens what is given to nobody, and that first', () => {
    const chosen = new Map([
      ['a mk', ''],
      ['b mk', 'c-mk']
    ]);
    expect(steps(alignment, chosen)).toEqual([
      { edition: 'mk', activity: 'a-mk', item: null },
      { edition: 'mk', activity: 'c-mk', item: 'b' }
    ]);
  });

  it('does not loosen what goes to another item', () => {
    const chosen = new Map([
      ['a mk', ''],
      ['b mk', 'a-mk']
    ]);
    expect(steps(alignment, chosen)).toEqual([{ edition: 'mk', activity: 'a-mk', item: 'b' }]);
  });
});
