import { beforeEach, expect, it } from 'vitest';
import { useLanguage } from '$lib/i18n/messages.svelte';
import { actionWords, changeOf, isAttemptState } from './states';

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
