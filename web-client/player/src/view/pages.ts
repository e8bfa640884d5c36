import { type MessageKey, day, percent, say } from '../language';
import { leaves, standingOf } from '../outline-model';
import { make } from './element';
import { icon } from './icons';
import type { ActivityNode } from '../wire';
import type { Model } from './model';

/** A page of the player's own, in the place of the content. It is made again when the language changes. */
export type Page = () => HTMLElement;

function page(heading: string, ...rest: (HTMLElement | null)[]): HTMLElement {
  const title = make('h2', { text: heading, attributes: { tabindex: '-1' } });
  return make('section', { class: 'page' }, make('div', { class: 'page-body' }, title, ...rest));
}

const paragraph = (text: string): HTMLElement => make('p', { text });

/** The way back; inside the app's frame the whole page goes there. */
function wayBack(address: string | null, primary = true, words: MessageKey = 'player.back_to_course'): HTMLElement | null {
  if (!address) return null;
  return make(
    'p',
    {},
    make('a', {
      class: primary ? 'button primary' : 'button',
      text: say(words),
      attributes: { href: address, target: '_top' }
    })
  );
}

export const waitingPage =
  (lineLost: boolean): Page =>
  () => {
    const section = page(say(lineLost ? 'player.waiting.line' : 'player.waiting.opening'));
    section.append(make('div', { class: 'running', attributes: { 'aria-hidden': 'true' } }));
    if (lineLost) section.querySelector('.page-body')?.append(paragraph(say('player.waiting.line_hint')));
    return section;
  };

/** A unit that must have a window to itself is opened by the learner: browsers open none unasked. */
export const windowPage =
  (open: () => void): Page =>
  () => {
    const button = make('button', { class: 'button primary', text: say('player.window.open'), attributes: { type: 'button' } });
    button.addEventListener('click', open);
    return page(say('player.window.title'), paragraph(say('player.window.hint')), make('p', {}, button));
  };

export const choosePage =
  (message: string | null): Page =>
  () =>
    page(say('player.choose.title'), message ? paragraph(message) : null, paragraph(say('player.choose.hint')));

/** The activity that stands for the whole course: its root, which the structure may list or leave out. */
function rootOf(model: Model): string | null {
  const { activities } = model.launch;
  const listed = new Set<string>();
  const walk = (node: ActivityNode): void => {
    listed.add(node.id);
    node.children.forEach(walk);
  };
  activities.forEach(walk);
  const unlisted = Object.keys(model.sequencing.activities).filter((id) => !listed.has(id));
  if (unlisted.length === 1) return unlisted[0] ?? null;
  return activities.length === 1 ? (activities[0]?.id ?? null) : null;
}

function isDone(model: Model): boolean {
  const root = rootOf(model);
  const parts = root === null ? leaves(model.launch.activities).map((leaf) => leaf.id) : [root];
  return parts.length > 0 && parts.every((id) => model.sequencing.activities[id]?.completion === 'completed');
}

function result(model: Model): HTMLElement | null {
  const root = rootOf(model);
  if (root === null) return null;
  const standing = standingOf(root, model.sequencing);
  const score = model.sequencing.activities[root]?.score ?? null;
  return make(
    'dl',
    { class: 'result' },
    make('div', {}, make('dt', { text: say('player.end.state') }),
      make('dd', { class: `row-state ${standing}` }, icon(standing), say(`player.state.${standing}`))),
    score !== null &&
      make('div', {}, make('dt', { text: say('player.end.score') }), make('dd', { text: percent(score) }))
  );
}

export const endPage =
  (model: Model, suspended: boolean): Page =>
  () =>
    page(
      say(suspended ? 'player.end.suspended' : isDone(model) ? 'player.end.completed' : 'player.end.title'),
      paragraph(say(suspended ? 'player.end.suspended_hint' : 'player.end.hint')),
      result(model),
      wayBack(model.launch.exit_url)
    );

/** An author has seen enough. */
export const previewEndPage =
  (address: string): Page =>
  () =>
    page(
      say('player.end.browsed'),
      paragraph(say('player.end.browsed_hint')),
      wayBack(address, true, 'player.back_to_author')
    );

/** The learner left while there was no line. */
export const leftPage =
  (address: string, kept: boolean): Page =>
  () =>
    page(
      say('player.left.title'),
      paragraph(say(kept ? 'player.left.kept' : 'player.left.stay')),
      wayBack(address)
    );

export type Failure = 'used' | 'expired' | 'forbidden' | 'line' | 'unknown' | 'content';

export const failurePage =
  (failure: Failure, address: string | null, again: (() => void) | null): Page =>
  () =>
    page(
      say(`player.failure.${failure}.title` as MessageKey),
      paragraph(say(`player.failure.${failure}.hint` as MessageKey)),
      again &&
        make(
          'p',
          {},
          make('button', {
            class: 'button primary',
            text: say('player.try_again'),
            attributes: { type: 'button' },
            on: { click: again }
          })
        ),
      wayBack(address, again === null)
    );

export type WindowState = 'waiting' | 'open' | 'blocked' | 'closed';

/** What stands here while a lesson has a window to itself; each choice is a word and what it does. */
export const lessonWindowPage =
  (state: WindowState, choices: [MessageKey, () => void][]): Page =>
  () =>
    page(
      say(`player.window.${state}.title`),
      paragraph(say(`player.window.${state}.hint`)),
      make(
        'p',
        { class: 'choices' },
        ...choices.map(([words, act], index) =>
          make('button', {
            class: index === 0 ? 'button primary' : 'button',
            text: say(words),
            attributes: { type: 'button' },
            on: { click: act }
          })
        )
      )
    );

export function reviewWords(model: Model): string | null {
  const { launch } = model;
  const at = launch.completed_at;
  if (launch.mode === 'browse') return say('player.review.browse');
  if (launch.mode !== 'review') {
    return launch.review && at ? say('player.review.again', { date: day(new Date(at)) }) : null;
  }
  return at ? say('player.review.on', { date: day(new Date(at)) }) : say('player.review.plain');
}
