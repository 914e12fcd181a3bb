import { contentKey } from '../text/normalise.ts';

/** The words of what two copies share; a Chinese character is a word. */
export const wordsOf = (text: string): string[] => wordsOfKey(contentKey(text));

/** As `wordsOf`, of a content key. */
export const wordsOfKey = (key: string): string[] =>
  key.match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu) ?? [];

/** Words that `a` has more often than `b`. */
export const surplus = (a: string[], b: string[]): string[] => {
  const left = new Map<string, number>();
  for (const word of b) left.set(word, (left.get(word) ?? 0) + 1);
  return a.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count <= 0;
  });
};
