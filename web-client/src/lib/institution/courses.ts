import { createQuery } from '@tanstack/svelte-query';
import { answer, api } from '$lib/api/client';
import { collator } from '$lib/i18n/format';
import { language, t } from '$lib/i18n/messages.svelte';

/** The courses that people of an institution have begun, for a choice: `value` is the slug. */
export function courseOptions(institution: () => string): { readonly options: { value: string; label: string }[] } {
  const courses = createQuery(() => ({
    queryKey: ['overview', institution(), 'courses', language()],
    queryFn: () =>
      answer(api.GET('/api/v1/institutions/{id}/summaries/courses', { params: { path: { id: institution() } } })),
    enabled: institution() !== ''
  }));
  return {
    get options() {
      const named = (courses.data?.items ?? []).map(({ course }) => ({ value: course.slug, label: course.title }));
      const order = collator();
      named.sort((one, other) => order.compare(one.label, other.label));
      return [{ value: '', label: t('institution.all_courses') }, ...named];
    }
  };
}
