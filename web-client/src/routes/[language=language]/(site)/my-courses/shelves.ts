import type { MyCourse, Progress } from '$lib/api/types';

export type Shelf = 'active' | 'fresh' | 'completed';

export function shelfOf(progress: Progress | null | undefined): Shelf {
  if (!progress) return 'fresh';
  if (progress.completion === 'completed' || progress.success === 'passed') return 'completed';
  return 'active';
}

const latest = (item: MyCourse): string => item.progress?.updated_at ?? item.enrolled_at;

/** Courses by what the learner does next with them, the last touched first. */
export function shelves(items: readonly MyCourse[]): Record<Shelf, MyCourse[]> {
  const ordered = [...items].sort((one, other) => latest(other).localeCompare(latest(one)));
  const on = (shelf: Shelf) => ordered.filter((item) => shelfOf(item.progress) === shelf);
  return { active: on('active'), fresh: on('fresh'), completed: on('completed') };
}
