import { answer, api } from '$lib/api/client';
import { Problem } from '$lib/api/problem';
import type { CourseDetail } from '$lib/api/types';
import type { Language } from '$lib/i18n/languages';

export const loadCourse = (slug: string, language: Language): Promise<CourseDetail> =>
  answer(api.GET('/api/v1/courses/{slug}', { params: { path: { slug }, query: { lang: language } } }));

const begin = (slug: string, wanted: string | undefined) =>
  answer(
    api.POST('/api/v1/courses/{slug}/attempts', {
      params: { path: { slug } },
      body: wanted ? { language: wanted } : {}
    })
  );

/** Opens the learner's attempt, enrolling first where that is still to be done; gives the address of the player. */
export async function launch(slug: string, wanted: string | undefined): Promise<URL> {
  try {
    return new URL((await begin(slug, wanted)).launch_url);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not_enrolled') throw error;
    await answer(api.POST('/api/v1/courses/{slug}/enrolments', { params: { path: { slug } } }));
    return new URL((await begin(slug, wanted)).launch_url);
  }
}

/** The player's address as this page frames it: in the reader's language, without the player's own head. */
export function framed(launchUrl: URL, language: Language): string {
  const url = new URL(launchUrl);
  url.searchParams.set('lang', language);
  url.searchParams.set('frame', '1');
  return url.href;
}

/** The one-time code in a launch address's fragment. */
export const codeOf = (launchUrl: URL): string | null => new URLSearchParams(launchUrl.hash.slice(1)).get('code');
