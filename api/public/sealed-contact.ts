/**
 * A contact sealed so that it takes two keepers to open. A fresh key encrypts it; for every pair of keepers that key is cut into
 * two halves, of which either alone is as good as random, and each half is sealed to one of the two (X25519, HKDF, AES-256-GCM).
 * The house holds public keys only: nothing that stands in it can open a contact. See docs/tips.md.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { SealedContact, SealedHalf } from '#core/complaint.ts';
import { WeirError } from '#core/errors.ts';

/** A keeper's public key (X25519, SPKI PEM), by the name of the account that keeps the private one. */
export interface ContactKey {
  keeper: string;
  publicKeyPem: string;
}

const KEY = 32;
const IV = 12;
const TAG = 16;
/** Every contact is as long as every other, so that its length says nothing. */
const PADDED = 1024;
export const LONGEST_CONTACT = 300;

const encrypt = (key: Uint8Array, text: Uint8Array, bound: string): { iv: Buffer; box: Buffer } => {
  const iv = randomBytes(IV);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
  return { iv, box: Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]) };
};

/** @throws where the key is another or a byte was changed */
const decrypt = (key: Uint8Array, iv: Buffer, box: Buffer, bound: string): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG }).setAAD(Buffer.from(bound));
  decipher.setAuthTag(box.subarray(-TAG));
  return Buffer.concat([decipher.update(box.subarray(0, -TAG)), decipher.final()]);
};

const raw = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

const agreed = (privateKey: KeyObject, publicKey: KeyObject, made: KeyObject, keeper: KeyObject): Uint8Array =>
  new Uint8Array(
    hkdfSync(
      'sha256',
      diffieHellman({ privateKey, publicKey }),
      Buffer.concat([raw(made), raw(keeper)]),
      'weir sealed contact half 1',
      KEY,
    ),
  );

const sealHalf = (half: Uint8Array, { keeper, publicKeyPem }: ContactKey): SealedHalf => {
  const theirs = createPublicKey(publicKeyPem);
  const made = generateKeyPairSync('x25519');
  const { iv, box } = encrypt(agreed(made.privateKey, theirs, made.publicKey, theirs), half, keeper);
  const base64 = (bytes: Buffer): string => bytes.toString('base64');
  return { keeper, publicKey: base64(raw(made.publicKey)), iv: base64(iv), box: base64(box) };
};

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, index) => byte ^ (b[index] ?? 0));

const padded = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > PADDED - 2) throw new WeirError('CONTACT_TOO_LONG', 'The contact is too long.', { status: 422 });
  const block = Buffer.alloc(PADDED);
  block.writeUInt16BE(bytes.length, 0);
  bytes.copy(block, 2);
  return block;
};

/** A contact can be left once two people keep keys. */
export const canSeal = (keys: readonly ContactKey[]): boolean => new Set(keys.map(({ keeper }) => keeper)).size >= 2;

/** @throws CONTACT_NOT_POSSIBLE with fewer than two keepers · CONTACT_TOO_LONG */
export const sealContact = (contact: string, keys: readonly ContactKey[]): SealedContact => {
  if (!canSeal(keys))
    throw new WeirError('CONTACT_NOT_POSSIBLE', 'Two people must keep keys before a contact can be left.', {
      status: 409,
    });
  const key = randomBytes(KEY);
  const { iv, box } = encrypt(key, padded(contact), 'weir contact 1');
  const pairs = keys.flatMap((one, index) =>
    keys.slice(index + 1).flatMap((other) => {
      if (one.keeper === other.keeper) return [];
      const half = randomBytes(KEY);
      return [{ first: sealHalf(half, one), second: sealHalf(xor(key, half), other) }];
    }),
  );
  return { version: 1, iv: iv.toString('base64'), box: box.toString('base64'), pairs };
};

const openHalf = (sealed: SealedHalf, privateKey: KeyObject): Uint8Array => {
  const made = createPublicKey({ key: Buffer.from(sealed.publicKey, 'base64'), format: 'der', type: 'spki' });
  const key = agreed(privateKey, made, made, createPublicKey(privateKey));
  return decrypt(key, Buffer.from(sealed.iv, 'base64'), Buffer.from(sealed.box, 'base64'), sealed.keeper);
};

/**
 * Opens a contact with the private keys of two keepers, on a machine of theirs.
 * @throws CONTACT_CANNOT_BE_OPENED with keys of one keeper, of others, or when a byte was changed
 */
export const openContact = (sealed: SealedContact, one: KeyObject, other: KeyObject): string => {
  for (const { first, second } of sealed.pairs)
    for (const [a, b] of [
      [one, other],
      [other, one],
    ] as const)
      try {
        const key = xor(openHalf(first, a), openHalf(second, b));
        const block = decrypt(
          key,
          Buffer.from(sealed.iv, 'base64'),
          Buffer.from(sealed.box, 'base64'),
          'weir contact 1',
        );
        return block.subarray(2, 2 + block.readUInt16BE(0)).toString('utf8');
      } catch {
        // Sealed to another pair; the next one may be theirs.
      }
  throw new WeirError('CONTACT_CANNOT_BE_OPENED', 'These two keys do not open this contact.', {
    fix: 'Take the keys of two of the keepers to whom it was sealed.',
  });
};
