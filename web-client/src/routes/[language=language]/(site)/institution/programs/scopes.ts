import type { ProgramScope } from '$lib/api/types';
import { isMessageKey, t } from '$lib/i18n/messages.svelte';

/** What an institution's program may be let do. */
export const programScopes: ProgramScope[] = [
  'progress:read',
  'members:read',
  'members:write',
  'enrolments:write',
  'registrations:write',
  'launches:write'
];

/** A scope in words; one that this client has no words for is told by its name. */
export function scopeWords(scope: string): string {
  const key = `programs.scope_${scope.replace(':', '_')}`;
  return isMessageKey(key) ? t(key) : scope;
}
