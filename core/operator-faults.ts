/** What a schema cannot see of an entry of the directory. */
import { createPublicKey } from 'node:crypto';
import type { ErrorDetail } from './errors.ts';
import type { Operator } from './operator.ts';
import type { OperatorEntry } from './operator-record.ts';

const isEd25519 = (pem: string): boolean => {
  if (!pem.includes('BEGIN PUBLIC KEY')) return false;
  try {
    return createPublicKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
};

/** `others`: the rest of the directory. `root` is where the entry stands in what was sent. */
export const operatorFaults = (entry: OperatorEntry, others: readonly Operator[], root = ''): ErrorDetail[] => {
  const faults: ErrorDetail[] = [];
  const add = (field: string, rule: string, message: string, fix: string): void =>
    void faults.push({ location: `${root}/${field}`, rule, message, fix });
  const { channel, key } = entry;
  if (channel.kind === 'https') {
    const url = URL.canParse(channel.ordersUrl) ? new URL(channel.ordersUrl) : null;
    const isHere = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
    if (url === null || (url.protocol !== 'https:' && !isHere))
      add('channel/ordersUrl', 'https', 'is not an https address', 'Give the https address of the order endpoint.');
    else if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
      add(
        'channel/ordersUrl',
        'bare',
        'carries a password, a query or a fragment',
        'Give the bare address; messages are signed and need none of these.',
      );
    if (key === null)
      add(
        'key',
        'key',
        'is missing where messages are signed',
        'Give the id of its key and the key itself, or choose another channel.',
      );
  }
  if (key !== null && !isEd25519(key.publicKeyPem))
    add(
      'key/publicKeyPem',
      'ed25519',
      'is no public Ed25519 key',
      'Give the public key as SPKI PEM (BEGIN PUBLIC KEY).',
    );
  const sameKey = key === null ? undefined : others.find((other) => other.id !== entry.id && other.keyId === key.id);
  if (sameKey !== undefined)
    add(
      'key/id',
      'taken',
      `is the key id of ${sameKey.id}`,
      'Ask the operator for a key id of its own: answers are told apart by it.',
    );
  const sameName = others.find((other) => other.id !== entry.id && other.name === entry.name);
  if (sameName !== undefined)
    add('name', 'taken', `is the name of ${sameName.id}`, 'Change that entry, or give a name that tells both apart.');
  return faults;
};
