import { expect, it } from 'vitest';
import { emptyCorrection, faultsOf, requestOf, scaledOf, waiverOf } from './correction';

it('percents are typed in either decimal sign', () => {
  expect(['90', '87,5', ' 87.5 ', '', '101', 'x'].map(scaledOf)).toEqual([0.9, 0.875, 0.875, null, null, null]);
});

it('a correction says why, and something', () => {
  const form = emptyCorrection('one');
  expect(faultsOf(form)).toEqual(['reason']);
  expect(faultsOf({ ...form, reason: 'on paper', completed: false })).toEqual(['completed']);
  expect(faultsOf({ ...form, reason: 'on paper', score: '900' })).toEqual(['score']);
  expect(faultsOf({ ...form, reason: 'on paper', action: 'reset_attempt', score: '900' })).toEqual([]);
});

it('sends what belongs to the action', () => {
  const form = { ...emptyCorrection('one'), action: 'raise' as const, score: '80', success: 'passed' as const, reason: ' on paper ' };
  expect(requestOf(form)).toEqual({
    action: 'raise',
    activity: 'one',
    completed: true,
    success: 'passed',
    score: 0.8,
    reason: 'on paper'
  });
  expect(requestOf({ ...form, action: 'reset_attempt' })).toEqual({ action: 'reset_attempt', reason: 'on paper' });
});

it('waives the course, or a unit of it', () => {
  const form = { ...emptyCorrection('course'), action: 'waive' as const, reason: ' examined elsewhere ' };
  expect(faultsOf(form)).toEqual([]);
  expect(waiverOf(form, 'course')).toEqual({ reason: 'examined elsewhere' });
  expect(waiverOf({ ...form, activity: 'one' }, 'course')).toEqual({ reason: 'examined elsewhere', activity: 'one' });
});
