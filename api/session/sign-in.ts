import { dueOf } from '#core/account.ts';
import type { Account } from '#core/roles.ts';
import { may, PERMISSIONS, workAreaOf } from '#core/roles.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Session } from '../schemas/session.ts';
import { publicAccount } from './public-account.ts';
import type { SecondFactorDependencies } from './second-factor.ts';
import type { OpenSession } from './sessions.ts';

/** What the pages know of whoever is signed in. While something is due, nothing else is promised. */
export const sessionView = (account: Account, session: OpenSession, { config }: ApiDependencies): Session => {
  const due = dueOf(account, config.secondFactorRoles ?? []);
  return {
    account: publicAccount(account),
    permissions: PERMISSIONS.filter(
      (permission) => may(account.roles, permission) && (due === null || permission === 'session:own'),
    ),
    work: workAreaOf(account),
    csrfToken: session.csrfToken,
    expiresAt: session.expiresAt,
    undoSeconds: config.undoSeconds,
    due,
    demo: config.demo,
  };
};

export const sessionCookie = ({ config }: ApiDependencies) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'strict' as const,
  secure: config.publicUrl.startsWith('https://'),
});

export const secondFactorDependencies = ({ store, config }: ApiDependencies): SecondFactorDependencies => ({
  redis: store.redis,
  namespace: store.namespace,
  secret: config.sessionSecret,
  now: () => store.clock.now(),
});
