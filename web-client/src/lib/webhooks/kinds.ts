import type { ChangeKind } from '$lib/api/types';
import { isMessageKey, t } from '$lib/i18n/messages.svelte';

/** What a webhook can be told of. */
export const changeKinds: ChangeKind[] = [
  'registration.changed',
  'registration.completed',
  'registration.deleted',
  'quiz_result.changed',
  'quiz_result.deleted',
  'membership.changed',
  'membership.deleted'
];

/** A kind of change in words; one that this client has no words for is told by its name. */
export function kindWords(kind: string): string {
  const key = `hooks.kind_${kind.replace('.', '_')}`;
  return isMessageKey(key) ? t(key) : kind;
}
