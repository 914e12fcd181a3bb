import { createHmac } from 'node:crypto';

/**
 * The author's pseudonym: HMAC-SHA-256 over source and handle, with a key of the month that is itself derived from the
 * installation's newest author key. It joins the posts of one thread; it cannot be turned back, and it does not follow
 * anybody from month to month.
 * @param key 32 bytes as hex
 */
export const createPseudonyms =
  (key: string) =>
  (sourceId: string, author: string, at: string): string => {
    const month = createHmac('sha256', Buffer.from(key, 'hex'))
      .update(`weir author key\n${at.slice(0, 7)}`)
      .digest();
    return createHmac('sha256', month).update(`${sourceId}\n${author}`).digest('hex').slice(0, 32);
  };
