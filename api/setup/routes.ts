/** The first start of an empty house: the first person, which authority this is, and what else is missing. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Authority } from '#core/authority.ts';
import { isTimeZone } from '#core/calendar.ts';
import { ROLES, type Role } from '#core/roles.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { answers } from '../responses.ts';
import { FirstAccount } from '../schemas/accounts.ts';
import { Session } from '../schemas/session.ts';
import { FirstSteps } from '../schemas/setup.ts';
import { countAttempt } from '../session/attempts.ts';
import { hashPassword } from '../session/password.ts';
import { SESSION_COOKIE, type Sessions, sameSecret } from '../session/sessions.ts';
import { sessionCookie, sessionView } from '../session/sign-in.ts';

const LOCK_SECONDS = 30;
const tags = ['setup'];

export const setupRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies; sessions: Sessions }> = async (
  app,
  { deps, sessions },
) => {
  const { store, setup } = deps;

  app.post(
    '/setup',
    {
      config: { public: true, rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        ...{ tags, summary: 'Make the first account of an empty installation, and sign in', body: FirstAccount },
        response: answers(Session),
      },
    },
    async (request, reply) => {
      const { code, login, displayName, post, password } = request.body;
      if (setup === undefined || (await store.accounts.list()).length > 0) throw apiError('SETUP_OVER');
      const succeeded = await countAttempt(store.redis, store.namespace, 'setup', 'any');
      const wanted = setup.code();
      if (wanted === null || !sameSecret(wanted, code)) throw apiError('SETUP_CODE_WRONG');
      if (password.toLowerCase().includes(login)) throw apiError('PASSWORD_SAME');
      // One at a time: two people at once would both be the first.
      const lock = `${store.namespace}:setup`;
      if ((await store.redis.set(lock, '1', 'EX', LOCK_SECONDS, 'NX')) === null) throw apiError('SETUP_OVER');
      const account = await store.accounts.set(
        {
          ...{ id: `account-${login}`, login, displayName, post, roles: ['supervisor', 'auditor'] as Role[] },
          ...{ passwordHash: await hashPassword(password), disabled: false },
          createdAt: store.clock.now().toISOString(),
        },
        { kind: 'system', id: 'setup' },
      );
      setup.used();
      await succeeded();
      const agent = request.headers['user-agent'] ?? '';
      const { id, session } = await sessions.start(account.id, { via: 'password', agent });
      reply.setCookie(SESSION_COOKIE, id, sessionCookie(deps));
      return sessionView(account, session, deps);
    },
  );

  const firstSteps = async (): Promise<FirstSteps> => {
    const [accounts, sources, operators] = await Promise.all([
      store.accounts.list(),
      store.sources.list(),
      store.operators.list(),
    ]);
    const able = accounts.filter(({ disabled }) => !disabled);
    const count = (role: Role): number => able.filter(({ roles }) => roles.includes(role)).length;
    const authority = setup?.authority() ?? deps.authority;
    return {
      authority,
      authorityWaits: authority !== null && JSON.stringify(authority) !== JSON.stringify(deps.authority),
      people: Object.fromEntries(ROLES.map((role) => [role, count(role)])) as FirstSteps['people'],
      sources: sources.length,
      operators: operators.length,
    };
  };

  app.get(
    '/setup',
    {
      config: { permission: 'account:manage' },
      schema: { tags, summary: 'What is missing before an order can leave the house', response: answers(FirstSteps) },
    },
    firstSteps,
  );

  app.put(
    '/setup/authority',
    {
      config: { permission: 'account:manage' },
      schema: {
        ...{ tags, summary: 'Write down which authority this is, once', body: Authority },
        response: answers(FirstSteps),
      },
    },
    async (request) => {
      if (setup === undefined) throw apiError('AUTHORITY_WRITTEN');
      // It stands on every order that left: later changes are for whoever keeps the machine, in the file.
      if (deps.authority !== null) throw apiError('AUTHORITY_WRITTEN');
      const { timeZone } = request.body;
      if (timeZone !== undefined && !isTimeZone(timeZone))
        throw apiError('BODY_INVALID', { details: [{ location: '/timeZone', message: 'is not known' }] });
      setup.saveAuthority(request.body);
      return firstSteps();
    },
  );
};
