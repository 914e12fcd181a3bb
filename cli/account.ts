import { firstPassword } from '#api/accounts/first-password.ts';
import { hashPassword } from '#api/session/password.ts';
import { openSessions } from '#api/session/sessions.ts';
import {
  type ByWhom,
  confirmAccount,
  confirmWork,
  describeAccount,
  resetPassword,
  resetSecondFactor,
  setDisabled,
} from '#core/account.ts';
import { WeirError } from '#core/errors.ts';
import { Account, type Role } from '#core/roles.ts';
import { checker } from '#core/schema.ts';
import type { Store } from '#store/store.ts';
import { withStore } from './open.ts';

const check = checker(Account, 'ACCOUNT_INVALID', 'The account');
/** Whoever keeps the machine; the ledger has no other name for them. */
const MACHINE = { kind: 'system', id: 'command-line' } as const;

export type NewAccount = Pick<Account, 'id' | 'login' | 'displayName' | 'post' | 'roles'> &
  Partial<Pick<Account, 'mustChangePassword'>>;

/** @returns the password that was made for it. @throws WeirError ACCOUNT_INVALID · ACCOUNT_EXISTS */
export const createAccount = async (
  store: Store,
  given: NewAccount,
  password: string = firstPassword(),
): Promise<string> => {
  const account = check({
    ...given,
    passwordHash: await hashPassword(password),
    disabled: false,
    createdAt: store.clock.now().toISOString(),
  }) as Account;
  const accounts = await store.accounts.list();
  if (accounts.some(({ id, login }) => id === account.id || login === account.login))
    throw new WeirError('ACCOUNT_EXISTS', `There is an account ${account.login} already.`, {
      fix: 'Choose another login.',
    });
  await store.accounts.set(account, MACHINE);
  return password;
};

const rolesOf = (list: string): Role[] =>
  // Wrong names are refused with their place by the schema.
  list.split(',').map((role) => role.trim()) as Role[];

export const addAccount = async (given: {
  login: string;
  name: string;
  post: string;
  roles: string;
}): Promise<void> => {
  await withStore(async (store) => {
    await store.migrate();
    const password = await createAccount(store, {
      id: `account-${given.login}`,
      login: given.login,
      displayName: given.name,
      post: given.post,
      roles: rolesOf(given.roles),
      mustChangePassword: true,
    });
    process.stdout.write(
      `${given.login} may sign in with this password, which is shown only now and has to be changed: ${password}\n`,
    );
  });
};

export const listAccounts = (): Promise<void> =>
  withStore(async (store) => {
    for (const one of (await store.accounts.list()).sort((a, b) => a.login.localeCompare(b.login))) {
      const marks = [
        ...(one.disabled ? ['disabled'] : []),
        ...(one.secondFactor === undefined ? [] : ['second factor']),
        ...(one.provider === undefined ? [] : ['provider']),
      ];
      process.stdout.write(`${one.login}\t${one.displayName}\t${one.roles.join(',')}\t${marks.join(', ') || '-'}\n`);
    }
  });

/** @throws WeirError ACCOUNT_UNKNOWN */
const changeAccount = async (
  store: Store,
  login: string,
  reason: string,
  next: (account: Account, who: ByWhom) => Account,
): Promise<Account> => {
  const found = (await store.accounts.list()).find((one) => one.login === login);
  if (found === undefined)
    throw new WeirError('ACCOUNT_UNKNOWN', `There is no account ${login}.`, { fix: 'npx weir account list' });
  const who = { by: MACHINE.id, at: store.clock.now().toISOString(), reason };
  return store.accounts.revise(found.id, MACHINE, (one) => check(next(one, who)) as Account);
};
const endSessions = (store: Store, account: Account): Promise<number> =>
  openSessions(store.redis, store.namespace, '', store.clock).endAll(account.id);

export const disableAccount = (login: string, disabled: boolean, { reason }: { reason: string }): Promise<void> =>
  withStore(async (store) => {
    const account = await changeAccount(store, login, reason, (one, who) => setDisabled(one, disabled, who));
    const ended = disabled ? await endSessions(store, account) : 0;
    process.stdout.write(
      `${login} ${disabled ? `is disabled; ${ended} ${ended === 1 ? 'session' : 'sessions'} ended` : 'may sign in again'}\n`,
    );
  });

export const confirm = (login: string, { reason }: { reason: string }): Promise<void> =>
  withStore(async (store) => {
    const { changed } = await changeAccount(store, login, reason, (one, who) =>
      one.unconfirmed === undefined && one.proposedWork !== undefined
        ? confirmWork(one, one.proposedWork.work, who)
        : confirmAccount(one, who),
    );
    const what = changed?.what === 'work-confirmed' ? 'has the part of the queue that was proposed' : 'is confirmed';
    process.stdout.write(`${login} ${what}\n`);
  });

export const setRoles = (login: string, roles: string, { reason }: { reason: string }): Promise<void> =>
  withStore(async (store) => {
    const account = await changeAccount(store, login, reason, (one, who) =>
      describeAccount(one, { displayName: one.displayName, post: one.post, roles: rolesOf(roles) }, who, []),
    );
    process.stdout.write(`${login}: ${account.roles.join(', ')}\n`);
  });

export const resetAccount = (
  login: string,
  what: 'password' | 'second-factor',
  { reason }: { reason: string },
): Promise<void> =>
  withStore(async (store) => {
    const password = firstPassword();
    const hash = await hashPassword(password);
    const account = await changeAccount(store, login, reason, (one, who) =>
      what === 'password' ? resetPassword(one, hash, who) : resetSecondFactor(one, who),
    );
    await endSessions(store, account);
    process.stdout.write(
      what === 'password'
        ? `${login} may sign in with this password, which is shown only now and has to be changed: ${password}\n`
        : `${login} signs in without a second factor until another is set up\n`,
    );
  });
