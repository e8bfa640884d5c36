import type { Correction } from '$lib/api/types';

export type CorrectionAction = Correction['action'];

export const correctionActions: CorrectionAction[] = ['raise', 'recalculate', 'reset_activity', 'reset_attempt'];

/** What was filled in. */
export interface CorrectionForm {
  action: CorrectionAction;
  activity: string;
  completed: boolean;
  success: '' | 'passed' | 'failed';
  /** In percent, as it was typed. */
  score: string;
  reason: string;
}

export const emptyCorrection = (activity: string): CorrectionForm => ({
  action: 'raise',
  activity,
  completed: true,
  success: '',
  score: '',
  reason: ''
});

export const namesActivity = (action: CorrectionAction): boolean => action === 'raise' || action === 'reset_activity';

/** Takes something back that was reached. */
export const takesBack = (action: CorrectionAction): boolean => action === 'reset_activity' || action === 'reset_attempt';

/** Percent as it was typed, in either decimal sign; `null` where it is no number of −100 to 100. */
export function scaledOf(typed: string): number | null {
  const percent = Number(typed.trim().replace(',', '.'));
  return typed.trim() !== '' && Number.isFinite(percent) && Math.abs(percent) <= 100 ? percent / 100 : null;
}

export type CorrectionFault = 'score' | 'reason' | 'completed';

export function faultsOf(form: CorrectionForm): CorrectionFault[] {
  const faults: CorrectionFault[] = [];
  if (form.reason.trim().length < 3) faults.push('reason');
  if (form.action !== 'raise') return faults;
  if (form.score.trim() !== '' && scaledOf(form.score) === null) faults.push('score');
  if (!form.completed && form.success === '' && form.score.trim() === '') faults.push('completed');
  return faults;
}

/** The request that the API takes. */
export function requestOf(form: CorrectionForm): Correction {
  const request: Correction = { action: form.action, reason: form.reason.trim() };
  if (namesActivity(form.action)) request.activity = form.activity;
  if (form.action !== 'raise') return request;
  request.completed = form.completed;
  if (form.success !== '') request.success = form.success;
  const scaled = scaledOf(form.score);
  if (scaled !== null) request.score = scaled;
  return request;
}
