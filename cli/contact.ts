import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { type ContactKey, openContact } from '#api/public/sealed-contact.ts';
import { SealedContact } from '#core/complaint.ts';
import { WeirError } from '#core/errors.ts';
import { checker, Id, Strict } from '#core/schema.ts';

const ContactKeys = Type.Array(Strict({ keeper: Id, publicKeyPem: Type.String({ maxLength: 2000 }) }), { maxItems: 7 });
const readKeys = checker(ContactKeys, 'CONTACT_KEYS_INVALID', 'contact-keys.json');
const readFetched = checker(
  Strict({ of: Id, fetchedAt: Type.String(), sealed: SealedContact }),
  'CONTACT_FILE_INVALID',
  'The sealed contact',
);

/** Public keys of the keepers of contacts; none where nobody keeps any. @throws CONTACT_KEYS_INVALID */
export const loadContactKeys = (home: string): ContactKey[] => {
  const file = join(home, 'contact-keys.json');
  return existsSync(file) ? (readKeys(JSON.parse(readFileSync(file, 'utf8'))) as ContactKey[]) : [];
};

const LEAST_PASSPHRASE = 16;

/** Makes a keeper's key pair: the private half goes into a file under a passphrase, the public half is given back. */
export const keepContacts = (keeper: string, file: string, passphrase: string): ContactKey => {
  if (passphrase.length < LEAST_PASSPHRASE)
    throw new WeirError('PASSPHRASE_SHORT', `A passphrase has at least ${LEAST_PASSPHRASE} characters.`);
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
  // A key that is there already is never written over: what was sealed to it would be lost.
  writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
  return { keeper, publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
};

export interface KeeperFile {
  file: string;
  passphrase: string;
}

const privateKeyOf = ({ file, passphrase }: KeeperFile) => {
  try {
    return createPrivateKey({ key: readFileSync(file), passphrase });
  } catch (cause) {
    throw new WeirError('KEEPER_KEY_CLOSED', `${file} does not open with this passphrase.`, { cause });
  }
};

/** @throws CONTACT_FILE_INVALID · KEEPER_KEY_CLOSED · CONTACT_CANNOT_BE_OPENED */
export const openFetchedContact = (file: string, one: KeeperFile, other: KeeperFile): string => {
  const { sealed } = readFetched(JSON.parse(readFileSync(file, 'utf8'))) as { sealed: SealedContact };
  return openContact(sealed, privateKeyOf(one), privateKeyOf(other));
};
