import { t } from '$lib/i18n/messages.svelte';
import type { Role } from '$lib/session/roles';

export interface Way {
  /** Below the language. */
  path: string;
  label: string;
  /** Other pages share its beginning: those below it are not its own. */
  alone?: boolean;
  /** Pages that belong to it and lie elsewhere. */
  with?: string[];
}

export interface Section {
  label: string;
  ways: Way[];
}

interface Plan {
  label: () => string;
  ways: (Omit<Way, 'label'> & { label: () => string; for: Role[] })[];
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
      { path: 'author/packages', label: () => t('nav.packages'), for: authors, with: ['author/upload'] },
      { path: 'author/translations', label: () => t('nav.translations'), for: translators },
      { path: 'author/terms', label: () => t('nav.terms'), for: translators }
    ]
  },
  {
    label: () => t('nav.institution'),
    ways: [
      { path: 'institution', label: () => t('nav.overview'), for: coordinators, alone: true },
      { path: 'institution/progress', label: () => t('nav.progress'), for: coordinators, with: ['institution/registrations'] },
      { path: 'institution/enrolments', label: () => t('nav.due'), for: coordinators },
      { path: 'institution/results', label: () => t('nav.results'), for: coordinators, with: ['institution/tests'] },
      { path: 'institution/people', label: () => t('nav.people'), for: coordinators },
      { path: 'institution/programs', label: () => t('nav.programs'), for: coordinators },
      { path: 'institution/webhooks', label: () => t('nav.webhooks'), for: coordinators },
      { path: 'admin/attempts', label: () => t('nav.attempts'), for: ['coordinator', 'trainer', 'administrator'] }
    ]
  },
  {
    label: () => t('nav.administration'),
    ways: [
      { path: 'admin/people', label: () => t('nav.people'), for: ['administrator'] },
      { path: 'admin/record', label: () => t('nav.record'), for: ['administrator'] },
      { path: 'admin/audit', label: () => t('nav.audit'), for: ['administrator'] },
      { path: 'admin/privacy', label: () => t('nav.privacy'), for: ['administrator'] }
    ]
  }
];

/** The sections that somebody with these roles has a page in, with those pages. */
export function sectionsFor(has: (...roles: Role[]) => boolean): Section[] {
  return plans
    .map(({ label, ways }) => ({
      label: label(),
      ways: ways.filter((way) => has(...way.for)).map((way) => ({ ...way, label: way.label() }))
    }))
    .filter(({ ways }) => ways.length > 0)
    .map((section) => ({ ...section, label: section.ways.length === 1 ? (section.ways[0]?.label ?? '') : section.label }));
}

/** Whether an address is a page of this way. */
export const covers = (pathname: string, { path, alone, with: others = [] }: Way): boolean =>
  alone
    ? pathname.split('/').slice(2).join('/') === path
    : [path, ...others].some((one) => lies(pathname, one));

/** Whether an address is within a section: at one of its pages, below it, or at one that belongs to it. */
export const within = (pathname: string, ways: Way[]): boolean =>
  ways.some((way) => lies(pathname, way.path) || covers(pathname, way));

/** Whether an address (`/mk/author/courses/x`) is this page or one below it. */
export function lies(pathname: string, path: string): boolean {
  const here = pathname.split('/').slice(2).join('/');
  return here === path || here.startsWith(`${path}/`);
}
