import { WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { may, type Permission } from '#core/roles.ts';
import type { Store } from '#store/store.ts';
import { numberOf } from './number-option.ts';

/** Who answers for an act, and why. */
export interface Answer {
  by: string;
  reason: string;
}
/** Of a proposal that somebody else wrote. */
export interface Approval {
  by: string;
  reason?: string;
  /** The version that was read. */
  seen?: string;
}

/** The version that a person named, if they did. @throws WeirError OPTION_INVALID */
export const seenVersion = (given: string | undefined): number | undefined =>
  given === undefined ? undefined : numberOf('--seen', given, (value) => Number.isInteger(value) && value > 0);

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

/** As `answerable`, as who acts. @throws WeirError NOT_PERMITTED (403) */
export const supervisor = async (store: Store, login: string, permission: Permission): Promise<Actor> => ({
  kind: 'human',
  id: await answerable(store, login, permission, 'NOT_PERMITTED'),
});
