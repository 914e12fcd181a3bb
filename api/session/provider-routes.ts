/**
 * The way to the provider and back. The state is bound to the browser by a cookie that comes along from the provider's page
 * (`SameSite=Lax`), lasts ten minutes and opens once.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { isWeirError } from '#core/errors.ts';
import type { Account } from '#core/roles.ts';
import { Strict } from '#core/schema.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { ErrorEnvelope } from '../schemas/envelope.ts';
import type { Leaving } from './provider.ts';
import { SESSION_COOKIE, type Sessions, sameSecret } from './sessions.ts';
import { sessionCookie } from './sign-in.ts';

const PATH = '/api/v1/session/provider';
const STATE_COOKIE = 'weir_provider';
const SECONDS = 600;
const redirects = { 302: Type.Null(), '4xx': ErrorEnvelope, '5xx': ErrorEnvelope };

/** Why the way back ended at the sign-in page. */
type Refusal = 'PROVIDER_REFUSED' | 'PROVIDER_NO_ROLE' | 'PROVIDER_AWAY' | 'SIGN_IN_REFUSED';

/** A path of the pages and nothing else. */
const pathOf = (wanted: string | undefined): string =>
  wanted !== undefined && /^\/(?![/\\])[\w\-./?=&%:]*$/.test(wanted) ? wanted : '/';

export const providerRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies; sessions: Sessions }> = async (
  app,
  { deps, sessions },
) => {
  const { store, config, provider } = deps;
  const callback = `${config.publicUrl}${PATH}/callback`;
  const stateCookie = { ...sessionCookie(deps), path: PATH, sameSite: 'lax' as const };
  const keyOf = (state: string): string => `${store.namespace}:provider:${state}`;
  const rateLimit = { max: 60, timeWindow: 60_000 };

  app.get(
    '/session/provider',
    {
      config: { public: true, rateLimit },
      schema: {
        tags: ['session'],
        summary: 'Go to the provider to sign in',
        querystring: Strict({ return: Type.Optional(Type.String({ maxLength: 500 })) }),
        response: redirects,
      },
    },
    async (request, reply) => {
      if (provider === undefined) throw apiError('PROVIDER_NOT_SET');
      try {
        const { to, leaving } = await provider.leave(callback);
        const kept = JSON.stringify({ leaving, path: pathOf(request.query.return) });
        await store.redis.set(keyOf(leaving.state), kept, 'EX', SECONDS);
        reply.setCookie(STATE_COOKIE, leaving.state, { ...stateCookie, maxAge: SECONDS });
        return reply.redirect(to);
      } catch (error) {
        request.log.error({ err: error }, 'the provider for signing in does not answer');
        return reply.redirect('/sign-in?refused=PROVIDER_AWAY');
      }
    },
  );

  /** The account as the provider knows it now; made at the first sign-in. */
  const accountOf = async (callbackUrl: URL, leaving: Leaving): Promise<Account> => {
    if (provider === undefined) throw apiError('PROVIDER_NOT_SET');
    const given = await provider.come(callbackUrl, leaving);
    const actor = { kind: 'system', id: 'provider' } as const;
    if ((await store.accounts.get(given.id)) === null)
      return store.accounts.set(
        { ...given, passwordHash: null, disabled: false, createdAt: store.clock.now().toISOString() },
        actor,
      );
    // Roles are as they are there now; name and post may have been put right here.
    return store.accounts.revise(given.id, actor, (account) => ({ ...account, roles: given.roles }));
  };

  app.get(
    '/session/provider/callback',
    {
      config: { public: true, rateLimit },
      schema: {
        tags: ['session'],
        summary: 'Back from the provider',
        // What a provider adds to the address is its own; the library looks at what counts.
        querystring: Type.Object({ state: Type.Optional(Type.String()) }, { additionalProperties: true }),
        response: redirects,
      },
    },
    async (request, reply) => {
      if (provider === undefined) throw apiError('PROVIDER_NOT_SET');
      const state = request.cookies[STATE_COOKIE];
      reply.clearCookie(STATE_COOKIE, stateCookie);
      const refuse = (why: Refusal) => reply.redirect(`/sign-in?refused=${why}`);
      const asked = request.query.state;
      if (state === undefined || asked === undefined || !sameSecret(state, asked)) return refuse('PROVIDER_REFUSED');
      const kept = await store.redis.getdel(keyOf(state));
      if (kept === null) return refuse('PROVIDER_REFUSED');
      const { leaving, path } = JSON.parse(kept) as { leaving: Leaving; path: string };
      let account: Account;
      try {
        account = await accountOf(new URL(`${callback}?${request.url.split('?')[1] ?? ''}`), leaving);
      } catch (error) {
        request.log.warn({ err: error }, 'signing in with the provider was refused');
        return refuse(isWeirError(error, 'PROVIDER_NO_ROLE') ? 'PROVIDER_NO_ROLE' : 'PROVIDER_REFUSED');
      }
      if (account.disabled) return refuse('SIGN_IN_REFUSED');
      if (request.signedIn !== null) await sessions.end(request.signedIn.session.key);
      const agent = request.headers['user-agent'] ?? '';
      const { id } = await sessions.start(account.id, { via: 'provider', agent });
      reply.setCookie(SESSION_COOKIE, id, sessionCookie(deps));
      return reply.redirect(path);
    },
  );
};
