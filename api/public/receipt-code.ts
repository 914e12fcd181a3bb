import { randomBytes } from 'node:crypto';
import { CODE_BYTES, codeFrom } from '#core/receipt-code.ts';

/** 125 bits. Only its hash is kept, so nobody in the house can follow what its holder follows. */
export const newReceiptCode = (random: (size: number) => Uint8Array = randomBytes): string =>
  codeFrom(random(CODE_BYTES));
