import type { CoursePackage, DeliveryMode, NewCourse } from '$lib/api/types';
import { isSlug, slugOf } from '$lib/navigation/slug';

/** What the form holds: texts as typed. */
export interface CourseForm {
  titles: Record<string, string>;
  slug: string;
  summary: string;
  duration: string;
  level: string;
  mode: string;
  selfEnrolment: boolean;
}

/** Form fields with the kind of what is wrong with them. */
export type CourseFaults = Partial<Record<'title' | 'slug' | 'duration', 'required' | 'malformed'>>;

/** The catalogue's languages that are written by hand; Serbian Latin follows from Cyrillic. */
const catalogueLanguages = ['en', 'sr-Cyrl', 'mk'];

export function emptyForm(source: CoursePackage, reader: string): CourseForm {
  const own = source.languages.length > 0 ? source.languages : [reader];
  const others = catalogueLanguages.filter((tag) => !own.includes(tag) && !(tag === 'sr-Cyrl' && own.includes('sr-Latn')));
  return {
    // The package says its title once; the author gives the others.
    titles: Object.fromEntries([...own, ...others].map((tag, index) => [tag, index === 0 ? source.title : ''])),
    slug: slugOf(source.title),
    summary: '',
    duration: '',
    level: '',
    mode: 'online',
    selfEnrolment: true
  };
}

export function faultsOf(form: CourseForm): CourseFaults {
  const faults: CourseFaults = {};
  if (Object.values(form.titles).every((title) => title.trim() === '')) faults.title = 'required';
  if (form.slug === '') faults.slug = 'required';
  else if (!isSlug(form.slug)) faults.slug = 'malformed';
  const minutes = Number(form.duration);
  if (form.duration.trim() !== '' && !(Number.isInteger(minutes) && minutes >= 1 && minutes <= 6000)) {
    faults.duration = 'malformed';
  }
  return faults;
}

export function requestOf(form: CourseForm, source: CoursePackage): NewCourse {
  const [main = 'en'] = Object.keys(form.titles);
  const titles = Object.entries(form.titles)
    .map(([tag, title]) => [tag, title.trim()] as const)
    .filter(([, title]) => title !== '');
  return {
    package_id: source.id,
    // A package that names no language is in the one that the form gave it.
    ...(source.languages.length === 0 ? { language: main } : {}),
    slug: form.slug,
    title: Object.fromEntries(titles),
    ...(form.summary.trim() ? { summary: { [main]: form.summary.trim() } } : {}),
    ...(form.duration.trim() ? { duration_minutes: Number(form.duration) } : {}),
    ...(form.level ? { level: form.level } : {}),
    delivery_mode: form.mode as DeliveryMode,
    self_enrolment: form.selfEnrolment
  };
}
