import type { AlignedEdition, AlignedItem, Alignment } from '$lib/api/types';
import type { MessageKey } from '$lib/i18n/messages.svelte';

type Activity = AlignedItem['activities'][number];

/** How an activity was found, in words. */
export const hows: Record<NonNullable<Activity['how']>, MessageKey> = {
  id: 'align.how_id',
  identifier: 'align.how_identifier',
  place: 'align.how_place',
  hand: 'align.how_hand'
};

export const activityOf = (item: AlignedItem, edition: AlignedEdition): Activity | undefined =>
  item.activities.find((activity) => activity.edition === edition.edition);

const isModule = ({ kind }: AlignedItem): boolean => kind === 'cluster';

/** The activities of an edition that an item can be: a module is never a lesson. */
export const choices = (alignment: Alignment, item: AlignedItem, edition: AlignedEdition): Activity[] =>
  alignment.items
    .filter((other) => isModule(other) === isModule(item))
    .map((other) => activityOf(other, edition))
    .filter((activity) => activity !== undefined);

export interface Step {
  edition: string;
  activity: string;
  item: string | null;
}

/**
 * What is to be sent for the choices, which are by "item edition": what stands alone from now on first, so that an
 * activity which is given to another item is not loosened again afterwards.
 */
export function steps(alignment: Alignment, chosen: ReadonlyMap<string, string>): Step[] {
  const loosened: Step[] = [];
  const matched: Step[] = [];
  for (const item of alignment.items) {
    for (const edition of alignment.editions) {
      const choice = chosen.get(`${item.item} ${edition.edition}`);
      if (choice === undefined) continue;
      const now = activityOf(item, edition);
      if (choice !== '') matched.push({ edition: edition.edition, activity: choice, item: item.item });
      else if (now) loosened.push({ edition: edition.edition, activity: now.activity, item: null });
    }
  }
  const given = new Set(matched.map(({ edition, activity }) => `${edition} ${activity}`));
  return [...loosened.filter(({ edition, activity }) => !given.has(`${edition} ${activity}`)), ...matched];
}
