import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '$lib/api/problem';
import type { CoursePackage, Finding, MyCourse } from '$lib/api/types';
import { useLanguage } from '$lib/i18n/messages.svelte';
import { framed, codeOf } from '$lib/learning/launch';
import { verdict } from '$lib/packages/report';
import { secondsLeft } from '$lib/packages/upload';
import { namesOf, nameFields } from '$lib/session/names';
import { emptyForm, faultsOf, requestOf } from '../src/routes/[language=language]/(site)/author/packages/[id]/course-form';
import { findingsOf } from '../src/routes/[language=language]/(site)/author/upload/findings';
import { shelves } from '../src/routes/[language=language]/(site)/my-courses/shelves';

beforeEach(() => useLanguage('en'));

const finding = (severity: string): Finding => ({ severity, rule: 'PKG-1', file: null, line: null, message: 'm', advice: '' });
const source = { id: 'k', title: 'Миграције и развој', languages: ['sr-Cyrl', 'en'] } as unknown as CoursePackage;

it('the verdict counts what was found, the worst first', () => {
  expect(verdict({ verdict: 'usable', findings: [] })).toEqual({ state: 'done', label: 'Can be published' });
  const found = [finding('hint'), finding('warning'), finding('warning')];
  expect(verdict({ verdict: 'usable', findings: found })).toEqual({
    state: 'warn',
    label: 'Can be published – 2 warnings, 1 hint'
  });
  expect(verdict({ verdict: 'usable', findings: [finding('error')] }).state).toBe('wrong');
});

it('a refused package names rule, file and line', () => {
  const problem = new Problem({
    code: 'package_refused',
    status: 422,
    errors: [{ pointer: '/file/lessons/imsmanifest.xml:12', code: 'PKG-1', message: 'm' }, { pointer: '/file', code: 'PKG-2', message: 'n' }]
  });
  expect(findingsOf(problem).map(({ rule, file, line }) => [rule, file, line])).toEqual([
    ['PKG-1', 'lessons/imsmanifest.xml', 12],
    ['PKG-2', null, null]
  ]);
});

describe('making a course', () => {
  it('starts from the package', () => {
    const form = emptyForm(source, 'en');
    expect(form.titles).toEqual({ 'sr-Cyrl': 'Миграције и развој', en: '', mk: '' });
    expect(form.slug).toBe('migracije-i-razvoj');
    expect(faultsOf(form)).toEqual({});
  });

  it('says what is wrong', () => {
    const form = { ...emptyForm(source, 'en'), titles: { en: ' ' }, slug: 'Ж', duration: '1.5' };
    expect(faultsOf(form)).toEqual({ title: 'required', slug: 'malformed', duration: 'malformed' });
  });

  it('sends what was filled in', () => {
    const form = { ...emptyForm(source, 'en'), duration: '90', level: '5' };
    expect(requestOf(form, source)).toEqual({
      package_id: 'k',
      slug: 'migracije-i-razvoj',
      title: { 'sr-Cyrl': 'Миграције и развој' },
      duration_minutes: 90,
      level: '5',
      delivery_mode: 'online',
      self_enrolment: true
    });
  });
});

it('my courses stand by what comes next, the last touched first', () => {
  const item = (id: string, progress: object | null) => ({ course: { id }, enrolled_at: '2026-01-01', progress }) as MyCourse;
  const sorted = shelves([
    item('old', { completion: 'incomplete', success: 'unknown', updated_at: '2026-01-02' }),
    item('new', { completion: 'incomplete', success: 'unknown', updated_at: '2026-05-02' }),
    item('done', { completion: 'completed', success: 'unknown', updated_at: '2026-03-02' }),
    item('fresh', null)
  ]);
  expect(sorted.active.map(({ course }) => course.id)).toEqual(['new', 'old']);
  expect(sorted.completed).toHaveLength(1);
  expect(sorted.fresh).toHaveLength(1);
});

it('names come in pairs, in one script at least', () => {
  expect(namesOf(nameFields()).none).toBe(true);
  expect(namesOf({ latin: { given: 'Ana', family: ' ' }, cyrillic: { given: '', family: '' } }).pair).toEqual(['latin']);
  expect(namesOf({ latin: { given: ' Ana', family: 'Ilić ' }, cyrillic: { given: '', family: '' } }).names).toEqual({
    latin: { given: 'Ana', family: 'Ilić' },
    cyrillic: null
  });
});

it('the player is framed in the reader’s language, its code stays in the fragment', () => {
  const url = new URL('http://127.0.0.1:8081/play/?lang=en#code=abc');
  expect(framed(url, 'mk')).toBe('http://127.0.0.1:8081/play/?lang=mk&frame=1#code=abc');
  expect(codeOf(url)).toBe('abc');
});

it('the rest of an upload is told once there is something to judge by', () => {
  expect(secondsLeft({ bytes: 10, total: 100 }, 1)).toBeNull();
  expect(secondsLeft({ bytes: 25, total: 100 }, 10)).toBe(30);
});
