import { LANGUAGES, type Locale, currentLocale, say, time } from '../language';
import type { SaveState } from '../outbox';
import { slim } from '../surroundings';
import { attribute, make, write } from './element';
import { icon } from './icons';
import type { Actions, Model } from './model';

/** A save that is quicker than this is not worth a word. */
const QUICK = 1_000;

function saveWords(state: SaveState): string {
  if (state.kind === 'idle') return '';
  if (state.kind === 'saved') return say('player.save.saved', { time: time(state.at) });
  return say(`player.save.${state.kind}`);
}

/** Course title, save state, language and full screen. */
export class Header {
  readonly element: HTMLElement;
  readonly toggle: HTMLButtonElement;
  readonly #title = make('h1', { class: 'course-title' });
  readonly #save = make('p', { class: 'save-state', attributes: { role: 'status' } });
  readonly #retry: HTMLButtonElement;
  readonly #language: HTMLSelectElement;
  readonly #full: HTMLButtonElement;
  readonly #window: HTMLButtonElement;
  #slow: ReturnType<typeof setTimeout> | undefined;
  #shown: SaveState = { kind: 'idle' };

  constructor(actions: Actions, toggleOutline: () => void) {
    this.toggle = make('button', {
      class: 'button quiet icon-only outline-toggle',
      attributes: { type: 'button', 'aria-controls': 'outline' },
      on: { click: toggleOutline }
    });
    this.toggle.append(icon('outline'));
    this.#retry = make('button', { class: 'button small', attributes: { type: 'button' }, on: { click: actions.retry } });
    this.#language = make('select', {
      class: 'language',
      on: { change: () => actions.language(this.#language.value as Locale) }
    });
    for (const [locale, name] of LANGUAGES) {
      this.#language.append(make('option', { text: name, attributes: { value: locale, lang: locale } }));
    }
    this.#full = make('button', {
      class: 'button quiet icon-only',
      attributes: { type: 'button' },
      on: { click: () => void switchFullScreen() }
    });
    document.addEventListener('fullscreenchange', () => this.#renderFull());
    this.#window = make('button', {
      class: 'button quiet icon-only own-window',
      attributes: { type: 'button' },
      on: { click: () => actions.ownWindow(this.#window.getAttribute('aria-pressed') !== 'true') }
    });
    this.#window.append(icon('window'));
    this.element = make(
      'header',
      { class: slim ? 'top slim' : 'top' },
      this.toggle,
      make('div', { class: 'heading' }, this.#title, make('div', { class: 'save' }, this.#save, this.#retry)),
      !slim && languageBox(this.#language),
      this.#window,
      document.fullscreenEnabled && this.#full
    );
  }

  render(model: Model | null, hasOutline: boolean): void {
    write(this.#title, model?.launch.course.title ?? say('player.title'));
    attribute(this.#title, 'lang', model?.launch.course.reading);
    attribute(this.#title, 'title', model?.launch.course.title);
    attribute(this.toggle, 'hidden', !hasOutline);
    attribute(this.toggle, 'aria-label', say('player.outline.toggle'));
    attribute(this.toggle, 'title', say('player.outline.toggle'));
    write(this.#retry, say('player.save.retry'));
    attribute(this.#language, 'aria-label', say('player.language'));
    this.#language.value = currentLocale();
    attribute(this.#window, 'hidden', model === null || model.ended);
    attribute(this.#window, 'aria-pressed', String(model?.ownWindow ?? false));
    attribute(this.#window, 'aria-label', say('player.window.use'));
    attribute(this.#window, 'title', say('player.window.use'));
    this.#renderFull();
    this.renderSave(model?.save ?? { kind: 'idle' });
  }

  /** "Saving" is said only when it takes a while: a live region must not chatter. */
  renderSave(state: SaveState): void {
    clearTimeout(this.#slow);
    if (state.kind === 'saving' && this.#shown.kind !== 'saving') {
      this.#slow = setTimeout(() => this.#showSave(state), QUICK);
      this.#showSave(this.#shown);
    } else this.#showSave(state);
  }

  #showSave(state: SaveState): void {
    this.#shown = state;
    write(this.#save, saveWords(state));
    this.#save.dataset['kind'] = state.kind;
    attribute(this.#retry, 'hidden', state.kind !== 'unsaved');
  }

  #renderFull(): void {
    const full = document.fullscreenElement !== null;
    this.#full.replaceChildren(icon(full ? 'small' : 'full'));
    const name = say(full ? 'player.fullscreen.leave' : 'player.fullscreen.enter');
    attribute(this.#full, 'aria-label', name);
    attribute(this.#full, 'title', name);
  }
}

function languageBox(select: HTMLSelectElement): HTMLElement {
  const globe = icon('globe');
  globe.classList.add('language-globe');
  return make('div', { class: 'language-box' }, globe, select);
}

/** The browser itself leaves full screen on Esc. */
async function switchFullScreen(): Promise<void> {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch {
    // The framing page did not allow it; everything else works as before.
  }
}
