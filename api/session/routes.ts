import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Account, may, PERMISSIONS } from '#core/roles.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { signedInOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { Done } from '../schemas/envelope.ts';
import { Session, SignIn } from '../schemas/session.ts';
import { countAttempt } from './attempts.ts';
import { checkPassword } from './password.ts';
import { publicAccount } from './public-account.ts';
import { type OpenSession, SESSION_COOKIE, type Sessions } from './sessions.ts';

const viewOf = (account: Account, session: OpenSession, { config }: ApiDependencies): Session => ({
  account: publicAccount(account),
  permissions: PERMISSIONS.filter((permission) => may(account.roles, permission)),
  csrfToken: session.csrfToken,
  expiresAt: session.expiresAt,
  undoSeconds: config.undoSeconds,
  demo: config.demo,
});

export const sessionRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies; sessions: Sessions }> = async (
  app,
  { deps, sessions },
) => {
  const { store, config } = deps;
  const cookie = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict' as const,
    secure: config.publicUrl.startsWith('https://'),
  };
  app.post(
    '/session',
    {
      config: { public: true, rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        tags: ['session'],
        summary: 'Sign in',
        body: SignIn,
        response: answers(Session),
      },
    },
    async (request, reply) => {
      const { login, password } = request.body;
      // Asked first: a directory that does not answer is no failed attempt, and must not lock anybody out.
      const accounts = await store.accounts.list();
      const succeeded = await countAttempt(store.redis, store.namespace, login, request.ip);
      const account = accounts.find((one) => one.login === login) ?? null;
      const fits = await checkPassword(account?.passwordHash ?? null, password);
      if (account === null || !fits || account.disabled)
        throw apiError('SIGN_IN_REFUSED', { fix: 'Check both and try again.' });
      await succeeded();
      // A session that the browser still had ends, so that ids are never carried over a change of person.
      if (request.signedIn !== null) await sessions.end(request.signedIn.session.key);
      const { id, session } = await sessions.start(account.id);
      // No age: the browser forgets it when it is closed; how long it opens anything is kept by the server.
      reply.setCookie(SESSION_COOKIE, id, cookie);
      return viewOf(account, session, deps);
    },
  );

  app.get(
    '/session',
    {
      config: { permission: 'session:own' },
      schema: { tags: ['session'], summary: 'Who is signed in, and what they may do', response: answers(Session) },
    },
    async (request) => {
      const { account, session } = signedInOf(request);
      return viewOf(account, session, deps);
    },
  );

  app.delete(
    '/session',
    {
      config: { permission: 'session:own' },
      schema: { tags: ['session'], summary: 'Sign out', response: answers(Done) },
    },
    async (request, reply) => {
      await sessions.end(signedInOf(request).session.key);
      reply.clearCookie(SESSION_COOKIE, cookie);
      return { done: true as const };
    },
  );
};
