import { say } from '../language';
import { framed } from '../surroundings';
import { make } from './element';

export type PanelKind = 'taken_over' | 'signed_out';

/**
 * A panel over the player for what stops it; the content behind it is untouched. It cannot be waved away, only
 * answered: by opening the course here again, or by going back.
 */
export class Panel {
  readonly element = make('dialog', { class: 'panel', attributes: { 'aria-labelledby': 'panel-title' } });
  #kind: PanelKind | null = null;

  constructor(private readonly reopen: (kind: PanelKind) => void) {
    this.element.addEventListener('cancel', (event) => event.preventDefault());
  }

  get kind(): PanelKind | null {
    return this.#kind;
  }

  show(kind: PanelKind | null, exitUrl: string): void {
    this.#kind = kind;
    if (kind === null) return this.element.close();
    const here = make('button', {
      class: 'button primary',
      text: say('player.panel.reopen'),
      attributes: { type: 'button' },
      on: { click: () => this.reopen(kind) }
    });
    const back = make('a', {
      class: framed ? 'button' : 'button primary',
      text: say('player.back_to_course'),
      attributes: { href: exitUrl, target: '_top' }
    });
    this.element.replaceChildren(
      make('h2', { text: say(`player.panel.${kind}.title`), attributes: { id: 'panel-title' } }),
      make('p', { text: say(`player.panel.${kind}.hint`) }),
      make('p', { class: 'choices' }, framed && here, back)
    );
    if (!this.element.open) this.element.showModal();
  }
}
