import type { RecordScope } from '$lib/api/types';
import { t } from '$lib/i18n/messages.svelte';

/** What a program may be allowed. */
export const scopes: { scope: RecordScope; label: () => string }[] = [
  { scope: 'statements/write', label: () => t('record.scope_write') },
  { scope: 'statements/read/mine', label: () => t('record.scope_mine') },
  { scope: 'statements/read', label: () => t('record.scope_read') },
  { scope: 'state', label: () => t('record.scope_state') },
  { scope: 'profile', label: () => t('record.scope_profile') },
  { scope: 'define', label: () => t('record.scope_define') },
  { scope: 'all/read', label: () => t('record.scope_all_read') },
  { scope: 'all', label: () => t('record.scope_all') }
];

/** It, in words; as it is where there are none. */
export const scopeWords = (scope: string): string => scopes.find((one) => one.scope === scope)?.label() ?? scope;
