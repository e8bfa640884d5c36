import { say } from '../language';
import { make } from '../view/element';
import type { QuizView } from './wire';

/** Asks once more before a quiz is handed in, and names what has no answer. */
export function confirmHandIn(unanswered: number[], kind: QuizView['kind']): Promise<boolean> {
  return new Promise((resolve) => {
    const decide = (yes: boolean) => () => {
      dialog.close();
      dialog.remove();
      resolve(yes);
    };
    const choice = (text: string, look: string, yes: boolean): HTMLButtonElement =>
      make('button', { class: look, text, attributes: { type: 'button' }, on: { click: decide(yes) } });
    const open = unanswered.length > 0;
    const dialog = make(
      'dialog',
      { class: 'panel', attributes: { 'aria-labelledby': 'hand-in-title' } },
      make('h2', { text: say('player.quiz.hand_in_title'), attributes: { id: 'hand-in-title' } }),
      make('p', {
        text: open
          ? say('player.quiz.unanswered', { count: unanswered.length, list: unanswered.join(', ') })
          : say(kind === 'survey' ? 'player.quiz.survey_complete' : 'player.quiz.all_answered')
      }),
      make(
        'p',
        { class: 'choices' },
        choice(say('player.quiz.hand_in'), open ? 'button' : 'button primary', true),
        choice(say('player.quiz.keep_working'), open ? 'button primary' : 'button', false)
      )
    );
    dialog.addEventListener('cancel', (event) => (event.preventDefault(), decide(false)()));
    document.body.append(dialog);
    dialog.showModal();
  });
}
