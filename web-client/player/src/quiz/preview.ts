import type { Connection } from '../connection';
import { Desk, type ExportedQuiz } from '../export/desk';
import type { Sequencing } from '../wire';

/** What was answered while this page stands, by quiz: a preview keeps it no longer. */
const memory = new Map<string, string>();

/** The desk of a quiz that is only looked at; its result is shown in the outline. */
export async function previewDesk(
  connection: Pick<Connection, 'ask'>,
  activity: string,
  onSequencing: (sequencing: Sequencing) => void
): Promise<Pick<Connection, 'ask'>> {
  const path = `/play/preview/quiz/${encodeURIComponent(activity)}`;
  const quiz = await connection.ask<ExportedQuiz>('GET', path);
  return new Desk(quiz, {
    recall: () => memory.get(activity) ?? '',
    keep: (state) => memory.set(activity, state),
    result: ({ scaled, passed, done }) => {
      const body = { scaled, passed: quiz.kind === 'entry' ? null : passed, completed: done };
      void connection
        .ask<{ sequencing: Sequencing }>('POST', `${path}/result`, body)
        .then(({ sequencing }) => onSequencing(sequencing))
        .catch((error: unknown) => console.error(error));
    }
  });
}
