import { say } from '../language';
import { attribute, make, write } from '../view/element';
import type { Gap, Option, Question, Response } from './wire';

/** Tells what the learner answers now; `soon` where nothing more is to be expected, as after a click. */
export type Changed = (response: Response | null, soon: boolean) => void;

/** What is asked, as controls that keyboard and screen reader know. The question's words name the group. */
export function inputOf(question: Question, response: Response | null, changed: Changed): HTMLElement {
  switch (question.type) {
    case 'single':
      return oneOf(question.choices ?? [], response, changed);
    case 'true-false':
      return oneOf(trueFalse(), response, changed);
    case 'likert':
      return oneOf(question.scale ?? [], response, changed, 'scale');
    case 'multiple':
      return severalOf(question.choices ?? [], response, changed);
    case 'matching':
      return matching(question, response, changed);
    case 'ordering':
      return new Ordering(question, response, changed).element;
    case 'gap':
      return gaps(question, response, changed);
    case 'numeric':
      return typed(question, response, changed, true);
    case 'short-text':
      return typed(question, response, changed, false);
  }
}

/** The two answers of a statement, in the interface's language: the server does not word them. */
export function trueFalse(): Option[] {
  return [
    { id: 'true', html: escape(say('player.quiz.true')) },
    { id: 'false', html: escape(say('player.quiz.false')) }
  ];
}

const escape = (text: string): string => make('span', { text }).innerHTML;

/** Words that came from the server as safe HTML. */
export function words(tag: 'span' | 'div', html: string, look?: string): HTMLElement {
  const element = make(tag, look ? { class: look } : {});
  element.innerHTML = html;
  return element;
}

export const plain = (html: string): string => words('div', html).textContent ?? '';

function oneOf(options: Option[], response: Response | null, changed: Changed, look = ''): HTMLElement {
  const list = make('div', { class: `options ${look}`.trim() });
  for (const option of options) {
    const input = make('input', {
      attributes: { type: 'radio', name: 'answer', value: option.id },
      on: { change: () => changed(option.id, true) }
    });
    input.checked = response === option.id;
    list.append(make('label', { class: 'option' }, input, words('span', option.html)));
  }
  return list;
}

function severalOf(options: Option[], response: Response | null, changed: Changed): HTMLElement {
  const chosen = new Set(Array.isArray(response) ? response : []);
  const list = make('div', { class: 'options' });
  list.append(make('p', { class: 'hint', text: say('player.quiz.several') }));
  for (const option of options) {
    const input = make('input', {
      attributes: { type: 'checkbox', value: option.id },
      on: {
        change: () => {
          if (input.checked) chosen.add(option.id);
          else chosen.delete(option.id);
          const inOrder = options.map(({ id }) => id).filter((id) => chosen.has(id));
          changed(inOrder.length > 0 ? inOrder : null, true);
        }
      }
    });
    input.checked = chosen.has(option.id);
    list.append(make('label', { class: 'option' }, input, words('span', option.html)));
  }
  return list;
}

const byKey = (response: Response | null): Record<string, string> =>
  response !== null && typeof response === 'object' && !Array.isArray(response) ? { ...response } : {};

/** A choice among options in a list that opens; lists hold plain words only. */
function picker(options: Option[], value: string | undefined, picked: (id: string) => void): HTMLSelectElement {
  const select = make('select', { class: 'field', on: { change: () => picked(select.value) } });
  select.append(make('option', { text: say('player.quiz.pick'), attributes: { value: '' } }));
  for (const option of options) select.append(make('option', { text: plain(option.html), attributes: { value: option.id } }));
  select.value = value ?? '';
  return select;
}

function matching(question: Question, response: Response | null, changed: Changed): HTMLElement {
  const pairs = byKey(response);
  const list = make('div', { class: 'pairs' });
  (question.left ?? []).forEach((left, index) => {
    const select = picker(question.right ?? [], pairs[left.id], (id) => {
      if (id) pairs[left.id] = id;
      else delete pairs[left.id];
      changed(Object.keys(pairs).length > 0 ? { ...pairs } : null, true);
    });
    const name = `pair-${index}`;
    select.setAttribute('aria-labelledby', name);
    const side = words('span', left.html, 'pair-left');
    side.id = name;
    list.append(make('div', { class: 'pair' }, side, select));
  });
  return list;
}

