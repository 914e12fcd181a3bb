/** What a person does to their own account: password, second factor, sessions, keys for programs. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { addKey, dueOf, ownPassword, requirePassword, revokeKey } from '#core/account.ts';
import { addMilliseconds } from '#core/clock.ts';
import { type Account, KEY_SCOPES, may } from '#core/roles.ts';
import { Id, Sha256, Strict } from '#core/schema.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, DUE_ERROR, signedInOf } from '../guard.ts';
import { answers } from '../responses.ts';
import {
  ChangePassword,
  ConfirmSecondFactor,
  KeyMade,
  MakeKey,
  OwnAccount,
  RecoveryCodes,
  RemoveSecondFactor,
  SecondFactorStarted,
  StartSecondFactor,
} from '../schemas/accounts.ts';
import { countAttempt } from '../session/attempts.ts';
import { makeKey } from '../session/key-token.ts';
import { checkPassword, hashPassword } from '../session/password.ts';
import { checkSecondFactor, confirmSecondFactor, startSecondFactor } from '../session/second-factor.ts';
import type { Sessions } from '../session/sessions.ts';
import { secondFactorDependencies } from '../session/sign-in.ts';
import { accountShown, keyShown, sessionsShown } from './view.ts';

const DAY = 86_400_000;
const tags = ['account'];

export const ownAccountRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies; sessions: Sessions }> = async (
  app,
  { deps, sessions },
) => {
  const { store, config } = deps;
  const factor = secondFactorDependencies(deps);
  const permission = 'session:own' as const;

  const viewOf = async (request: FastifyRequest, account: Account): Promise<OwnAccount> => {
    const { session } = signedInOf(request);
    const roles = config.secondFactorRoles ?? [];
    const names = new Map((await store.accounts.list()).map((one) => [one.id, one.displayName]));
    return {
      account: accountShown(account, names),
      recoveryCodes: account.secondFactor?.recovery.length ?? 0,
      secondFactorNeeded: account.provider === undefined && account.roles.some((role) => roles.includes(role)),
      sessions: sessionsShown(await sessions.list(account.id), session.key),
      scopes: KEY_SCOPES.filter((scope) => may(account.roles, scope)),
    };
  };
  const change = (request: FastifyRequest, next: (account: Account) => Account): Promise<Account> =>
    store.accounts.revise(signedInOf(request).account.id, actorOf(request), next);

  /** Whoever sits down at an open page does not know the password. @throws PASSWORD_ELSEWHERE · PASSWORD_WRONG · SIGN_IN_LIMITED */
  const requireOwnPassword = async (request: FastifyRequest, password: string): Promise<void> => {
    const { account } = signedInOf(request);
    requirePassword(account);
    const succeeded = await countAttempt(store.redis, store.namespace, `password of ${account.id}`, 'any');
    if (!(await checkPassword(account.passwordHash, password))) throw apiError('PASSWORD_WRONG');
    await succeeded();
  };

  app.get(
    '/account',
    { config: { permission }, schema: { tags, summary: 'Your own account', response: answers(OwnAccount) } },
    (request) => viewOf(request, signedInOf(request).account),
  );

  app.post(
    '/account/password',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'Change your password; your other sessions end', body: ChangePassword },
        response: answers(OwnAccount),
      },
    },
    async (request) => {
      const { password, next } = request.body;
      const { account, session } = signedInOf(request);
      await requireOwnPassword(request, password);
      if (next === password || next.toLowerCase().includes(account.login)) throw apiError('PASSWORD_SAME');
      const hash = await hashPassword(next);
      const changed = await change(request, (one) => ownPassword(one, hash));
      await sessions.endAll(account.id, session.key);
      return viewOf(request, changed);
    },
  );

  app.post(
    '/account/second-factor',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'Begin to set up a second factor', body: StartSecondFactor },
        response: answers(SecondFactorStarted),
      },
    },
    async (request) => {
      const { account } = signedInOf(request);
      await requireOwnPassword(request, request.body.password);
      if (account.secondFactor !== undefined) throw apiError('SECOND_FACTOR_ON');
      return startSecondFactor(factor, account);
    },
  );

  app.post(
    '/account/second-factor/confirmation',
    {
      config: { permission },
      schema: {
        ...{
          tags,
          summary: 'End the set-up with a code; the recovery codes are shown once',
          body: ConfirmSecondFactor,
        },
        response: answers(RecoveryCodes),
      },
    },
    async (request) => {
      const { account } = signedInOf(request);
      const { secondFactor, recoveryCodes } = await confirmSecondFactor(factor, account, request.body.code);
      await change(request, (one) => {
        if (one.secondFactor !== undefined) throw apiError('SECOND_FACTOR_ON');
        const { resets: _, ...rest } = one;
        return { ...rest, secondFactor };
      });
      return { recoveryCodes };
    },
  );

  app.post(
    '/account/second-factor/removal',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'Remove your second factor', body: RemoveSecondFactor, response: answers(OwnAccount) },
      },
    },
    async (request) => {
      const { account } = signedInOf(request);
      await requireOwnPassword(request, request.body.password);
      if (account.secondFactor === undefined) throw apiError('SECOND_FACTOR_OFF');
      await checkSecondFactor(factor, account, request.body.code);
      return viewOf(request, await change(request, ({ secondFactor: _, ...rest }) => rest));
    },
  );

  app.delete(
    '/account/sessions/:key',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'End one of your sessions', params: Strict({ key: Sha256 }) },
        response: answers(OwnAccount),
      },
    },
    async (request) => {
      const { account } = signedInOf(request);
      const { key } = request.params;
      if (!(await sessions.list(account.id)).some((one) => one.key === key)) throw apiError('SESSION_UNKNOWN');
      await sessions.end(key);
      return viewOf(request, account);
    },
  );

  app.post(
    '/account/keys',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'Make a key with which a program reads for you; it is shown once', body: MakeKey },
        response: answers(KeyMade),
      },
    },
    async (request) => {
      const { account } = signedInOf(request);
      const { name, scopes, days } = request.body;
      const due = dueOf(account, config.secondFactorRoles ?? []);
      if (due !== null) throw apiError(DUE_ERROR[due]);
      const at = store.clock.now().toISOString();
      const made = makeKey(account.id, { name, scopes, expiresAt: addMilliseconds(at, days * DAY) }, at);
      await change(request, (one) => addKey(one, made.key));
      return { key: keyShown(made.key), token: made.token };
    },
  );

  app.delete(
    '/account/keys/:keyId',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'Revoke one of your keys', params: Strict({ keyId: Id }) },
        response: answers(OwnAccount),
      },
    },
    async (request) => {
      const at = store.clock.now().toISOString();
      return viewOf(request, await change(request, (one) => revokeKey(one, request.params.keyId, at)));
    },
  );
};
