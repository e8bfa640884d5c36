import type { Correction, Waiver } from '$lib/api/types';

export type CorrectionAction = Correction['action'] | 'waive';

export const correctionActions: CorrectionAction[] = ['raise', 'waive', 'recalculate', 'reset_activity', 'reset_attempt'];

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

/** Whether it can be sent as a correction. */
export const isCorrection = (form: CorrectionForm): form is CorrectionForm & { action: Correction['action'] } => form.action !== 'waive';

export type CorrectionFault = 'score' | 'reason' | 'completed';

export function faultsOf(form: CorrectionForm): CorrectionFault[] {
  const faults: CorrectionFault[] = [];
  if (form.reason.trim().length < 3) faults.push('reason');
  if (form.action !== 'raise') return faults;
  if (form.score.trim() !== '' && scaledOf(form.score) === null) faults.push('score');
  if (!form.completed && form.success === '' && form.score.trim() === '') faults.push('completed');
  return faults;
}

/** What the API takes where a course, or units of one, need not be done. The root stands for the whole. */
export function waiverOf(form: CorrectionForm, root: string): Waiver {
  const request: Waiver = { reason: form.reason.trim() };
  if (form.activity !== root) request.activity = form.activity;
  return request;
}

/** The request that the API takes for the other actions. */
export function requestOf(form: CorrectionForm & { action: Correction['action'] }): Correction {
  const { action } = form;
  const request: Correction = { action, reason: form.reason.trim() };
  if (namesActivity(action)) request.activity = form.activity;
  if (action !== 'raise') return request;
  request.completed = form.completed;
  if (form.success !== '') request.success = form.success;
  const scaled = scaledOf(form.score);
  if (scaled !== null) request.score = scaled;
  return request;
}
