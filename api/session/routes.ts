import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { signedInOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { SignInWays } from '../schemas/accounts.ts';
import { Done } from '../schemas/envelope.ts';
import { Session, SignIn } from '../schemas/session.ts';
import { countAttempt } from './attempts.ts';
import { checkPassword } from './password.ts';
import { checkSecondFactor, withoutRecovery } from './second-factor.ts';
import { SESSION_COOKIE, type Sessions } from './sessions.ts';
import { secondFactorDependencies, sessionCookie, sessionView } from './sign-in.ts';

export const sessionRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies; sessions: Sessions }> = async (
  app,
  { deps, sessions },
) => {
  const { store, provider } = deps;
  const cookie = sessionCookie(deps);
  app.get(
    '/session/ways',
    {
      config: { public: true, rateLimit: { max: 120, timeWindow: 60_000 } },
      schema: { tags: ['session'], summary: 'How one gets in', response: answers(SignInWays) },
    },
    async () => ({
      provider: provider?.name ?? null,
      empty: deps.setup !== undefined && (await store.accounts.list()).length === 0,
    }),
  );

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
      const { login, password, code } = request.body;
      // Asked first: a directory that does not answer is no failed attempt, and must not lock anybody out.
      const accounts = await store.accounts.list();
      const succeeded = await countAttempt(store.redis, store.namespace, login, request.ip);
      const found = accounts.find((one) => one.login === login) ?? null;
      const fits = await checkPassword(found?.passwordHash ?? null, password);
      if (found === null || !fits || found.disabled)
        throw apiError('SIGN_IN_REFUSED', { fix: 'Check both and try again.' });
      const used = await checkSecondFactor(secondFactorDependencies(deps), found, code);
      const account =
        used === null
          ? found
          : await store.accounts.revise(found.id, { kind: 'human', id: found.id }, (one) => withoutRecovery(one, used));
      await succeeded();
      // A session that the browser still had ends, so that ids are never carried over a change of person.
      if (request.signedIn !== null) await sessions.end(request.signedIn.session.key);
      const agent = request.headers['user-agent'] ?? '';
      const { id, session } = await sessions.start(account.id, { via: 'password', agent });
      // No age: the browser forgets it when it is closed; how long it opens anything is kept by the server.
      reply.setCookie(SESSION_COOKIE, id, cookie);
      return sessionView(account, session, deps);
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
      return sessionView(account, session, deps);
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
