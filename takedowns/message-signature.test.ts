import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signRequest, verifyRequest } from './message-signature.ts';

const pair = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const at = new Date('2026-03-01T10:00:00Z');
const key = { keyId: 'authority-1', privateKeyPem: pair.privateKey };
const keyOf = (id: string) => (id === 'authority-1' ? pair.publicKey : null);
const body = '{"text":"你好"}';

const signed = () =>
  signRequest({ method: 'POST', url: 'https://op.example/orders', body, idempotencyKey: 'o1' }, key, at, 'n1');
const incoming = async () => {
  const request = await signed();
  return { method: request.method, url: request.url, headers: { ...request.headers }, body: Buffer.from(body) };
};

describe('HTTP message signatures (RFC 9421)', () => {
  it('verifies what it signed and says whose it is', async () => {
    expect(await verifyRequest(await incoming(), keyOf, at)).toMatchObject({ keyId: 'authority-1', nonce: 'n1' });
  });

  it('refuses any changed byte of the body', async () => {
    const request = await incoming();
    await fc.assert(
      fc.asyncProperty(fc.nat(request.body.length - 1), fc.integer({ min: 1, max: 255 }), async (index, flip) => {
        const changed = Buffer.from(request.body);
        changed[index] = (changed[index] ?? 0) ^ flip;
        await expect(verifyRequest({ ...request, body: changed }, keyOf, at)).rejects.toMatchObject({
          code: 'SIGNATURE_INVALID',
        });
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['another address', { url: 'https://op.example/other' }],
    ['another method', { method: 'PUT' }],
  ])('refuses %s', async (_, change) => {
    await expect(verifyRequest({ ...(await incoming()), ...change }, keyOf, at)).rejects.toMatchObject({
      code: 'SIGNATURE_INVALID',
    });
  });

  it.each(['idempotency-key', 'content-type', 'signature', 'signature-input', 'content-digest'])(
    'refuses a missing %s',
    async (name) => {
      const request = await incoming();
      delete request.headers[name];
      const lower = Object.fromEntries(
        Object.entries(request.headers).filter(([header]) => header.toLowerCase() !== name),
      );
      await expect(verifyRequest({ ...request, headers: lower }, keyOf, at)).rejects.toMatchObject({
        code: 'SIGNATURE_INVALID',
      });
    },
  );

  it('refuses a stale signature, one from the future, and an unknown key', async () => {
    const request = await incoming();
    for (const now of ['2026-03-01T10:06:00Z', '2026-03-01T09:58:00Z'])
      await expect(verifyRequest(request, keyOf, new Date(now))).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
    await expect(verifyRequest(request, () => null, at)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
  });
});
