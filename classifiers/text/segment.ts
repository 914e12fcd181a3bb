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

/**
 * Tokens in reading order; index and query alike. Chinese is cut by dictionary only: guessing unknown words depends on
 * their neighbours, and a name must be cut in a query as it was in the post.
 */
export function segment(text: string, lang: string): string[] {
  const tokens: string[] = [];
  for (const [piece] of normalise(text).text.matchAll(PIECE)) {
    if (HAN.test(piece)) {
      jieba ??= Jieba.withDict(dict);
      tokens.push(...jieba.cut(piece, false));
    } else {
      const lower = piece.toLocaleLowerCase(lang === 'tr' ? 'tr' : 'en');
      tokens.push(stem(lower, LATIN.test(lower) && !LATIN_WRITTEN.has(lang) ? 'en' : lang));
    }
  }
  return tokens;
}
