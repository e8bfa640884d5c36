import { isMessageKey, t } from '$lib/i18n/messages.svelte';

/** What a kind of data is called; one that this client has no words for is told by its name. */
export function kindWords(kind: string): string {
  const key = `retention.kind_${kind}`;
  return isMessageKey(key) ? t(key) : kind;
}
