import { randomBytes } from 'node:crypto';
import { sha256 } from '#core/hash.ts';

/** Without letters that look like others. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** 25 letters in fives: 125 bits. Only its hash is kept, so nobody in the house can follow what its holder follows. */
export const newReceiptCode = (random: (size: number) => Uint8Array = randomBytes): string =>
  [...random(25)]
    .map((byte) => LETTERS[byte % 32])
    .join('')
    .replace(/.{5}(?=.)/g, '$&-');

const typed = (code: string): string => code.toUpperCase().replace(/[^0-9A-Z]/g, '');

/** Of a code that answers an order or notice once. */
export const answerCodeHashOf = (code: string): string => sha256(`answer\n${typed(code)}`);

/** However it was typed: small letters, blanks, without hyphens. */
export const receiptHashOf = (code: string): string => sha256(`receipt\n${typed(code)}`);
