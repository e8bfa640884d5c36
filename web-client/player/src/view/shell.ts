import { say } from '../language';
import type { SaveState } from '../outbox';
import { attribute, make, write } from './element';
import { Bar } from './bar';
import { Header } from './header';
import { icon } from './icons';
import type { Actions, Model } from './model';
import { Outline } from './outline';
import { type Page, reviewWords } from './pages';

const NARROW = '(max-width: 1023.98px)';

/** The player's page: header, outline, the content's place, and the bar below. */
export class Shell {
  /** Where the content's frame is put. */
  readonly place = make('div', { class: 'stage' });
  readonly #header: Header;
  readonly #outline: Outline;
  readonly #bar: Bar;
  readonly #skip = make('a', { class: 'skip', attributes: { href: '#content' } });
  readonly #review = make('aside', { class: 'banner', attributes: { hidden: true } });
  readonly #words = make('p');
  readonly #dismiss: HTMLButtonElement;
  readonly #notice: HTMLElement;
  readonly #main = make('main', { attributes: { id: 'content', tabindex: '-1' } });
  readonly #veil = make('div', { class: 'veil', attributes: { hidden: true } });
  readonly #narrow = matchMedia(NARROW);
  #model: Model | null = null;
  #page: Page | null = null;
  #section: HTMLElement | null = null;
  /** On wide screens the outline is there until closed, on narrow ones it opens over the content. */
  #open = !this.#narrow.matches;

  constructor(actions: Actions, focusContent: () => void) {
    this.#header = new Header(actions, () => this.#turnOutline(!this.#open));
    this.#outline = new Outline({ ...actions, go: (request, target) => (this.#chosen(), actions.go(request, target)) });
    this.#bar = new Bar(actions);
    this.#dismiss = make('button', {
      class: 'button quiet icon-only',
      attributes: { type: 'button' },
      on: { click: () => this.notice(null) }
    });
    this.#dismiss.append(icon('close'));
    this.#notice = make('div', { class: 'notice', attributes: { hidden: true } }, this.#words, this.#dismiss);
    this.#skip.addEventListener('click', (event) => (event.preventDefault(), this.#focusMain(focusContent)));
    this.#veil.addEventListener('click', () => this.#turnOutline(false));
    this.#narrow.addEventListener('change', () => this.#turnOutline(!this.#narrow.matches));
    document.addEventListener('keydown', (event) => this.#escape(event));
    this.#main.append(this.place);
    const live = make('div', { class: 'notices', attributes: { role: 'status' } }, this.#notice);
    const middle = make('div', { class: 'middle' }, this.#outline.element, this.#veil, this.#main);
    document.body.append(this.#skip, this.#header.element, this.#review, live, middle, this.#bar.element);
    this.#bar.element.hidden = true;
    this.#layOut();
  }

  render(model: Model | null): void {
    this.#model = model;
    const useful = model !== null && Outline.isUseful(model);
    write(this.#skip, say('player.skip'));
    attribute(this.#dismiss, 'aria-label', say('player.dismiss'));
    this.#header.render(model, useful);
    if (model) {
      document.title = model.delivery ? `${model.delivery.title} · ${model.launch.course.title}` : model.launch.course.title;
      this.#outline.render(model);
      this.#bar.render(model);
      const review = reviewWords(model);
      attribute(this.#review, 'hidden', review === null || model.ended);
      write(this.#review, review ?? '');
    } else document.title = say('player.title');
    this.#layOut();
  }

  /** All words again, after the language has changed. */
  translate(): void {
    this.render(this.#model);
    if (this.#page) this.page(this.#page, false);
  }

  save(state: SaveState): void {
    this.#header.renderSave(state);
  }

  /** Shows a page of the player's own over the content's place, or takes it away. */
  page(made: Page | null, focus = true): void {
    this.#page = made;
    // By itself: a quiz in the content's place is a page, too.
    this.#section?.remove();
    this.#section = null;
    if (!made) return;
    const section = made();
    this.#section = section;
    section.inert = this.place.inert;
    this.#main.append(section);
    if (focus) section.querySelector<HTMLElement>('h2')?.focus();
  }

  notice(text: string | null): void {
    attribute(this.#notice, 'hidden', text === null);
    write(this.#words, text ?? '');
  }

  /** For a course that does not begin by itself: the learner has to pick something. */
  openOutline(): void {
    this.#turnOutline(true);
  }

  #chosen(): void {
    if (this.#narrow.matches) this.#turnOutline(false);
  }

  #turnOutline(open: boolean): void {
    this.#open = open;
    this.#layOut();
    if (open && this.#narrow.matches) this.#outline.element.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  #layOut(): void {
    const useful = this.#model !== null && Outline.isUseful(this.#model);
    const shown = this.#open && useful;
    const over = shown && this.#narrow.matches;
    attribute(this.#outline.element, 'hidden', !shown);
    attribute(this.#header.toggle, 'aria-expanded', String(shown));
    attribute(this.#veil, 'hidden', !over);
    for (const child of this.#main.children) (child as HTMLElement).inert = over;
    this.#bar.element.inert = over;
  }

  #escape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.#open || !this.#narrow.matches) return;
    this.#turnOutline(false);
    this.#header.toggle.focus();
  }

  #focusMain(focusContent: () => void): void {
    if (this.#page) this.#main.querySelector<HTMLElement>('h2')?.focus();
    else focusContent();
  }
}
