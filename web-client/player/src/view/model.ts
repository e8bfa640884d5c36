import type { Locale } from '../language';
import type { SaveState } from '../outbox';
import type { Delivery, Launch, NavigationRequest, Sequencing } from '../wire';

/** Everything that is on the screen around the content. */
export interface Model {
  launch: Launch;
  sequencing: Sequencing;
  delivery: Delivery | null;
  ended: boolean;
  /** A request of the learner is on its way: no other can be made. */
  moving: boolean;
  /** The content has said that it is through. */
  visitClosed: boolean;
  /** A quiz asks its questions: the next step is in the quiz, not in the bar. */
  answering: boolean;
  save: SaveState;
  /** The learner wants lessons in a window of their own. */
  ownWindow: boolean;
}

/** What the learner can ask for. */
export interface Actions {
  go(request: NavigationRequest, target: string | null): void;
  retry(): void;
  language(locale: Locale): void;
  ownWindow(wanted: boolean): void;
}
