export const roles = ['learner', 'author', 'translator', 'trainer', 'coordinator', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** The roles an administrator gives: everybody learns, and an institution appoints its own coordinators. */
export const grantedRoles: Role[] = ['author', 'translator', 'trainer', 'administrator'];

/** The roles that this client has words for. */
export const knownRoles = (given: readonly string[]): Role[] => roles.filter((role) => given.includes(role));
