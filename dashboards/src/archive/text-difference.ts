import { diffWordsWithSpace } from 'diff';

export interface Piece {
  text: string;
  /** It stands on this side only. */
  isOwn: boolean;
}

/** Beyond this the marks take longer than a reader waits, and the texts stand without them. */
const PATIENCE_MILLISECONDS = 1500;

/**
 * Two texts with what stands in one of them only; words as the language cuts them, so that Chinese is compared by words too. Null where
 * they are too long to be compared.
 */
export const differenceOf = (left: string, right: string, lang: string): { left: Piece[]; right: Piece[] } | null => {
  const locale = lang === 'und' ? undefined : lang;
  const changes = diffWordsWithSpace(left, right, {
    intlSegmenter: new Intl.Segmenter(locale, { granularity: 'word' }),
    timeout: PATIENCE_MILLISECONDS,
  });
  if (changes === undefined) return null;
  const side = (other: 'added' | 'removed', own: 'added' | 'removed'): Piece[] =>
    changes.flatMap((change) => (change[other] ? [] : [{ text: change.value, isOwn: change[own] === true }]));
  return { left: side('added', 'removed'), right: side('removed', 'added') };
};
