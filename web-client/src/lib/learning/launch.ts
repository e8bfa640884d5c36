import { answer, api } from '$lib/api/client';
import { Problem } from '$lib/api/problem';
import type { CourseDetail } from '$lib/api/types';
import type { Language } from '$lib/i18n/languages';

export const loadCourse = (slug: string, language: Language): Promise<CourseDetail> =>
  answer(api.GET('/api/v1/courses/{slug}', { params: { path: { slug }, query: { lang: language } } }));

/** To learn, or to look again at what was gone through. */
export type Mode = 'normal' | 'review';

const begin = (slug: string, wanted: string | undefined, mode: Mode) =>
  answer(
    api.POST('/api/v1/courses/{slug}/attempts', {
      params: { path: { slug } },
      body: { ...(wanted && { language: wanted }), ...(mode === 'review' && { mode }) }
    })
  );

/** Opens the learner's attempt, enrolling first where that is still to be done; gives the address of the player. */
export async function launch(slug: string, wanted: string | undefined, mode: Mode = 'normal'): Promise<URL> {
  try {
    return new URL((await begin(slug, wanted, mode)).launch_url);
  } catch (error) {
    const code = error instanceof Problem ? error.code : '';
    // A link to a review that there is none of yet leads into the course.
    if (code === 'nothing_to_review') return launch(slug, wanted);
    if (code !== 'not_enrolled') throw error;
    await answer(api.POST('/api/v1/courses/{slug}/enrolments', { params: { path: { slug } } }));
    return new URL((await begin(slug, wanted, mode)).launch_url);
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
