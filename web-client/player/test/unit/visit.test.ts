import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Visit } from '../../src/visit';
import type { Delivery, Sequencing } from '../../src/wire';

type Api = Record<string, (...values: string[]) => string>;

const delivery: Delivery = {
  activity: 'one',
  visit: 1,
  title: 'One',
  kind: 'sco',
  url: '/one.html',
  data: {},
  request_valid: { continue: 'false', previous: 'false', choice: { two: 'false' }, jump: { two: 'false' } }
};

const after: Sequencing = {
  current: 'one',
  activities: {},
  valid: {
    continue: true,
    continue_valid: false,
    previous: true,
    exit: true,
    suspend: true,
    choice: { two: true, three: false },
    jump: { two: true }
  },
  hide_ui: []
};

beforeEach(() => vi.stubGlobal('window', globalThis));
afterEach(() => vi.unstubAllGlobals());

it('tells the content what may be asked for after what it has said', () => {
  const visit = new Visit({
    delivery,
    standard: 'scorm2004',
    open: () => true,
    alive: () => true,
    add: () => true,
    onTerminated: () => undefined
  });
  const api = (globalThis as unknown as { API_1484_11: Api }).API_1484_11;
  api.Initialize?.('');
  const asked = (): unknown[] =>
    ['continue', 'previous', 'choice.{target=two}', 'choice.{target=three}', 'jump.{target=two}'].map((name) =>
      api.GetValue?.(`adl.nav.request_valid.${name}`)
    );
  expect(asked()).toEqual(['false', 'false', 'false', 'false', 'false']);
  visit.lookAhead(after);
  // Continue is offered here, and would not be carried out.
  expect(asked()).toEqual(['false', 'true', 'true', 'false', 'true']);
});
