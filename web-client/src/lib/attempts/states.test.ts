import { beforeEach, expect, it } from 'vitest';
import { useLanguage } from '$lib/i18n/messages.svelte';
import { actionWords, changeOf, isAttemptState, listOf } from './states';

beforeEach(() => useLanguage('en'));

it('a change is told in words, one that is not known by its name', () => {
  expect(actionWords('attempt.reset')).toBe('Reset the attempt');
  expect(actionWords('person.merged')).toBe('person.merged');
});

it('a change of an activity goes before that of the course', () => {
  const course = { completion: 'incomplete' };
  const activity = { completion: 'completed' };
  expect(changeOf({ before: { course }, after: { course, activity } })).toEqual({ before: course, after: activity });
  expect(changeOf({ before: {}, after: { course } })).toBeNull();
});

it('the state in an address is one of ours or none', () => {
  expect(isAttemptState('open')).toBe(true);
  expect(isAttemptState('anything')).toBe(false);
});

it('a list that was read says which, of how many people and by what it was asked for', () => {
  const after = { people: 20, filter: { course: 'first-steps', status: 'completed' } };
  expect(listOf({ action: 'record.listed', kind: 'quiz_results', after })).toEqual({
    name: 'Quiz results',
    people: 20,
    filter: 'course=first-steps, status=completed',
    program: null
  });
  const pulled = listOf({ action: 'record.listed', kind: 'new_kind', after: { program: 'personnel' } });
  expect(pulled).toEqual({ name: 'new_kind', people: null, filter: '', program: 'personnel' });
  expect(listOf({ action: 'record.read', kind: 'attempt', after: null })).toBeNull();
});
