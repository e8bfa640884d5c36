/** A stretch of text that stayed, went or came. */
export interface Stretch {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

/** Above this many pairs of words the two texts are told as a whole. */
const mostPairs = 8_000_000;

const wordsOf = (text: string): string[] => text.match(/\s+|[^\s]+/g) ?? [];

/** Lengths of the longest common sequence of the rests of both, row by row. */
function common(before: string[], after: string[]): Uint16Array[] {
  const width = after.length + 1;
  const table = Array.from({ length: before.length + 1 }, () => new Uint16Array(width));
  for (let one = before.length - 1; one >= 0; one -= 1) {
    const [row, below] = [table[one], table[one + 1]];
    if (!row || !below) continue;
    for (let other = after.length - 1; other >= 0; other -= 1) {
      row[other] =
        before[one] === after[other]
          ? (below[other + 1] ?? 0) + 1
          : Math.max(below[other] ?? 0, row[other + 1] ?? 0);
    }
  }
  return table;
}

/** What changed from one text to another, by words. */
export function difference(before: string, after: string): Stretch[] {
  const [one, other] = [wordsOf(before), wordsOf(after)];
  const stretches: Stretch[] = [];
  const add = (kind: Stretch['kind'], text: string): void => {
    const last = stretches[stretches.length - 1];
    if (text === '') return;
    if (last?.kind === kind) last.text += text;
    else stretches.push({ kind, text });
  };
  if (one.length * other.length > mostPairs) {
    add('gone', before);
    add('new', after);
    return stretches;
  }
  const table = common(one, other);
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      add('same', one[i] ?? '');
      i += 1;
      j += 1;
    } else if (j >= other.length || (i < one.length && (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0))) {
      add('gone', one[i] ?? '');
      i += 1;
    } else {
      add('new', other[j] ?? '');
      j += 1;
    }
  }
  return stretches;
}

/** How much of what stayed is shown beside a change, in characters. */
const around = 120;

/** What stayed, cut to what stands beside a change. */
export function shortened(stretches: readonly Stretch[]): Stretch[] {
  return stretches.map((stretch, index) => {
    if (stretch.kind !== 'same' || stretch.text.length <= 2 * around + 20) return stretch;
    const head = index === 0 ? '' : stretch.text.slice(0, around);
    const tail = index === stretches.length - 1 ? '' : stretch.text.slice(-around);
    return { kind: 'same', text: `${head} … ${tail}`.trim() };
  });
}
