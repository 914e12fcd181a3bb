/** Codes that people outside hold and of which the house keeps the hash: how they are written and read. */
import { sha256 } from './hash.ts';

/** Without letters that look like others. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** Bytes that a code is made from; each gives one letter, so that a code has 125 bits. */
export const CODE_BYTES = 25;

/** 25 letters in fives. */
export const codeFrom = (bytes: Uint8Array): string =>
  [...bytes.subarray(0, CODE_BYTES)]
    .map((byte) => LETTERS[byte % 32])
    .join('')
    .replace(/.{5}(?=.)/g, '$&-');

const typed = (code: string): string => code.toUpperCase().replace(/[^0-9A-Z]/g, '');

/** Of a code that answers an order or notice once. */
export const answerCodeHashOf = (code: string): string => sha256(`answer\n${typed(code)}`);

/** However it was typed: small letters, blanks, without hyphens. */
export const receiptHashOf = (code: string): string => sha256(`receipt\n${typed(code)}`);
