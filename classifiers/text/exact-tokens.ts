/** The words of a text as they stand in it: what an exact phrase is looked for in. */
import { normalise } from './normalise.ts';

export interface ExactToken {
  token: string;
  /** The stretch of the original text that it stands for: offsets in UTF-16 units, end exclusive. */
  start: number;
  end: number;
}

/**
 * One character at a time where a script is written without blanks, since a cut into words depends on the neighbours and a
 * phrase has other neighbours than the text; elsewhere a whole word. (U+30FC lengthens a vowel of either kana.)
 */
const PIECE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{M}\p{N}])+|\p{Extended_Pictographic}/gu;

/** Normalised, in lower case, neither stemmed nor cut by a dictionary, in reading order. The language plays no part. */
export const placeExactTokens = (text: string): ExactToken[] => {
  const mapped = normalise(text);
  return Array.from(mapped.text.matchAll(PIECE), ({ 0: piece, index }) => ({
    token: piece.toLowerCase(),
    ...mapped.original(index, index + piece.length),
  }));
};

/** As `placeExactTokens`, without the places: joined by blanks they are what the index holds. */
export const exactTokens = (text: string): string[] => placeExactTokens(text).map(({ token }) => token);
