import { answer, api } from '$lib/api/client';
import { Problem } from '$lib/api/problem';
import type { CourseGain, Quiz, QuizAnalysis, QuizResults } from '$lib/api/types';
import { language } from '$lib/i18n/messages.svelte';

const isNotFound = (error: unknown): boolean => error instanceof Problem && error.status === 404;

/** The quizzes of a course; none for a course that was made elsewhere. */
export const quizzesQuery = (slug: string) => ({
  queryKey: ['quizzes', slug, language()],
  queryFn: async (): Promise<Quiz[]> => {
    try {
      return (await answer(api.GET('/api/v1/courses/{slug}/quizzes', { params: { path: { slug } } }))).items;
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  }
});

/** What a course changed; `null` where it has no entry and exit test. */
export const gainQuery = (slug: string) => ({
  queryKey: ['gain', slug, language()],
  queryFn: async (): Promise<CourseGain | null> => {
    try {
      return await answer(api.GET('/api/v1/courses/{slug}/gain', { params: { path: { slug } } }));
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }
});

export const resultsQuery = (slug: string, quiz: string) => ({
  queryKey: ['quiz-results', slug, quiz, language()],
  queryFn: (): Promise<QuizResults> =>
    answer(api.GET('/api/v1/courses/{slug}/quizzes/{quiz}/results', { params: { path: { slug, quiz } } }))
});

export const analysisQuery = (slug: string, quiz: string) => ({
  queryKey: ['quiz-analysis', slug, quiz, language()],
  queryFn: (): Promise<QuizAnalysis> =>
    answer(api.GET('/api/v1/courses/{slug}/quizzes/{quiz}/analysis', { params: { path: { slug, quiz } } }))
});
