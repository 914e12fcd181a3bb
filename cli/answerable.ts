import { WeirError } from '#core/errors.ts';
import { may, type Permission } from '#core/roles.ts';
import type { Store } from '#store/store.ts';

/**
 * The account of whoever answers for an act of the command line, by login.
 * @throws WeirError `code` (403) where there is none, it is disabled, or its roles do not permit the act
 */
export const answerable = async (
  store: Store,
  login: string,
  permission: Permission,
  code: string,
): Promise<string> => {
  const account = (await store.accounts.list()).find((one) => one.login === login);
  if (account === undefined || account.disabled || !may(account.roles, permission))
    throw new WeirError(code, `${login} is not a supervisor of this installation.`, {
      status: 403,
      fix: 'Name the login of a supervisor with --by.',
    });
  return account.id;
};
