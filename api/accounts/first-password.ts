import { randomBytes } from 'node:crypto';

/** A password that opens nothing but the page that changes it; 96 random bits. */
export const firstPassword = (): string => randomBytes(12).toString('base64url');
