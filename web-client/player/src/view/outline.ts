import { say } from '../language';
import { type Row, outlineRows, place } from '../outline-model';
import { attribute, make } from './element';
import { icon } from './icons';
import type { Actions, Model } from './model';

/** The course's structure as a tree: arrows move, Right and Left open and close, Enter or Space chooses. */
export class Outline {
  readonly element: HTMLElement;
  readonly #tree = make('div', { class: 'tree', attributes: { role: 'tree' } });
  readonly #closed = new Set<string>();
  #rows: Row[] = [];
  #focus: string | null = null;
  #model: Model | null = null;
  #current: string | null = null;

  constructor(private readonly actions: Actions) {
    this.#tree.addEventListener('keydown', (event) => this.#key(event));
    this.element = make('nav', { class: 'outline', attributes: { id: 'outline' } }, this.#tree);
  }

  /** A course of one activity needs no outline, unless the learner has to begin by choosing it. */
  static isUseful(model: Model): boolean {
    const { launch, sequencing, ended } = model;
    if (ended || outlineRows(launch.activities, sequencing).length === 0) return false;
    return model.delivery === null || place(launch.activities, sequencing).of > 1;
  }

  render(model: Model): void {
    // The model is one object that changes: what it was is kept here.
    const changed = this.#current !== model.sequencing.current;
    this.#current = model.sequencing.current;
    this.#model = model;
    this.#rows = outlineRows(model.launch.activities, model.sequencing);
    if (changed || !this.#rows.some((row) => row.id === this.#focus)) {
      this.#focus = (this.#rows.find((row) => row.current) ?? this.#rows[0])?.id ?? null;
    }
    attribute(this.element, 'aria-label', say('player.outline.label'));
    attribute(this.#tree, 'aria-label', say('player.outline.label'));
    attribute(this.#tree, 'lang', model.launch.course.reading);
    this.#draw();
  }

  #draw(): void {
    const hadFocus = this.#tree.contains(document.activeElement);
    this.#tree.replaceChildren(...this.#shown().map((row) => this.#item(row)));
    if (hadFocus) this.#itemOf(this.#focus)?.focus();
  }

  /** Rows that no closed ancestor hides. */
  #shown(): Row[] {
    const parents = new Map(this.#rows.map((row) => [row.id, row.parent]));
    return this.#rows.filter((row) => {
      for (let above = row.parent; above !== null; above = parents.get(above) ?? null) {
        if (this.#closed.has(above)) return false;
      }
      return true;
    });
  }

  #item(row: Row): HTMLElement {
    const index = this.#rows.indexOf(row);
    const [title, state] = [`outline-title-${index}`, `outline-state-${index}`];
    const locked = !row.selectable && !row.current && !row.cluster;
    const words = say(locked ? 'player.state.locked' : `player.state.${row.standing}`);
    return make(
      'div',
      {
        class: `row level-${Math.min(row.level, 6)}${row.cluster ? ' cluster' : ''}`,
        attributes: {
          role: 'treeitem',
          'data-id': row.id,
          'aria-level': String(row.level),
          'aria-posinset': String(row.position),
          'aria-setsize': String(row.siblings),
          'aria-labelledby': title,
          'aria-describedby': state,
          'aria-expanded': row.cluster ? String(!this.#closed.has(row.id)) : undefined,
          'aria-current': row.current ? 'step' : undefined,
          'aria-selected': String(row.current),
          'aria-disabled': row.selectable ? undefined : 'true',
          tabindex: row.id === this.#focus ? '0' : '-1'
        },
        on: { click: (event) => this.#click(event, row) }
      },
      this.#twisty(row),
      make(
        'span',
        { class: 'row-text' },
        make('span', { class: 'row-title', text: row.title, attributes: { id: title } }),
        // The name of the item is its title alone: the state is drawn by the style sheet, and read as the description.
        make(
          'span',
          {
            class: `row-state drawn ${locked ? 'locked' : row.standing}`,
            attributes: { 'data-words': words, lang: document.documentElement.lang, 'aria-hidden': 'true' }
          },
          icon(locked ? 'locked' : row.standing)
        ),
        make('span', { text: words, attributes: { id: state, lang: document.documentElement.lang, hidden: true } })
      )
    );
  }

  #twisty(row: Row): HTMLElement {
    const twisty = make('span', { class: 'twisty', attributes: { 'aria-hidden': 'true' } });
    if (row.cluster) twisty.append(icon('expand'));
    return twisty;
  }

  #click(event: Event, row: Row): void {
    this.#focus = row.id;
    const onTwisty = event.target instanceof Element && event.target.closest('.twisty') !== null;
    if (row.cluster && (onTwisty || !row.selectable)) this.#turn(row);
    else this.#choose(row);
  }

  #choose(row: Row): void {
    if (row.selectable && !this.#model?.moving) this.actions.go('choice', row.id);
    else this.#draw();
  }

  #turn(row: Row, open = this.#closed.has(row.id)): void {
    if (open) this.#closed.delete(row.id);
    else this.#closed.add(row.id);
    this.#draw();
  }

  #itemOf(id: string | null): HTMLElement | null {
    return id === null ? null : this.#tree.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
  }

  #move(id: string | null | undefined): void {
    if (id === null || id === undefined) return;
    this.#itemOf(this.#focus)?.setAttribute('tabindex', '-1');
    this.#focus = id;
    const item = this.#itemOf(id);
    item?.setAttribute('tabindex', '0');
    item?.focus();
  }

  /** Keys of the tree pattern of the ARIA Authoring Practices. */
  #key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const shown = this.#shown();
    const index = shown.findIndex((row) => row.id === this.#focus);
    const row = shown[index];
    if (!row) return;
    const open = row.cluster && !this.#closed.has(row.id);
    const keys: Record<string, () => void> = {
      ArrowDown: () => this.#move(shown[index + 1]?.id),
      ArrowUp: () => this.#move(shown[index - 1]?.id),
      Home: () => this.#move(shown[0]?.id),
      End: () => this.#move(shown.at(-1)?.id),
      ArrowRight: () => (row.cluster && !open ? this.#turn(row, true) : open && this.#move(shown[index + 1]?.id)),
      ArrowLeft: () => (open ? this.#turn(row, false) : this.#move(row.parent)),
      Enter: () => (row.cluster && !row.selectable ? this.#turn(row) : this.#choose(row)),
      ' ': () => (row.cluster && !row.selectable ? this.#turn(row) : this.#choose(row))
    };
    const act = keys[event.key] ?? this.#typed(event.key, shown, index);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** A typed letter goes to the next title that begins with it. */
  #typed(key: string, shown: Row[], index: number): (() => void) | null {
    if (!/^[\p{L}\p{N}]$/u.test(key)) return null;
    const after = [...shown.slice(index + 1), ...shown.slice(0, index + 1)];
    const hit = after.find((row) => row.title.toLocaleLowerCase().startsWith(key.toLocaleLowerCase()));
    return hit ? () => this.#move(hit.id) : null;
  }
}
