import { t } from '$lib/i18n/messages.svelte';
import type { Role } from '$lib/session/roles';

export interface Way {
  /** Below the language. */
  path: string;
  label: string;
}

export interface Section {
  label: string;
  ways: Way[];
}

interface Plan {
  label: () => string;
  ways: { path: string; label: () => string; for: Role[] }[];
}

const authors: Role[] = ['author', 'administrator'];
const translators: Role[] = ['author', 'translator', 'administrator'];
const coordinators: Role[] = ['coordinator', 'administrator'];

/** The pages of staff, by what they do there. The header names the sections, a line below it the pages of one. */
const plans: Plan[] = [
  {
    label: () => t('nav.authoring'),
    ways: [
      { path: 'author/courses', label: () => t('nav.authored'), for: authors },
      { path: 'author/packages', label: () => t('nav.packages'), for: authors },
      { path: 'author/translations', label: () => t('nav.translations'), for: translators },
      { path: 'author/terms', label: () => t('nav.terms'), for: translators }
    ]
  },
  {
    label: () => t('nav.institution'),
    ways: [
      { path: 'institution/progress', label: () => t('nav.progress'), for: coordinators },
      { path: 'institution/tests', label: () => t('tests.title'), for: coordinators },
      { path: 'admin/attempts', label: () => t('nav.attempts'), for: ['coordinator', 'trainer', 'administrator'] }
    ]
  },
  {
    label: () => t('nav.administration'),
    ways: [
      { path: 'admin/people', label: () => t('nav.people'), for: ['administrator'] },
      { path: 'admin/record', label: () => t('nav.record'), for: ['administrator'] },
      { path: 'admin/audit', label: () => t('nav.audit'), for: ['administrator'] }
    ]
  }
];

/** The sections that somebody with these roles has a page in, with those pages. */
export function sectionsFor(has: (...roles: Role[]) => boolean): Section[] {
  return plans
    .map(({ label, ways }) => ({
      label: label(),
      ways: ways.filter((way) => has(...way.for)).map((way) => ({ path: way.path, label: way.label() }))
    }))
    .filter(({ ways }) => ways.length > 0)
    .map((section) => ({ ...section, label: section.ways.length === 1 ? (section.ways[0]?.label ?? '') : section.label }));
}

/** Whether an address (`/mk/author/courses/x`) is this page or one below it. */
export function lies(pathname: string, path: string): boolean {
  const here = pathname.split('/').slice(2).join('/');
  return here === path || here.startsWith(`${path}/`);
}
