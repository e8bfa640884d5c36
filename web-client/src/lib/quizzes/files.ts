import { callWithFile } from '$lib/api/files';
import type { PaperResults, QuizBankRead } from '$lib/api/types';

const quizPath = (slug: string, quiz: string) => `courses/${encodeURIComponent(slug)}/quizzes/${encodeURIComponent(quiz)}`;

export interface PaperChoice {
  /** Empty where the test has one form. */
  form: string;
  language: string;
  key: boolean;
}

/** The page of a test to print. */
export async function paperPage(slug: string, quiz: string, { form, language, key }: PaperChoice): Promise<string> {
  const query = new URLSearchParams({ ...(form && { form }), lang: language, ...(key && { key: 'true' }) });
  return (await callWithFile(`${quizPath(slug, quiz)}/paper?${query}`)).text();
}

/** Takes results from paper in, or with `preview` only looks at them. */
export async function paperResults(slug: string, quiz: string, table: Blob, preview: boolean): Promise<PaperResults> {
  const headers = { 'Content-Type': 'text/csv' };
  const path = `${quizPath(slug, quiz)}/paper-results${preview ? '?preview=true' : ''}`;
  return (await (await callWithFile(path, { method: 'POST', headers, body: table })).json()) as PaperResults;
}

/** The bank of a quiz as a QTI package. */
export async function questionsOut(slug: string, quiz: string, lang: string, version: string): Promise<Blob> {
  return (await callWithFile(`${quizPath(slug, quiz)}/qti?${new URLSearchParams({ lang, version })}`)).blob();
}

/** Reads items of another system; nothing is kept. */
export async function questionsIn(file: File, language: string): Promise<QuizBankRead> {
  const id = file.name.toLowerCase().replace(/\.\w+$/, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'imported';
  const headers = { 'Content-Type': file.name.toLowerCase().endsWith('.xml') ? 'application/xml' : 'application/zip' };
  const path = `quiz-banks/qti?${new URLSearchParams({ language, id })}`;
  return (await (await callWithFile(path, { method: 'POST', headers, body: file })).json()) as QuizBankRead;
}
