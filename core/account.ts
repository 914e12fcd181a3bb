/** What one person may do to the account of another, and what becomes of it. Pure: secrets and hashes are made outside. */
import { WeirError } from './errors.ts';
import { type Account, type ApiKey, canBeBound, type KeyScope, may, type Role } from './roles.ts';
import { ALL_WORK, isAllWork, isSameWork, type WorkArea } from './work-area.ts';

/** Who does it, when, and why. */
export interface ByWhom {
  by: string;
  at: string;
  reason: string;
}

/** @throws ACCOUNT_OWN (409) */
const requireOther = (account: Account, { by }: ByWhom): void => {
  if (account.id !== by) return;
  throw new WeirError('ACCOUNT_OWN', 'Nobody changes the roles or the state of their own account, or resets it.', {
    status: 409,
    fix: 'Ask a colleague who manages accounts.',
  });
};

/** @throws PASSWORD_ELSEWHERE (409) */
export const requirePassword = (account: Account): void => {
  if (account.provider === undefined) return;
  throw new WeirError('PASSWORD_ELSEWHERE', 'This person signs in with the provider of the house.', {
    status: 409,
    fix: 'Passwords and second factors of these accounts are kept there.',
  });
};

const changed = (account: Account, what: string, { by, at, reason }: ByWhom): Account => ({
  ...account,
  changed: { what, by, at, reason },
});

/** Does what `by` does wait for another person? It does where others manage accounts too, now or before: the first one of a house is alone. */
const takesTwo = (others: readonly Account[], by: string): boolean =>
  others.some((one) => one.id !== by && may(one.roles, 'account:manage'));

/** What waits, where this person is another than the one that it came from. @throws ACCOUNT_OWN · ACCOUNT_CONFIRMED · SECOND_PERSON_REQUIRED */
const requireSecond = <T extends { by: string }>(
  account: Account,
  waiting: T | undefined,
  who: ByWhom,
  message: string,
): T => {
  requireOther(account, who);
  if (waiting === undefined)
    throw new WeirError('ACCOUNT_CONFIRMED', 'This account does not wait for anybody.', {
      status: 409,
      fix: 'Load it again.',
    });
  if (waiting.by === who.by)
    throw new WeirError('SECOND_PERSON_REQUIRED', message, {
      status: 403,
      fix: 'Have another colleague who manages accounts confirm it, or whoever keeps the machine: npx weir account confirm',
    });
  return waiting;
};

const requireBindable = ({ roles }: Account, area: WorkArea): void => {
  if (isAllWork(area) || canBeBound(roles)) return;
  throw new WeirError('WORK_AREA_UNSUITABLE', 'Only for somebody who takes cases can a part of the queue be set.', {
    status: 422,
    fix: 'Leave languages, categories and purposes empty, or give the person the role of a reviewer alone.',
  });
};

/** The part is in force, and nothing waits any more. */
const bound = ({ work: _, proposedWork: _proposed, ...rest }: Account, area: WorkArea): Account =>
  isAllWork(area) ? rest : { ...rest, work: area };

/**
 * Another part waits for a second person; the part in force takes a proposal back; the one that waits goes on waiting.
 * @throws ACCOUNT_OWN (409) · WORK_AREA_UNSUITABLE (422)
 */
const withWork = (account: Account, area: WorkArea | undefined, who: ByWhom, others: readonly Account[]): Account => {
  const { work = ALL_WORK, proposedWork } = account;
  if (area === undefined || isSameWork(area, proposedWork?.work ?? work)) return account;
  requireOther(account, who);
  if (isSameWork(area, work)) return bound(account, work);
  requireBindable(account, area);
  const { by, at } = who;
  return takesTwo(others, by) ? { ...account, proposedWork: { work: area, by, at } } : bound(account, area);
};

