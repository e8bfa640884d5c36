import type { ActivityNode, Sequencing } from './wire';

export type Standing = 'not_started' | 'in_progress' | 'completed' | 'passed' | 'failed';

/** One line of the outline. */
export interface Row {
  id: string;
  title: string;
  level: number;
  position: number;
  siblings: number;
  parent: string | null;
  cluster: boolean;
  standing: Standing;
  current: boolean;
  /** False: sequencing does not allow choosing it now. */
  selectable: boolean;
}

/** The nodes that are listed at one level: an invisible node gives way to its children (SCORM CAM, `isvisible`). */
function listed(nodes: ActivityNode[], sequencing: Sequencing): ActivityNode[] {
  return nodes.flatMap((node) => {
    if (sequencing.activities[node.id]?.hidden) return [];
    return node.visible ? [node] : listed(node.children, sequencing);
  });
}

export function standingOf(id: string, sequencing: Sequencing): Standing {
  const state = sequencing.activities[id];
  if (!state) return 'not_started';
  if (state.success === 'passed') return 'passed';
  if (state.success === 'failed') return 'failed';
  if (state.completion === 'completed') return 'completed';
  return state.attempted || state.completion === 'incomplete' ? 'in_progress' : 'not_started';
}

/** Every listed activity in the order of the tree. */
export function outlineRows(nodes: ActivityNode[], sequencing: Sequencing): Row[] {
  const rows: Row[] = [];
  const walk = (siblings: ActivityNode[], level: number, parent: string | null): void => {
    siblings.forEach((node, index) => {
      const children = listed(node.children, sequencing);
      rows.push({
        id: node.id,
        title: node.title,
        level,
        position: index + 1,
        siblings: siblings.length,
        parent,
        cluster: children.length > 0,
        standing: standingOf(node.id, sequencing),
        current: sequencing.current === node.id,
        selectable: sequencing.valid.choice[node.id] === true
      });
      walk(children, level + 1, node.id);
    });
  };
  walk(listed(nodes, sequencing), 1, null);
  return rows;
}

/** Activities that can be shown, in the order of the tree, whether they are listed or not. */
export function leaves(nodes: ActivityNode[]): ActivityNode[] {
  return nodes.flatMap((node) => (node.kind === 'cluster' ? leaves(node.children) : [node, ...leaves(node.children)]));
}

/** Where the learner stands: "3 / 9" and the title that most likely comes next. */
export function place(nodes: ActivityNode[], sequencing: Sequencing): { at: number; of: number; next: string | null } {
  const open = leaves(nodes).filter((leaf) => !sequencing.activities[leaf.id]?.hidden);
  const index = open.findIndex((leaf) => leaf.id === sequencing.current);
  return { at: index + 1, of: open.length, next: index < 0 ? null : (open[index + 1]?.title ?? null) };
}
