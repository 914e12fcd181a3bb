/** One-time codes by RFC 6238: a secret on the person's device, sealed here; recovery codes for the day the device is lost. */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { Secret, TOTP } from 'otpauth';
import { sha256 } from '#core/hash.ts';
import type { Account } from '#core/roles.ts';
import { apiError } from '../errors.ts';
import { countAttempt } from './attempts.ts';
import { seal, unseal } from './sealed-secret.ts';

const PENDING_SECONDS = 10 * 60;
const PERIOD_SECONDS = 30;
/** Periods before and after the present one: clocks of devices drift. */
const WINDOW = 1;
const RECOVERY_CODES = 10;

export interface SecondFactorDependencies {
  redis: Redis;
  namespace: string;
  secret: string;
  now: () => Date;
}

const totpOf = (secret: string, account: Pick<Account, 'login'>): TOTP =>
  new TOTP({ issuer: 'Weir', label: account.login, secret: Secret.fromBase32(secret), period: PERIOD_SECONDS });
const purposeOf = (account: Pick<Account, 'id'>): string => `second factor of ${account.id}`;
const recoveryHash = (account: Pick<Account, 'id'>, code: string): string =>
  sha256(`${account.id}\n${code.replace(/[\s-]/g, '').toUpperCase()}`);

/** A secret for a device; nothing counts until a code of it was typed. */
export const startSecondFactor = async (
  { redis, namespace, secret }: SecondFactorDependencies,
  account: Account,
): Promise<{ secret: string; uri: string }> => {
  const made = new Secret({ size: 20 }).base32;
  const sealed = seal(secret, purposeOf(account), made);
  await redis.set(`${namespace}:second-factor:${account.id}`, sealed, 'EX', PENDING_SECONDS);
  return { secret: made, uri: totpOf(made, account).toString() };
};

/** @throws CODE_WRONG · SIGN_IN_LIMITED: a code counts once, and ten wrong ones rest for a quarter of an hour */
const requireCode = async (
  { redis, namespace, now }: SecondFactorDependencies,
  account: Account,
  secret: string,
  code: string,
): Promise<void> => {
  const succeeded = await countAttempt(redis, namespace, `code of ${account.id}`, 'any');
  const timestamp = now().getTime();
  const delta = totpOf(secret, account).validate({ token: code, timestamp, window: WINDOW });
  if (delta === null) throw apiError('CODE_WRONG');
  const step = Math.floor(timestamp / (PERIOD_SECONDS * 1000)) + delta;
  const seconds = PERIOD_SECONDS * (2 * WINDOW + 2);
  const isFirst = await redis.set(`${namespace}:code:${account.id}:${step}`, '1', 'EX', seconds, 'NX');
  if (isFirst === null) throw apiError('CODE_WRONG', { fix: 'Each code opens once. Wait for the next one.' });
  await succeeded();
};

/** Ends the set-up. @returns what the account keeps, and the recovery codes, which are shown once. @throws CODE_WRONG · SECOND_FACTOR_NOT_STARTED */
export const confirmSecondFactor = async (
  deps: SecondFactorDependencies,
  account: Account,
  code: string,
): Promise<{ secondFactor: NonNullable<Account['secondFactor']>; recoveryCodes: string[] }> => {
  const key = `${deps.namespace}:second-factor:${account.id}`;
  const sealed = await deps.redis.get(key);
  if (sealed === null) throw apiError('SECOND_FACTOR_NOT_STARTED');
  await requireCode(deps, account, unseal(deps.secret, purposeOf(account), sealed), code);
  await deps.redis.del(key);
  const recoveryCodes = Array.from({ length: RECOVERY_CODES }, () => {
    const text = new Secret({ buffer: new Uint8Array(randomBytes(10)).buffer }).base32;
    return text.match(/.{4}/g)?.join('-') ?? text;
  });
  return {
    secondFactor: {
      sealed,
      confirmedAt: deps.now().toISOString(),
      recovery: recoveryCodes.map((one) => recoveryHash(account, one)),
    },
    recoveryCodes,
  };
};

/**
 * Looks at a code of the device, or at a recovery code. @returns the hash of the recovery code that was used up, else null
 * @throws CODE_REQUIRED · CODE_WRONG · SIGN_IN_LIMITED
 */
export const checkSecondFactor = async (
  deps: SecondFactorDependencies,
  account: Account,
  code: string | undefined,
): Promise<string | null> => {
  const { secondFactor } = account;
  if (secondFactor === undefined) return null;
  if (code === undefined || code.trim() === '') throw apiError('CODE_REQUIRED');
  const typed = code.replace(/\s/g, '');
  if (/^\d{6}$/.test(typed)) {
    await requireCode(deps, account, unseal(deps.secret, purposeOf(account), secondFactor.sealed), typed);
    return null;
  }
  const succeeded = await countAttempt(deps.redis, deps.namespace, `code of ${account.id}`, 'any');
  const hash = recoveryHash(account, typed);
  if (!secondFactor.recovery.includes(hash)) throw apiError('CODE_WRONG');
  await succeeded();
  return hash;
};

/** The account without a recovery code. @throws CODE_WRONG where somebody else was faster with the same one */
export const withoutRecovery = (account: Account, hash: string): Account => {
  const { secondFactor } = account;
  if (secondFactor?.recovery.includes(hash) !== true) throw apiError('CODE_WRONG');
  return {
    ...account,
    secondFactor: { ...secondFactor, recovery: secondFactor.recovery.filter((one) => one !== hash) },
  };
};