/** Name, post, roles, and what of the archive and of the queue is theirs. @throws ACCOUNT_OWN · ROLES_FROM_PROVIDER (409) · WORK_AREA_UNSUITABLE (422) */
export const describeAccount = (
  account: Account,
  given: {
    displayName: string;
    post: string;
    roles: readonly Role[];
    sourceIds?: readonly string[] | undefined;
    work?: WorkArea | undefined;
  },
  who: ByWhom,
  /** Everybody who has an account: where nobody else has ever managed them, a part of the queue waits for nobody. */
  others: readonly Account[],
): Account => {
  const isSame = given.roles.length === account.roles.length && given.roles.every((one) => account.roles.includes(one));
  if (!isSame) {
    requireOther(account, who);
    if (account.provider !== undefined)
      throw new WeirError('ROLES_FROM_PROVIDER', 'The roles of this account come from the provider at each sign-in.', {
        status: 409,
        fix: 'Change the groups of the person there, or which role a group means in the configuration.',
      });
  }
  const { displayName, post, sourceIds } = given;
  const { sight, ...rest } = account;
  const now = sourceIds === undefined ? sight : sourceIds.length === 0 ? undefined : { sourceIds: [...sourceIds] };
  if (JSON.stringify(now) !== JSON.stringify(sight)) requireOther(account, who);
  const described = { ...rest, displayName, post, roles: isSame ? account.roles : [...given.roles] };
  const seen = now === undefined ? described : { ...described, sight: now };
  const next = withWork(seen, given.work, who, others);
  const isProposal = next.proposedWork !== undefined && next.proposedWork !== account.proposedWork;
  return changed(next, isProposal ? 'work-proposed' : 'described', who);
};

/** @throws ACCOUNT_OWN */
export const setDisabled = (account: Account, disabled: boolean, who: ByWhom): Account => {
  requireOther(account, who);
  if (account.disabled === disabled) return account;
  return changed({ ...account, disabled }, disabled ? 'disabled' : 'enabled', who);
};

const requireAnother = (before: string | undefined, { by }: ByWhom): void => {
  if (before !== by) return;
  throw new WeirError(
    'RESET_TAKES_TWO',
    'Password and second factor of one account are not both reset by the same person.',
    { status: 409, fix: 'Have another colleague who manages accounts do this part.' },
  );
};

/**
 * A new password that opens only the page that changes it. Whoever reset the second factor cannot: with both they could sign in as
 * the person. @throws ACCOUNT_OWN · PASSWORD_ELSEWHERE · RESET_TAKES_TWO (409)
 */
export const resetPassword = (account: Account, passwordHash: string, who: ByWhom): Account => {
  requireOther(account, who);
  requirePassword(account);
  requireAnother(account.resets?.secondFactor, who);
  const resets = { ...account.resets, password: who.by };
  return changed({ ...account, passwordHash, mustChangePassword: true, resets }, 'password-reset', who);
};

/** @throws ACCOUNT_OWN · PASSWORD_ELSEWHERE · RESET_TAKES_TWO · SECOND_FACTOR_OFF (409) */
export const resetSecondFactor = (account: Account, who: ByWhom): Account => {
  requireOther(account, who);
  requirePassword(account);
  const { secondFactor, ...rest } = account;
  if (secondFactor === undefined) throw secondFactorOff();
  requireAnother(account.resets?.password, who);
  return changed({ ...rest, resets: { ...account.resets, secondFactor: who.by } }, 'second-factor-reset', who);
};

const secondFactorOff = (): WeirError =>
  new WeirError('SECOND_FACTOR_OFF', 'This account has no second factor.', { status: 409, fix: 'Load it again.' });

/**
 * Marks an account whose password `who` has given, where others manage accounts too, now or before: whoever can make a second
 * person alone needs no second person. The first one of a house is alone.
 */
export const givenBy = (
  account: Account,
  others: readonly Account[],
  { by, at }: Pick<ByWhom, 'by' | 'at'>,
): Account => (takesTwo(others, by) ? { ...account, unconfirmed: { by, at } } : account);