function gaps(question: Question, response: Response | null, changed: Changed): HTMLElement {
  const values = byKey(response);
  const text = words('div', question.text_html ?? '', 'gap-text');
  const known = new Map((question.gaps ?? []).map((gap) => [gap.id, gap]));
  text.querySelectorAll<HTMLElement>('[data-gap]').forEach((place, index) => {
    const gap = known.get(place.dataset['gap'] ?? '');
    if (!gap) return;
    const field = gapField(gap, values[gap.id], (value, soon) => {
      if (value) values[gap.id] = value;
      else delete values[gap.id];
      changed(Object.keys(values).length > 0 ? { ...values } : null, soon);
    });
    field.setAttribute('aria-label', say('player.quiz.gap', { number: index + 1 }));
    place.replaceWith(field);
  });
  return text;
}

function gapField(gap: Gap, value: string | undefined, given: (value: string, soon: boolean) => void): HTMLElement {
  if (gap.kind === 'choice') return picker(gap.choices ?? [], value, (id) => given(id, true));
  return textField(value ?? '', gap.kind === 'number', (text) => given(text, false));
}

function textField(value: string, number: boolean, given: (text: string) => void): HTMLInputElement {
  const input = make('input', {
    class: number ? 'field number' : 'field',
    attributes: { type: 'text', inputmode: number ? 'decimal' : undefined, autocomplete: 'off', maxlength: '500' },
    on: { input: () => given(input.value.trim()) }
  });
  input.value = value;
  return input;
}

function typed(question: Question, response: Response | null, changed: Changed, number: boolean): HTMLElement {
  const value = typeof response === 'string' ? response : '';
  const input = textField(value, number, (text) => changed(text || null, false));
  input.setAttribute('aria-label', say(number ? 'player.quiz.number' : 'player.quiz.text'));
  const unit = number && question.unit ? make('span', { class: 'unit', text: plain(question.unit) }) : null;
  return make('p', { class: 'typed' }, input, unit);
}

/** Steps that are moved by buttons: no dragging is needed, and nothing is lost to those who cannot. */
class Ordering {
  readonly element = make('div', { class: 'ordering' });
  readonly #list = make('ol', {});
  readonly #said = make('p', { class: 'spoken', attributes: { 'aria-live': 'polite' } });
  readonly #items: Map<string, Option>;
  readonly #take: HTMLButtonElement;
  #order: string[];

  constructor(question: Question, response: Response | null, private readonly changed: Changed) {
    const items = question.items ?? [];
    this.#items = new Map(items.map((item) => [item.id, item]));
    const given = Array.isArray(response) ? response.filter((id) => this.#items.has(id)) : [];
    const missing = items.map(({ id }) => id).filter((id) => !given.includes(id));
    this.#order = [...given, ...missing];
    this.#take = make('button', {
      class: 'button small',
      attributes: { type: 'button' },
      on: { click: () => this.#tell() }
    });
    this.element.append(make('p', { class: 'hint', text: say('player.quiz.order') }), this.#list, this.#take, this.#said);
    this.#draw(given.length > 0);
  }

  #tell(): void {
    this.changed([...this.#order], true);
    this.#draw(true);
  }

  #draw(answered: boolean): void {
    const last = this.#order.length - 1;
    const rows = this.#order.map((id, index) => {
      const item = this.#items.get(id);
      const name = plain(item?.html ?? '');
      return make(
        'li',
        {},
        words('span', item?.html ?? '', 'step'),
        this.#mover(id, -1, say('player.quiz.earlier', { name }), index > 0),
        this.#mover(id, 1, say('player.quiz.later', { name }), index < last)
      );
    });
    this.#list.replaceChildren(...rows);
    write(this.#take, say('player.quiz.order_is_right'));
    attribute(this.#take, 'hidden', answered);
  }

  #mover(id: string, by: -1 | 1, name: string, possible: boolean): HTMLElement {
    const button = make('button', {
      class: 'button small mover',
      text: by < 0 ? '↑' : '↓',
      attributes: { type: 'button', 'aria-label': name, 'data-move': `${id} ${by}` },
      on: { click: () => this.#move(id, by) }
    });
    button.disabled = !possible;
    return button;
  }

  #move(id: string, by: -1 | 1): void {
    const from = this.#order.indexOf(id);
    this.#order.splice(from, 1);
    this.#order.splice(from + by, 0, id);
    this.#tell();
    const again = [...this.#list.querySelectorAll<HTMLButtonElement>('.mover')].filter((b) => b.dataset['move']?.startsWith(`${id} `));
    (again.find((b) => b.dataset['move'] === `${id} ${by}` && !b.disabled) ?? again.find((b) => !b.disabled))?.focus();
    write(this.#said, say('player.quiz.moved', { name: plain(this.#items.get(id)?.html ?? ''), at: from + by + 1 }));
  }
}
