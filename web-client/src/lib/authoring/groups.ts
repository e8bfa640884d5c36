import type { ActivityNode, GridItem } from '$lib/api/types';
import { isMessageKey, t } from '$lib/i18n/messages.svelte';

/** Rows that stand together, under a heading. */
export interface Group {
  id: string;
  title: string;
  /** Whether the heading is in the course's own words, and so in its master language. */
  ofCourse: boolean;
  items: GridItem[];
}

/** What a unit is, in the reader's words. */
export function kindName(kind: string): string {
  // What a package holds has the names that its outline has.
  for (const key of [`text_kind.${kind}`, `kind.${kind}`]) if (isMessageKey(key)) return t(key);
  return kind;
}

const partOf = (key: string): string => key.split('.')[1] ?? '';

/** The module that each lesson and quiz belongs to, by the outline. */
function modulesOf(outline: readonly ActivityNode[]): Map<string, string> {
  const modules = new Map<string, string>();
  const hold = (node: ActivityNode, module: string): void => {
    modules.set(node.id, module);
    for (const child of node.children) hold(child, module);
  };
  for (const node of outline) if (node.kind === 'cluster') hold(node, node.id);
  return modules;
}

type Place = Omit<Group, 'items'>;

function placeOf(item: GridItem, modules: Map<string, string>, names: Map<string, string>): Place {
  const own = (id: string, title: string): Place => ({ id, title, ofCourse: false });
  const part = partOf(item.key);
  switch (item.kind) {
    case 'course':
      return own('course', t('text_group.course'));
    case 'module':
    case 'lesson':
    case 'quiz': {
      const module = item.kind === 'module' ? part : modules.get(part);
      if (module === undefined) return own('outside', t('text_group.outside'));
      return { id: `module ${module}`, title: names.get(module) ?? module, ofCourse: true };
    }
    case 'topic':
    case 'question':
      return own(`bank ${part}`, t('text_group.bank', { bank: part }));
    default: {
      const key = `text_group.${item.kind}`;
      return own(item.kind, isMessageKey(key) ? t(key) : kindName(item.kind));
    }
  }
}

/**
 * Items under headings: the course's own texts, each module with what it holds, question banks, the rest by kind. The
 * order is the course's; what comes back to an earlier heading joins it there.
 */
export function grouped(items: readonly GridItem[], outline: readonly ActivityNode[]): Group[] {
  const modules = modulesOf(outline);
  const names = new Map(outline.map(({ id, title }) => [id, title]));
  for (const item of items) if (item.kind === 'module') names.set(partOf(item.key), item.name);
  const groups = new Map<string, Group>();
  for (const item of items) {
    const place = placeOf(item, modules, names);
    const group = groups.get(place.id);
    if (group) group.items.push(item);
    else groups.set(place.id, { ...place, items: [item] });
  }
  return [...groups.values()];
}
