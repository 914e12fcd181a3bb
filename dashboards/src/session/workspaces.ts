import type { Permission } from './session.ts';

/** The workspaces, and what a person must be allowed to do to see each. The server checks every request all the same. */
export const WORKSPACES = [
  { id: 'review', path: '/review', needs: 'case:claim' },
  { id: 'liaison', path: '/liaison', needs: 'order:list' },
  { id: 'archive', path: '/archive', needs: 'post:search' },
  { id: 'oversight', path: '/oversight', needs: 'oversight:read' },
] as const satisfies readonly { id: string; path: string; needs: Permission }[];
export type Workspace = (typeof WORKSPACES)[number];

export const workspacesFor = (permissions: readonly Permission[]): Workspace[] =>
  WORKSPACES.filter(({ needs }) => permissions.includes(needs));
