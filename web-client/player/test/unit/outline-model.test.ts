import { expect, it } from 'vitest';
import { outlineRows, place } from '../../src/outline-model';
import type { ActivityNode, ActivityState, Sequencing } from '../../src/wire';

const node = (id: string, children: ActivityNode[] = [], visible = true): ActivityNode => ({
  id,
  title: `Title ${id}`,
  kind: children.length ? 'cluster' : 'sco',
  visible,
  children
});

const state = (more: Partial<ActivityState> = {}): ActivityState => ({
  completion: 'unknown',
  success: 'unknown',
  progress: null,
  score: null,
  attempted: false,
  hidden: false,
  ...more
});

const sequencing = (activities: Record<string, ActivityState>, current: string | null = null): Sequencing => ({
  current,
  activities,
  valid: { continue: true, continue_valid: true, previous: true, exit: true, suspend: true, choice: { b: true }, jump: {} },
  hide_ui: []
});

const tree = [node('root', [node('a'), node('group', [node('b'), node('c')], false), node('hidden', [node('d')])])];
const states = {
  a: state({ completion: 'completed' }),
  b: state({ completion: 'completed', success: 'failed' }),
  c: state({ attempted: true }),
  hidden: state({ hidden: true }),
  d: state({ hidden: true })
};

it('lists children of an invisible node in its place, and nothing that is hidden from choice', () => {
  const rows = outlineRows(tree, sequencing(states, 'b'));
  expect(rows.map((row) => [row.id, row.level, row.position, row.siblings])).toEqual([
    ['root', 1, 1, 1], ['a', 2, 1, 3], ['b', 2, 2, 3], ['c', 2, 3, 3]
  ]);
});

it('says how the learner stands, what is current and what can be chosen', () => {
  const rows = outlineRows(tree, sequencing(states, 'b'));
  expect(rows.map((row) => row.standing)).toEqual(['not_started', 'completed', 'failed', 'in_progress']);
  expect(rows.filter((row) => row.current).map((row) => row.id)).toEqual(['b']);
  expect(rows.filter((row) => row.selectable).map((row) => row.id)).toEqual(['b']);
});

it('counts the activities that can be shown', () => {
  expect(place(tree, sequencing(states, 'b'))).toEqual({ at: 2, of: 3, next: 'Title c' });
  expect(place(tree, sequencing(states, 'c'))).toEqual({ at: 3, of: 3, next: null });
  expect(place(tree, sequencing(states))).toEqual({ at: 0, of: 3, next: null });
});
