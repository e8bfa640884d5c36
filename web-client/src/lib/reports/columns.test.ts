import { beforeEach, expect, it } from 'vitest';
import { ChosenColumns } from './columns.svelte';

const all = ['course', 'state', 'due'];
const shown = (columns: ChosenColumns) => all.filter((id) => columns.has(id));

beforeEach(() => localStorage.clear());

it('begins with the usual ones and keeps what was chosen, in the order of the table', () => {
  const columns = new ChosenColumns('progress', all, ['course', 'due']);
  expect(shown(columns)).toEqual(['course', 'due']);
  columns.set('state', true);
  columns.set('due', false);
  expect(shown(new ChosenColumns('progress', all, ['course']))).toEqual(['course', 'state']);
  expect(shown(new ChosenColumns('results', all, ['due']))).toEqual(['due']);
});

it('what a device kept wrongly does no harm', () => {
  localStorage.setItem('vidik-columns-progress', '{"course":1}');
  expect(shown(new ChosenColumns('progress', all, ['due']))).toEqual(['due']);
  localStorage.setItem('vidik-columns-progress', '["gone","state"]');
  expect(shown(new ChosenColumns('progress', all, ['due']))).toEqual(['state']);
});
