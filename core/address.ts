import { sha256 } from './hash.ts';

/**
 * The one spelling of an address under which two people who mean the same place find one another: as a browser spells it, without
 * the part that never reaches the server. Hashed, so that it can be looked up whatever its length.
 */
export const addressHash = (url: string): string => {
  if (!URL.canParse(url)) return sha256(url);
  const spelled = new URL(url);
  spelled.hash = '';
  return sha256(spelled.href);
};