/** The person is who they are said to be, and has the password. @throws ACCOUNT_OWN · ACCOUNT_CONFIRMED · SECOND_PERSON_REQUIRED */
export const confirmAccount = (account: Account, who: ByWhom): Account => {
  const { unconfirmed, ...rest } = account;
  requireSecond(account, unconfirmed, who, 'Whoever gave the password does not confirm the account.');
  return changed(rest, 'confirmed', who);
};

/**
 * The part of the queue that somebody else proposed is in force from now on. `read` is what the one who confirms has before them.
 * @throws ACCOUNT_OWN · ACCOUNT_CONFIRMED · SECOND_PERSON_REQUIRED · WORK_AREA_CHANGED (409) · WORK_AREA_UNSUITABLE (422)
 */
export const confirmWork = (account: Account, read: WorkArea, who: ByWhom): Account => {
  const { proposedWork } = account;
  const { work } = requireSecond(
    account,
    proposedWork,
    who,
    'Whoever proposed a part of the queue does not confirm it.',
  );
  if (!isSameWork(work, read))
    throw new WeirError('WORK_AREA_CHANGED', 'Another part of the queue was proposed meanwhile.', {
      status: 409,
      fix: 'Load it again and read what is proposed now.',
    });
  // The roles may have changed since.
  requireBindable(account, work);
  return changed(bound(account, work), 'work-confirmed', who);
};

/** The person's own new password: what others reset is over. */
export const ownPassword = (account: Account, passwordHash: string): Account => {
  const { mustChangePassword: _, resets: _resets, ...rest } = account;
  return { ...rest, passwordHash };
};

export const DUES = ['password', 'second_factor', 'confirmation'] as const;
export type Due = (typeof DUES)[number];

/** What still has to be done before the account opens anything: by the roles that need a second factor. */
export const dueOf = (account: Account, needSecondFactor: readonly Role[]): Due | null => {
  if (account.provider !== undefined) return null;
  if (account.mustChangePassword === true) return 'password';
  const needs = account.roles.some((role) => needSecondFactor.includes(role));
  if (needs && account.secondFactor === undefined) return 'second_factor';
  return account.unconfirmed === undefined ? null : 'confirmation';
};

/** A day is added for those that are made shortly before midnight. */
export const KEY_DAYS = 366;
const MOST_KEYS = 20;

/** @throws KEY_SCOPE (422) · KEYS_TOO_MANY (409) */
export const addKey = (account: Account, key: ApiKey): Account => {
  const beyond = key.scopes.filter((scope) => !may(account.roles, scope));
  if (beyond.length > 0)
    throw new WeirError('KEY_SCOPE', 'A key cannot do what its owner may not.', {
      status: 422,
      fix: 'Leave these scopes out.',
      details: beyond.map((scope) => ({ location: '/scopes', message: scope })),
    });
  const live = (account.keys ?? []).filter((one) => isLive(one, key.createdAt));
  if (live.length >= MOST_KEYS)
    throw new WeirError('KEYS_TOO_MANY', `Nobody has more than ${MOST_KEYS} keys.`, {
      status: 409,
      fix: 'Revoke one that is not needed any more.',
    });
  return { ...account, keys: [...(account.keys ?? []), key] };
};

/** @throws KEY_UNKNOWN (404) */
export const revokeKey = (account: Account, keyId: string, at: string): Account => {
  if (!(account.keys ?? []).some(({ id }) => id === keyId))
    throw new WeirError('KEY_UNKNOWN', 'The account has no such key.', { status: 404, fix: 'Load it again.' });
  const keys = (account.keys ?? []).map((key) => (key.id === keyId ? { ...key, revokedAt: key.revokedAt ?? at } : key));
  return { ...account, keys };
};

export const isLive = (key: ApiKey, now: string): boolean => key.revokedAt === null && key.expiresAt > now;

/** Whether a key lets its owner do this now. */
export const keyMay = (account: Account, key: ApiKey, permission: string, now: string): boolean =>
  isLive(key, now) &&
  (key.scopes as readonly string[]).includes(permission) &&
  may(account.roles, permission as KeyScope);
