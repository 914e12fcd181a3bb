/** Keys for programs: `Authorization: Bearer weir_<account>.<key>.<secret>`. Only the hash of the secret is kept. */
import { randomBytes } from 'node:crypto';
import { sha256 } from '#core/hash.ts';
import type { Account, ApiKey } from '#core/roles.ts';
import { sameSecret } from './sessions.ts';

const TOKEN = /^Bearer weir_([\w-]+)\.([A-Za-z0-9]{16})\.([\w-]{43})$/;

export interface KeyToken {
  accountId: string;
  keyId: string;
  secret: string;
}

export const readKeyToken = (header: string | undefined): KeyToken | null => {
  const [, account, keyId, secret] = TOKEN.exec(header ?? '') ?? [];
  if (account === undefined || keyId === undefined || secret === undefined) return null;
  return { accountId: Buffer.from(account, 'base64url').toString('utf8'), keyId, secret };
};

/** @returns the key as it is kept, and the token, which is shown once */
export const makeKey = (
  accountId: string,
  given: Pick<ApiKey, 'name' | 'scopes' | 'expiresAt'>,
  at: string,
): { key: ApiKey; token: string } => {
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const { name, scopes, expiresAt } = given;
  return {
    key: { id, name, scopes: [...scopes], secretHash: sha256(secret), createdAt: at, expiresAt, revokedAt: null },
    token: `weir_${Buffer.from(accountId).toString('base64url')}.${id}.${secret}`,
  };
};

/** The key of the account that a token opens; null where it opens none. */
export const keyOfToken = (account: Account, token: KeyToken): ApiKey | null => {
  const key = (account.keys ?? []).find(({ id }) => id === token.keyId);
  return key !== undefined && sameSecret(key.secretHash, sha256(token.secret)) ? key : null;
};
