import type { Permission } from './session.ts';

/**
 * The workspaces, what a person must be allowed to do to see each, and what makes it the place where their day starts. The
 * server checks every request all the same.
 */
export const WORKSPACES = [
  { id: 'review', path: '/review', needs: 'case:claim', home: 'case:decide' },
  { id: 'liaison', path: '/liaison', needs: 'order:list', home: 'order:draft' },
  { id: 'desk', path: '/desk', needs: 'complaint:read', home: 'complaint:read' },
  { id: 'archive', path: '/archive', needs: 'post:search', home: 'post:search' },
  { id: 'oversight', path: '/oversight', needs: 'oversight:read', home: 'oversight:read' },
  { id: 'administration', path: '/administration', needs: 'account:read', home: 'account:manage' },
] as const satisfies readonly { id: string; path: string; needs: Permission; home: Permission }[];
export type Workspace = (typeof WORKSPACES)[number];

export const workspacesFor = (permissions: readonly Permission[]): Workspace[] =>
  WORKSPACES.filter(({ needs }) => permissions.includes(needs));

export const homeOf = (permissions: readonly Permission[]): Workspace | undefined =>
  WORKSPACES.find(({ needs, home }) => permissions.includes(needs) && permissions.includes(home)) ??
  workspacesFor(permissions)[0];
