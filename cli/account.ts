import { randomBytes } from 'node:crypto';
import { hashPassword } from '#api/session/password.ts';
import { WeirError } from '#core/errors.ts';
import { Account, type Role } from '#core/roles.ts';
import { checker } from '#core/schema.ts';
import type { Store } from '#store/store.ts';
import { withStore } from './open.ts';

const check = checker(Account, 'ACCOUNT_INVALID', 'The account');

export type NewAccount = Pick<Account, 'id' | 'login' | 'displayName' | 'post' | 'roles'>;

/** @returns the password that was made for it. @throws WeirError ACCOUNT_INVALID · ACCOUNT_EXISTS */
export const createAccount = async (
  store: Store,
  given: NewAccount,
  password = randomBytes(12).toString('base64url'),
): Promise<string> => {
  const account = check({
    ...given,
    passwordHash: await hashPassword(password),
    disabled: false,
    createdAt: store.clock.now().toISOString(),
  }) as Account;
  if ((await store.accounts.get(account.id)) !== null)
    throw new WeirError('ACCOUNT_EXISTS', `There is an account ${account.login} already.`, {
      fix: 'Choose another login.',
    });
  await store.accounts.set(account, { kind: 'system', id: 'command-line' });
  return password;
};

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
      // Wrong names are refused with their place by the schema.
      roles: given.roles.split(',').map((role) => role.trim()) as Role[],
    });
    process.stdout.write(`${given.login} may sign in with this password, which is shown only now: ${password}\n`);
  });
};
