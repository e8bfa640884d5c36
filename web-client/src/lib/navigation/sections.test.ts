import { beforeEach, expect, it } from 'vitest';
import { useLanguage } from '$lib/i18n/messages.svelte';
import type { Role } from '$lib/session/roles';
import { covers, lies, sectionsFor, within } from './sections';

beforeEach(() => useLanguage('en'));

const of = (...given: Role[]) =>
  sectionsFor((...roles) => roles.some((role) => given.includes(role))).map(({ label, ways }) => [label, ways.length]);

it('everybody sees the sections in which they have a page', () => {
  expect(of('learner')).toEqual([]);
  expect(of('author').map(([label]) => label)).toEqual(['Authoring']);
  expect(of('coordinator').map(([label]) => label)).toEqual(['Institution']);
  expect(of('administrator').map(([label]) => label)).toEqual(['Authoring', 'Institution', 'Administration']);
});

it('the page that a section begins with does not stand for those below it', () => {
  const [overview, progress] = sectionsFor(() => true)[1]?.ways ?? [];
  const way = { path: '', label: '' };
  expect(covers('/mk/institution', overview ?? way)).toBe(true);
  expect(covers('/mk/institution/progress', overview ?? way)).toBe(false);
  expect(covers('/mk/institution/registrations/1', progress ?? way)).toBe(true);
});

it('a page that belongs to another is in its section', () => {
  const [authoring, institution] = sectionsFor(() => true);
  expect(within('/mk/author/upload', authoring?.ways ?? [])).toBe(true);
  expect(within('/mk/institution/registrations/1', institution?.ways ?? [])).toBe(true);
  expect(within('/mk/author/upload', institution?.ways ?? [])).toBe(false);
});

it('a section of one page goes by its name', () => {
  expect(of('trainer')).toEqual([['Attempts', 1]]);
});

it('a page is where it is and where those below it are', () => {
  expect(lies('/mk/author/courses', 'author/courses')).toBe(true);
  expect(lies('/mk/author/courses/gender/versions/2', 'author/courses')).toBe(true);
  expect(lies('/mk/author/courses-old', 'author/courses')).toBe(false);
});
