/** People: who they are, what they may do, and whether they get in. Each act has a reason, which stands in the record. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import {
  type ByWhom,
  confirmAccount,
  confirmWork,
  describeAccount,
  givenBy,
  resetPassword,
  resetSecondFactor,
  revokeKey,
  setDisabled,
} from '#core/account.ts';
import { type Account, ROLE_PERMISSIONS, ROLES } from '#core/roles.ts';
import { Id, Strict } from '#core/schema.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, personOf } from '../guard.ts';
import { answers } from '../responses.ts';
import {
  AccountList,
  AccountShown,
  AddAccount,
  ConfirmWork,
  DescribeAccount,
  DisableAccount,
  PasswordMade,
  ResetAccount,
  SessionList,
} from '../schemas/accounts.ts';
import { hashPassword } from '../session/password.ts';
import type { Sessions } from '../session/sessions.ts';
import { firstPassword } from './first-password.ts';
import { accountShown, sessionsShown } from './view.ts';

const AccountId = Strict({ id: Id });
const tags = ['accounts'];

export const accountRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies; sessions: Sessions }> = async (
  app,
  { deps, sessions },
) => {
  const { store } = deps;
  const permission = 'account:manage' as const;
  const namesOf = (accounts: readonly Account[]): Map<string, string> =>
    new Map(accounts.map(({ id, displayName }) => [id, displayName]));
  const shown = async (account: Account): Promise<AccountShown> =>
    accountShown(account, namesOf(await store.accounts.list()));
  const whoOf = (request: FastifyRequest, reason: string): ByWhom => ({
    by: personOf(request).id,
    at: store.clock.now().toISOString(),
    reason,
  });

  app.get(
    '/accounts',
    {
      config: { permission: 'account:read' },
      schema: { tags, summary: 'Everybody who works with Weir', response: answers(AccountList) },
    },
    async () => {
      const accounts = await store.accounts.list();
      const names = namesOf(accounts);
      const items = accounts.map((one) => accountShown(one, names));
      return {
        items: items.sort((a, b) => a.displayName.localeCompare(b.displayName)),
        roles: ROLES.map((role) => ({ role, permissions: [...ROLE_PERMISSIONS[role]] })),
      };
    },
  );

  app.post(
    '/accounts',
    {
      config: { permission },
      schema: { tags, summary: 'Add a person', body: AddAccount, response: answers(PasswordMade) },
    },
    async (request) => {
      const { login, displayName, post, roles } = request.body;
      const id = `account-${login}`;
      const accounts = await store.accounts.list();
      if (accounts.some((one) => one.login === login || one.id === id)) throw apiError('ACCOUNT_EXISTS');
      const password = firstPassword();
      const at = store.clock.now().toISOString();
      const account = await store.accounts.set(
        givenBy(
          {
            ...{ id, login, displayName, post, roles, passwordHash: await hashPassword(password) },
            ...{ disabled: false, createdAt: at, mustChangePassword: true },
          },
          accounts,
          { by: personOf(request).id, at },
        ),
        actorOf(request),
      );
      return { account: await shown(account), password };
    },
  );

  app.put(
    '/accounts/:id',
    {
      config: { permission },
      schema: {
        ...{
          tags,
          summary: 'Change name, post or roles, or propose a part of the queue',
          params: AccountId,
          body: DescribeAccount,
        },
        response: answers(AccountShown),
      },
    },
    async (request) => {
      const { reason, ...given } = request.body;
      const who = whoOf(request, reason);
      const accounts = await store.accounts.list();
      return shown(
        await store.accounts.revise(request.params.id, actorOf(request), (one) =>
          describeAccount(one, given, who, accounts),
        ),
      );
    },
  );

  app.post(
    '/accounts/:id/state',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'Disable a person, which ends their sessions, or let them in again' },
        ...{ params: AccountId, body: DisableAccount, response: answers(AccountShown) },
      },
    },
    async (request) => {
      const { disabled, reason } = request.body;
      const { id } = request.params;
      const who = whoOf(request, reason);
      const account = await store.accounts.revise(id, actorOf(request), (one) => setDisabled(one, disabled, who));
      if (disabled) await sessions.endAll(id);
      return shown(account);
    },
  );

  app.post(
    '/accounts/:id/confirmation',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'Confirm, as another person, that an account is in the right hands' },
        ...{ params: AccountId, body: ResetAccount, response: answers(AccountShown) },
      },
    },
    async (request) => {
      const who = whoOf(request, request.body.reason);
      return shown(await store.accounts.revise(request.params.id, actorOf(request), (one) => confirmAccount(one, who)));
    },
  );

  app.post(
    '/accounts/:id/work/confirmation',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'Confirm, as another person, the part of the queue that was proposed' },
        ...{ params: AccountId, body: ConfirmWork, response: answers(AccountShown) },
      },
    },
    async (request) => {
      const { work, reason } = request.body;
      const who = whoOf(request, reason);
      return shown(
        await store.accounts.revise(request.params.id, actorOf(request), (one) => confirmWork(one, work, who)),
      );
    },
  );

  app.post(
    '/accounts/:id/password-reset',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'Give a new first password; sessions end', params: AccountId, body: ResetAccount },
        response: answers(PasswordMade),
      },
    },
    async (request) => {
      const { id } = request.params;
      const password = firstPassword();
      const hash = await hashPassword(password);
      const who = whoOf(request, request.body.reason);
      const accounts = await store.accounts.list();
      const account = await store.accounts.revise(id, actorOf(request), (one) =>
        givenBy(resetPassword(one, hash, who), accounts, who),
      );
      await sessions.endAll(id);
      return { account: await shown(account), password };
    },
  );

  app.post(
    '/accounts/:id/second-factor-reset',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'Take a lost second factor away; sessions end', params: AccountId, body: ResetAccount },
        response: answers(AccountShown),
      },
    },
    async (request) => {
      const { id } = request.params;
      const who = whoOf(request, request.body.reason);
      const account = await store.accounts.revise(id, actorOf(request), (one) => resetSecondFactor(one, who));
      await sessions.endAll(id);
      return shown(account);
    },
  );

  app.get(
    '/accounts/:id/sessions',
    {
      config: { permission },
      schema: { tags, summary: 'Open sessions of a person', params: AccountId, response: answers(SessionList) },
    },
    async (request) => ({ items: sessionsShown(await sessions.list(request.params.id), null) }),
  );

  app.post(
    '/accounts/:id/sessions/end',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: 'End every session of a person', params: AccountId, body: ResetAccount },
        response: answers(SessionList),
      },
    },
    async (request) => {
      const { id } = request.params;
      const { by, at, reason } = whoOf(request, request.body.reason);
      await store.accounts.revise(id, actorOf(request), (one) => ({
        ...one,
        changed: { what: 'sessions-ended', by, at, reason },
      }));
      await sessions.endAll(id);
      return { items: [] };
    },
  );

  app.post(
    '/accounts/:id/keys/:keyId/revocation',
    {
      config: { permission },
      schema: {
        ...{ tags, summary: "Revoke a person's key", params: Strict({ id: Id, keyId: Id }), body: ResetAccount },
        response: answers(AccountShown),
      },
    },
    async (request) => {
      const { id, keyId } = request.params;
      const { by, at, reason } = whoOf(request, request.body.reason);
      return shown(
        await store.accounts.revise(id, actorOf(request), (one) => ({
          ...revokeKey(one, keyId, at),
          changed: { what: 'key-revoked', by, at, reason },
        })),
      );
    },
  );
};
