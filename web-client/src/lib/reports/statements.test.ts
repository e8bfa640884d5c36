import { beforeEach, expect, it } from 'vitest';
import { useLanguage } from '$lib/i18n/messages.svelte';
import { agentWords, objectWords, resultWords, verbWords } from './statements';

beforeEach(() => useLanguage('en'));

it('a statement in words', () => {
  const statement = {
    verb: { id: 'http://adlnet.gov/expapi/verbs/completed', display: { en: 'completed' } },
    object: { id: 'https://centre.example/lesson/2', definition: { name: { 'sr-Cyrl': 'Друга лекција', en: 'Lesson 2' } } },
    result: { score: { scaled: 0.857 }, duration: 'PT1H5M2.25S' }
  };
  expect([verbWords(statement), objectWords(statement), resultWords(statement)]).toEqual([
    'Completed',
    'Lesson 2',
    '85%, 1 h 5 min'
  ]);
});

it('what nobody has words for goes by what it calls itself', () => {
  const statement = { verb: { id: 'https://other.example/v/waved-at', display: { de: 'winkte' } }, object: { id: 'https://x/y' } };
  expect([verbWords(statement), objectWords(statement), resultWords(statement)]).toEqual(['winkte', 'y', '']);
  expect(verbWords({ verb: { id: 'https://other.example/v/waved-at' } })).toBe('waved-at');
});

it('names come in the language of the page where there is one', async () => {
  await useLanguage('sr-Latn');
  expect(objectWords({ object: { definition: { name: { en: 'Lesson', 'sr-Cyrl': 'Лекција' } } } })).toBe('Lekcija');
});

it('an agent is named without where it is at home', () => {
  expect(agentWords('account:http://localhost:8080:vidik')).toBe('vidik');
  expect(agentWords('mbox:mailto:ana@example.org')).toBe('ana@example.org');
});
