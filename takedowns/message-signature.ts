/**
 * HTTP message signatures (RFC 9421) with Ed25519 over a SHA-256 content digest (RFC 9530): how orders prove where they
 * come from, and how operators prove their answers.
 */
import { createHash, createPrivateKey, createPublicKey, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import { httpbis } from 'http-message-signatures';
import { WeirError } from '#core/errors.ts';
import { SIGNATURE_LABEL, SIGNATURE_LIFETIME_SECONDS, SIGNED_COMPONENTS, SIGNED_COMPONENTS_GET } from '#core/wire.ts';

export interface SignatureKey {
  keyId: string;
  privateKeyPem: string;
}

export interface SignedRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body?: string;
}

const digestHeader = (body: string | Uint8Array): string =>
  `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

/** Signs a request. `idempotencyKey` makes sure that a repeated delivery is the same delivery. */
export const signRequest = async (
  request: { method: 'GET' | 'POST'; url: string; body?: string; idempotencyKey?: string },
  key: SignatureKey,
  at: Date,
  nonce: string,
): Promise<SignedRequest> => {
  const headers: Record<string, string> = {};
  if (request.body !== undefined) {
    headers['content-type'] = 'application/json';
    headers['content-digest'] = digestHeader(request.body);
    headers['idempotency-key'] = request.idempotencyKey ?? nonce;
  }
  const privateKey = createPrivateKey(key.privateKeyPem);
  const signed = await httpbis.signMessage(
    {
      name: SIGNATURE_LABEL,
      key: { id: key.keyId, alg: 'ed25519', sign: async (data) => signBytes(null, data, privateKey) },
      fields: request.body === undefined ? [...SIGNED_COMPONENTS_GET] : [...SIGNED_COMPONENTS],
      params: ['created', 'expires', 'nonce', 'keyid', 'alg'],
      paramValues: { created: at, expires: new Date(at.getTime() + SIGNATURE_LIFETIME_SECONDS * 1000), nonce },
    },
    { method: request.method, url: request.url, headers },
  );
  const flat = Object.fromEntries(
    Object.entries(signed.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  return {
    method: request.method,
    url: request.url,
    headers: flat,
    ...(request.body === undefined ? {} : { body: request.body }),
  };
};

/** The library hands `created` over as a date and `expires` as seconds. */
const asDate = (value: unknown): Date | null =>
  value instanceof Date ? value : typeof value === 'number' ? new Date(value * 1000) : null;

/** How far two clocks may stand apart. */
const SKEW = 30_000;

export interface VerifiedSignature {
  keyId: string;
  nonce: string;
  expiresAt: Date;
}

/**
 * Verifies a request that came in. The caller must still refuse a nonce that it has seen.
 * @throws WeirError SIGNATURE_INVALID (401) with the reason in words; the reason never says what a valid one would be.
 */
export const verifyRequest = async (
  request: { method: string; url: string; headers: Record<string, string | string[]>; body: Uint8Array },
  publicKeyOf: (keyId: string) => string | null,
  at: Date,
): Promise<VerifiedSignature> => {
  const refuse = (reason: string): never => {
    throw new WeirError('SIGNATURE_INVALID', `The message signature was refused: ${reason}.`, {
      status: 401,
      fix: 'Sign the request as docs/operators.md describes, with the key that is in the directory.',
    });
  };
  if (request.headers['content-digest'] !== digestHeader(request.body))
    refuse('the content digest does not fit the body');
  let seen: VerifiedSignature | null = null;
  const ok = await httpbis
    .verifyMessage(
      {
        requiredFields: [...SIGNED_COMPONENTS],
        requiredParams: ['created', 'expires', 'nonce', 'keyid'],
        // The library reads the machine's clock; age is checked below against ours.
        tolerance: Number.POSITIVE_INFINITY,
        keyLookup: async (parameters) => {
          const { keyid, nonce, created } = parameters;
          const expires = asDate(parameters.expires);
          const pem = keyid === undefined ? null : publicKeyOf(keyid);
          if (keyid === undefined || nonce === undefined || !created || !expires || pem === null) return null;
          if (created.getTime() > at.getTime() + SKEW || expires.getTime() < at.getTime() - SKEW)
            refuse('it is not of this time');
          if (expires.getTime() - created.getTime() > SIGNATURE_LIFETIME_SECONDS * 1000) refuse('it lives too long');
          seen = { keyId: keyid, nonce, expiresAt: expires };
          const publicKey = createPublicKey(pem);
          return {
            id: keyid,
            algs: ['ed25519'],
            verify: async (data, signature) => verifyBytes(null, data, publicKey, signature),
          };
        },
      },
      { method: request.method, url: request.url, headers: request.headers },
    )
    .catch((error: unknown) => refuse(error instanceof Error ? error.message : 'unreadable'));
  if (ok !== true || seen === null) return refuse('it does not verify');
  return seen;
};
