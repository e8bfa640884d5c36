import type { SequencingRule } from '$lib/api/types';

/** Where an activity stands on the page of its attempt. */
export const activityAnchor = (activity: string): string => `activity-${encodeURIComponent(activity)}`;

/** Where a rule of an activity stands there. */
export const ruleAnchor = (activity: string, rule: Pick<SequencingRule, 'kind' | 'number'>): string =>
  `rule-${encodeURIComponent(activity)}-${rule.kind}-${rule.number}`;
