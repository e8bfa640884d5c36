import { Problem } from '$lib/api/problem';
import type { GainOf, QuestionAnalysis, Quiz } from '$lib/api/types';
import { formatNumber, percentage } from '$lib/i18n/format';
import { languageName } from '$lib/i18n/languages';
import { isMessageKey, t, type MessageKey } from '$lib/i18n/messages.svelte';

/** A share 0…1 as a percentage; a dash where there is none. */
export const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? '–' : t('quiz.percent', { n: percentage(share) });

/** A difference of shares in percentage points, with its sign. */
export function points(difference: number | null | undefined): string {
  if (difference === null || difference === undefined) return '–';
  const whole = Math.round(difference * 100);
  if (whole === 0) return '0';
  return `${whole > 0 ? '+' : '−'}${formatNumber(Math.abs(whole))}`;
}

/** Means of so few people say little. */
export const fewPairs = 10;
export const sayLittle = ({ pairs }: GainOf): boolean => pairs > 0 && pairs < fewPairs;

/** What kind of quiz it is, in words. */
export function kindOf(kind: string): string {
  const key = `quiz.kind_${kind}`;
  return isMessageKey(key) ? t(key) : kind;
}

/** How well a question tells those who do well from those who do not (corrected item-total correlation). */
export function discriminationWord(value: number): MessageKey {
  if (value < 0) return 'analysis.wrong_way';
  if (value < 0.15) return 'analysis.hardly';
  return value < 0.3 ? 'analysis.somewhat' : 'analysis.well';
}

/** Nearly everybody knows it from here on. */
const easy = 0.95;
/** Fewer know it than this. */
const hard = 0.25;

/** What somebody should look at, in sentences. */
export function flagsOf(question: QuestionAnalysis): string[] {
  const { difficulty, discrimination } = question;
  const flags: string[] = [];
  if (typeof discrimination === 'number' && discrimination < 0) flags.push(t('analysis.flag_key'));
  if (typeof difficulty === 'number' && difficulty >= easy) flags.push(t('analysis.flag_easy'));
  if (typeof difficulty === 'number' && difficulty < hard) flags.push(t('analysis.flag_hard'));
  const marked = typeof difficulty === 'number';
  const unused = marked ? question.choices.filter(({ correct, count }) => !correct && count === 0).length : 0;
  if (unused > 0) flags.push(t('analysis.flag_unused', { n: unused }));
  const languages = question.languages.filter(({ flagged }) => flagged).map(({ language }) => languageName(language));
  if (languages.length > 0) flags.push(t('analysis.flag_language', { languages: languages.join(', ') }));
  return flags;
}

/** Why a question has no figures; nothing where it has. */
export function refusalOf({ refused, answers, needed }: QuestionAnalysis): string | undefined {
  if (refused === 'too_few_answers') return t('analysis.too_few', { n: answers, needed });
  return refused ? t('analysis.not_marked') : undefined;
}

/** Why a question with figures does not say how it tells people apart. */
export const untold = ({ difficulty }: Pick<QuestionAnalysis, 'difficulty'>): MessageKey =>
  difficulty === 0 || difficulty === 1 ? 'analysis.alike' : 'analysis.alone';

/** The words of a choice. */
export function choiceText({ id, text }: QuestionAnalysis['choices'][number]): string {
  if (text) return text;
  return id === 'true' || id === 'false' ? t(`analysis.${id}`) : id;
}

/** An empty table for results from paper, as spreadsheets of the region open it. */
export const emptyTable = ({ forms, columns }: Pick<Quiz, 'forms' | 'columns'>): string =>
  `${['learner', ...(forms.length > 0 ? ['form'] : []), 'date', ...columns].join(';')}\r\n`;

/** One thing that is wrong with a table of results. */
export interface LineFinding {
  line: number;
  column: string;
  message: string;
}

/** What the server says of each line, in the order of the lines; nothing where it is about something else. */
export function lineFindings(error: unknown): LineFinding[] | undefined {
  if (!(error instanceof Problem) || error.code !== 'paper_results_refused') return undefined;
  const found = error.errors.map(({ pointer, message }) => {
    const [line = '', ...column] = pointer.replace(/^#?\//, '').split('/');
    return { line: Number(line) || 0, column: column.join('/'), message };
  });
  return found.sort((one, other) => one.line - other.line);
}
