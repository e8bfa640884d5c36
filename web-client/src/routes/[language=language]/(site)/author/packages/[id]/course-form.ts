import type { CoursePackage, NewCourse } from '$lib/api/types';
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

export function emptyForm(source: CoursePackage, reader: string): CourseForm {
  const tags = source.languages.length > 0 ? source.languages : [reader];
  return {
    // The package says its title once; the author gives the others.
    titles: Object.fromEntries(tags.map((tag, index) => [tag, index === 0 ? source.title : ''])),
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

export function requestOf(form: CourseForm, packageId: string, summaryLanguage: string): NewCourse {
  const titles = Object.entries(form.titles)
    .map(([tag, title]) => [tag, title.trim()] as const)
    .filter(([, title]) => title !== '');
  return {
    package_id: packageId,
    slug: form.slug,
    title: Object.fromEntries(titles),
    ...(form.summary.trim() ? { summary: { [summaryLanguage]: form.summary.trim() } } : {}),
    ...(form.duration.trim() ? { duration_minutes: Number(form.duration) } : {}),
    ...(form.level ? { level: Number(form.level) } : {}),
    delivery_mode: form.mode,
    self_enrolment: form.selfEnrolment
  };
}
