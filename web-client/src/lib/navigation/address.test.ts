// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { inLanguage, safeNext } from './address';
import { isSlug, slugOf } from './slug';

const origin = 'http://localhost:8080';

describe('where one returns to after signing in', () => {
  it.each(['/mk/learn/migration?x=1#here', '/en/my-courses'])('%s is ours', (path) => {
    expect(safeNext(path, origin)).toBe(path);
  });

  it.each([
    null, '', 'https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'mk/x', '/en/sign-in',
    '/en/sign-in?next=/en/sign-in'
  ])('%s is not', (path) => {
    expect(safeNext(path, origin)).toBeNull();
  });
});

it('the same page in another language keeps its query', () => {
  const url = new URL('/en/institution/progress?state=passed', origin);
  expect(inLanguage(url, 'sr-Cyrl')).toBe('/sr-Cyrl/institution/progress?state=passed');
});

describe('web addresses of courses', () => {
  it.each([
    ['Migration and Development', 'migration-and-development'],
    ['Миграције и развој', 'migracije-i-razvoj'],
    ['Трговија со луѓе', 'trgovija-so-lugje'],
    ['  Џеп & Ђак!  ', 'dzep-djak']
  ])('%s → %s', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
    expect(isSlug(slug)).toBe(true);
  });

  it.each(['', 'A', 'ab', 'a--b', '-a', 'ж', 'a'.repeat(81)])('%s is none', (text) => expect(isSlug(text)).toBe(false));
});
