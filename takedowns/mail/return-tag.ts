/**
 * The address that a message comes back to when it cannot be delivered: one of its own for each, so that what comes back says which
 * message it is, and nobody who never had that message can say so (VERP). Derived from the house's own key, so nothing is kept.
 */
import { createHmac, hkdfSync } from 'node:crypto';
import { sha256 } from '#core/hash.ts';
import type { SignatureKey } from '../message-signature.ts';

const SALT = 'weir returned message 1';
/** Of 32 hexadecimal digits: 80 bits, short enough for a local part of 64 characters (RFC 5321, 4.5.3.1.1). */
const DIGITS = 20;
const TAG = /\+([A-Z]{2}-\d{4}-[0-9A-F]{4,16})\.([0-9a-f]{20})@/i;

/** Before the `@` of a `Message-ID`: made from the idempotency key, so that every attempt at a message has the same. */
export const messageIdOf = (idempotencyKey: string): string => sha256(`message\n${idempotencyKey}`).slice(0, 40);

/** `messageId`: before the `@`. */
export const returnTagOf = (reference: string, messageId: string, key: Pick<SignatureKey, 'privateKeyPem'>): string => {
  const secret = Buffer.from(hkdfSync('sha256', key.privateKeyPem, SALT, '', 32));
  const mac = createHmac('sha256', secret).update(`${reference}\n${messageId}`).digest('hex');
  return `${reference}.${mac.slice(0, DIGITS)}`;
};

/** `returns+TAG@authority.example` for the mailbox `returns@authority.example`. */
export const returnAddress = (mailbox: string, tag: string): string => {
  const at = mailbox.lastIndexOf('@');
  return `${mailbox.slice(0, at)}+${tag}${mailbox.slice(at)}`;
};

/** The reference and the whole tag in an address, or null. Mail servers may have changed its case. */
export const tagIn = (address: string): { reference: string; tag: string } | null => {
  const [, reference, mac] = TAG.exec(address) ?? [];
  if (reference === undefined || mac === undefined) return null;
  return { reference: reference.toUpperCase(), tag: `${reference.toUpperCase()}.${mac.toLowerCase()}` };
};
