import { say } from '../language';
import { place } from '../outline-model';
import type { HiddenControl, NavigationRequest } from '../wire';
import { attribute, make, write } from './element';
import { type IconName, icon } from './icons';
import type { Actions, Model } from './model';

interface Control {
  button: HTMLButtonElement;
  words: HTMLElement;
}

/** Previous, position, Continue, Suspend and Exit. */
export class Bar {
  readonly element: HTMLElement;
  readonly #previous: Control;
  readonly #continue: Control;
  readonly #suspend: Control;
  readonly #exit: Control;
  readonly #position = make('span', { attributes: { 'aria-hidden': 'true' } });
  readonly #positionSpoken = make('span', { class: 'spoken' });
  readonly #where = make('p', { class: 'position' }, this.#position, this.#positionSpoken);
  readonly #next = make('span', { class: 'next-title' });

  constructor(private readonly actions: Actions) {
    this.#previous = this.#control('previous', 'previous', 'button previous', false);
    this.#continue = this.#control('continue', 'next', 'button primary continue', true);
    this.#suspend = this.#control('suspend_all', 'suspend', 'button quiet suspend', false);
    this.#exit = this.#control('exit_all', 'exit', 'button quiet exit', false);
    this.#continue.words.after(this.#next);
    this.element = make(
      'nav',
      { class: 'bar' },
      make('div', { class: 'leaving' }, this.#suspend.button, this.#exit.button),
      make('div', { class: 'moving' }, this.#previous.button, this.#where, this.#continue.button)
    );
  }

  #control(request: NavigationRequest, drawing: IconName, look: string, iconLast: boolean): Control {
    const words = make('span', { class: 'words' });
    const button = make('button', {
      class: look,
      attributes: { type: 'button' },
      on: { click: () => this.actions.go(request, null) }
    });
    button.append(...(iconLast ? [words, icon(drawing)] : [icon(drawing), words]));
    return { button, words };
  }

  render(model: Model): void {
    const { sequencing, launch, moving, ended } = model;
    const { valid } = sequencing;
    const hidden = (control: HiddenControl): boolean => sequencing.hide_ui.includes(control);
    const where = place(launch.activities, sequencing);
    const single = where.of < 2;
    attribute(this.element, 'aria-label', say('player.bar.label'));
    const show = (control: Control, words: string, present: boolean, enabled: boolean): void => {
      write(control.words, words);
      attribute(control.button, 'hidden', !present);
      control.button.disabled = moving || !enabled;
    };
    const pointless = single && !valid.previous && !valid.continue;
    show(this.#previous, say('player.bar.previous'), !pointless && !hidden('previous'), valid.previous);
    show(this.#continue, continueWords(model, where.next), !pointless && !hidden('continue'), valid.continue);
    show(this.#suspend, say('player.bar.suspend'), !hidden('suspendAll'), valid.suspend);
    show(this.#exit, say('player.bar.exit'), !hidden('exitAll'), true);
    attribute(this.#suspend.button, 'title', say('player.bar.suspend_hint'));
    attribute(this.#exit.button, 'title', say('player.bar.exit_hint'));
    const nextKnown = valid.continue && where.next !== null;
    write(this.#next, nextKnown ? (where.next ?? '') : '');
    attribute(this.#next, 'lang', launch.course.reading);
    attribute(this.#where, 'hidden', where.at === 0 || single);
    write(this.#position, `${where.at} / ${where.of}`);
    write(this.#positionSpoken, say('player.bar.position_spoken', { at: where.at, of: where.of }));
    this.#continue.button.classList.toggle('primary', !model.answering);
    const empty = [this.#previous, this.#continue, this.#suspend, this.#exit].every(({ button }) => button.hidden);
    attribute(this.element, 'hidden', ended || (empty && this.#where.hidden));
    this.#exit.button.classList.toggle('primary', model.visitClosed && single);
    this.#exit.button.classList.toggle('quiet', !(model.visitClosed && single));
  }
}

function continueWords(model: Model, next: string | null): string {
  if (!model.sequencing.valid.continue) return say('player.bar.continue');
  if (model.sequencing.current === null) return say('player.bar.continue');
  return say(next === null ? 'player.bar.continue_end' : 'player.bar.continue_to');
}
