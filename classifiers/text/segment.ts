/** Cuts a text into the tokens of search. */
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { normalise } from './normalise.ts';
import { stem } from './stem.ts';

const PIECE = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+|\p{Extended_Pictographic}/gu;
const HAN = /^\p{Script=Han}/u;
const LATIN = /^\p{Script=Latin}/u;
/** Which language a word of another script is stemmed in, where the text's own language is not written in that script. */
const LATIN_WRITTEN = new Set(['en', 'fr', 'es', 'de', 'tr', 'it', 'pt', 'nl', 'sv', 'pl', 'id', 'vi']);

let jieba: Jieba | undefined;

/** A run of Chinese, a word, or a sign; where it stands in the text, in UTF-16 units. */
interface Piece {
  index: number;
  length: number;
  tokens: string[];
}

/** Cuts a text that is normalised already, in reading order. */
export function* cut(normalised: string, lang: string): Generator<Piece> {
  for (const { 0: piece, index } of normalised.matchAll(PIECE)) {
    const { length } = piece;
    if (HAN.test(piece)) {
      jieba ??= Jieba.withDict(dict);
      yield { index, length, tokens: jieba.cut(piece, false) };
    } else {
      const lower = piece.toLocaleLowerCase(lang === 'tr' ? 'tr' : 'en');
      const token = stem(lower, LATIN.test(lower) && !LATIN_WRITTEN.has(lang) ? 'en' : lang);
      yield { index, length, tokens: [token] };
    }
  }
}

/**
 * Tokens in reading order; index and query alike. Chinese is cut by dictionary only: guessing unknown words depends on
 * their neighbours, and a name must be cut in a query as it was in the post.
 */
export const segment = (text: string, lang: string): string[] =>
  Array.from(cut(normalise(text).text, lang), ({ tokens }) => tokens).flat();
