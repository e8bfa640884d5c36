import './quiz-page.css';
import { localeFor, useLanguage } from '../language';
import { type RunTime, connect } from '../lesson/api';
import { Quiz } from '../quiz/quiz';
import { Desk, type ExportedQuiz } from './desk';

/** A quiz of an exported package: the player's own quiz, with a desk in the page instead of the server. */
async function open(): Promise<void> {
  const quiz = JSON.parse(document.getElementById('quiz')?.textContent ?? '{}') as ExportedQuiz;
  await useLanguage(localeFor(quiz.language));
  document.documentElement.lang = quiz.language;
  const runTime = connect();
  const began = Date.now();
  const counts = runTime !== null && !['browse', 'review'].includes(runTime.get('mode'));
  let memory = '';
  const desk = new Desk(quiz, {
    recall: () => runTime?.get('place') ?? memory,
    keep: (state) => {
      memory = state;
      if (!counts) return;
      runTime?.set('place', state);
      runTime?.commit();
    },
    result: (best) => counts && runTime && tell(runTime, quiz, best)
  });
  if (counts && runTime?.get('completion') !== 'completed' && runTime?.get('success') !== 'passed') {
    runTime?.set('completion', 'incomplete');
  }
  await new Quiz({
    place: document.body,
    connection: desk,
    activity: quiz.quiz,
    kept: counts,
    onState: () => undefined,
    onAnswering: () => undefined,
    onSubmitted: () => undefined,
    onTakenOver: () => undefined
  }).open();
  let finished = false;
  const finish = (): void => {
    if (finished || !runTime) return;
    finished = true;
    if (counts) {
      runTime.set('time', String((Date.now() - began) / 1000));
      runTime.set('exit', 'suspend');
    }
    runTime.finish();
  };
  addEventListener('pagehide', finish);
  addEventListener('beforeunload', finish);
}

function tell(runTime: RunTime, quiz: ExportedQuiz, best: { scaled: number | null; passed: boolean | null; done: boolean }): void {
  if (best.scaled !== null) runTime.score(best.scaled);
  if (best.done) runTime.set('completion', 'completed');
  if (best.passed !== null && quiz.kind !== 'entry') runTime.set('success', best.passed ? 'passed' : 'failed');
  runTime.commit();
}

void open();
