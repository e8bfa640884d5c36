import type { Stage, WorkflowAction } from '$lib/api/types';

/** Where a course can be, in order. */
export const stages: readonly Stage[] = ['draft', 'expert_review', 'translation', 'approval', 'published'];

/** The steps that lead on; the page's one primary button is the first of them that the reader can take. */
const forward: readonly WorkflowAction[] = ['submit', 'accept', 'request_approval', 'approve'];

/** Those that lead on first, each with whether it is the primary one. */
export function ordered(actions: readonly WorkflowAction[]): { action: WorkflowAction; primary: boolean }[] {
  const first = forward.filter((action) => actions.includes(action));
  const others = actions.filter((action) => !forward.includes(action));
  return [...first, ...others].map((action, index) => ({ action, primary: index === 0 && first.length > 0 }));
}
