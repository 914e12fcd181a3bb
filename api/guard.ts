/**
 * The one place where it is decided who may do what. Every route declares `config: { permission }` or `config: { public: true }`;
 * a route with neither keeps the server from starting.
 */
import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { type Due, dueOf, isLive, keyMay } from '#core/account.ts';
import { WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { type Account, type ApiKey, may, type Permission } from '#core/roles.ts';
import { isRebuilding } from '#pipeline/rebuilding.ts';
import type { ApiDependencies } from './dependencies.ts';
import { apiError } from './errors.ts';
import { keyOfToken, readKeyToken } from './session/key-token.ts';
import { type OpenSession, SESSION_COOKIE, type Sessions, sameSecret } from './session/sessions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: Permission;
    public?: true;
  }
  interface FastifyRequest {
    /** Whoever is signed in. */
    signedIn: { account: Account; session: OpenSession } | null;
    /** The program that asks for a person, by a key. */
    program: { account: Account; key: ApiKey } | null;
    /** A session cookie came that opens nothing any more. */
    sessionEnded: boolean;
    /** A key came that opens nothing (any more). Told after the request was counted. */
    keyRefused: boolean;
  }
}

/** @throws SIGN_IN_REQUIRED · SESSION_EXPIRED */
export const signedInOf = (request: FastifyRequest): { account: Account; session: OpenSession } => {
  if (request.signedIn === null) throw apiError(request.sessionEnded ? 'SESSION_EXPIRED' : 'SIGN_IN_REQUIRED');
  return request.signedIn;
};
export const personOf = (request: FastifyRequest): Account =>
  request.program === null ? signedInOf(request).account : request.program.account;
/** Who the record names: the person, or the program that looked for them. */
export const actorOf = (request: FastifyRequest): Actor =>
  request.program === null
    ? { kind: 'human', id: personOf(request).id }
    : { kind: 'system', id: `key:${request.program.key.id}:${request.program.account.id}` };

/** What is due of an account, as an answer. */
export const DUE_ERROR = {
  password: 'PASSWORD_CHANGE_REQUIRED',
  second_factor: 'SECOND_FACTOR_REQUIRED',
  confirmation: 'ACCOUNT_UNCONFIRMED',
} as const satisfies Record<Due, string>;

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const notPermitted = (permission: Permission | undefined) =>
  apiError('NOT_PERMITTED', {
    fix: 'Ask a colleague whose role may.',
    details: permission === undefined ? [] : [{ location: 'permission', message: permission }],
  });

/** A program reads, whatever its key: what changes something takes a person. */
const authoriseProgram = (request: FastifyRequest, now: string): void => {
  const { permission } = request.routeOptions.config;
  const { program } = request;
  if (program === null || permission === undefined) throw notPermitted(permission);
  if (!SAFE.has(request.method) || !keyMay(program.account, program.key, permission, now))
    throw notPermitted(permission);
};

const authorise = ({ config, store }: ApiDependencies, request: FastifyRequest): void => {
  const { permission, public: open } = request.routeOptions.config;
  if (request.is404 || open === true) return;
  if (request.keyRefused) throw apiError('KEY_INVALID');
  if (request.program !== null) {
    authoriseProgram(request, store.clock.now().toISOString());
    return;
  }
  const { account, session } = signedInOf(request);
  if (!SAFE.has(request.method)) {
    const token = request.headers['x-csrf-token'];
    if (typeof token !== 'string' || !sameSecret(token, session.csrfToken)) throw apiError('CSRF_INVALID');
  }
  if (permission === undefined || !may(account.roles, permission)) throw notPermitted(permission);
  // Until then the account opens nothing but what belongs to the person themselves.
  if (permission === 'session:own') return;
  const due = dueOf(account, config.secondFactorRoles ?? []);
  if (due !== null) throw apiError(DUE_ERROR[due]);
};

export const guard = fastifyPlugin<{ deps: ApiDependencies; sessions: Sessions }>(
  async (app, { deps, sessions }) => {
    app.decorateRequest('signedIn', null);
    app.decorateRequest('program', null);
    app.decorateRequest('keyRefused', false);
    app.decorateRequest('sessionEnded', false);
    app.addHook('onRoute', (route) => {
      const { permission, public: open } = route.config ?? {};
      if ((permission === undefined) === (open === undefined))
        throw new WeirError(
          'ROUTE_UNGUARDED',
          `${String(route.method)} ${route.url} needs a permission, or to be public.`,
          {
            fix: 'Give the route config.permission or config.public.',
          },
        );
    });
    // Who asks is known before the request is counted, so that people are counted by person; then comes the permission,
    // and only then is the body read.
    app.addHook('onRequest', async (request) => {
      if (request.is404) return;
      const token = readKeyToken(request.headers.authorization);
      if (token !== null) {
        const account = await deps.store.accounts.get(token.accountId);
        const key = account === null ? null : keyOfToken(account, token);
        const now = deps.store.clock.now().toISOString();
        if (account === null || key === null || account.disabled || !isLive(key, now)) request.keyRefused = true;
        else request.program = { account, key };
        return;
      }
      const id = request.cookies[SESSION_COOKIE];
      if (id === undefined) return;
      const session = await sessions.use(id);
      const account = session === null ? null : await deps.store.accounts.get(session.accountId);
      if (session === null || account === null || account.disabled) request.sessionEnded = true;
      else request.signedIn = { account, session };
    });
    app.addHook('preParsing', async (request) => authorise(deps, request));
    // Whoever writes while the indices are rebuilt would write into what is about to go.
    app.addHook('preHandler', async (request) => {
      // Sessions live in Redis alone.
      if (SAFE.has(request.method) || request.is404 || request.url.split('?')[0] === '/api/v1/session') return;
      if (await isRebuilding(deps.store.redis, deps.store.namespace)) throw apiError('REBUILDING');
    });
  },
  { name: 'guard', dependencies: ['@fastify/cookie'] },
);
