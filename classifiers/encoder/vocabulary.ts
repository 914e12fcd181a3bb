/** Trims the tokenizer to the scripts that Weir reads: Latin, Han, Arabic, Cyrillic, digits, punctuation, emoji. */
import { WeirError } from '#core/errors.ts';

interface TokenizerFile {
  added_tokens: { id: number; content: string }[];
  model: { vocab: [string, number][] };
  [key: string]: unknown;
}

export interface TrimmedVocabulary {
  /** tokenizer.json of the trimmed vocabulary. */
  tokenizer: TokenizerFile;
  /** Old row of the embedding matrix for every new id. */
  rows: number[];
}

const SCRIPTS =
  /^[\u0000-\u024f\u2000-\u2bff\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u0400-\u052f\u0600-\u06ff\u0750-\u077f\u2581\u{1f000}-\u{1faff}\ufe0f\u200b-\u200f]*$/u;
/** Of the letters beyond Latin-1, those of French and Turkish stay. */
const EXTENDED_LATIN = /[\u0100-\u024f]/u;
const KEPT_LATIN = /[ŒœĞğİıŞş]/u;
const MASK = '<mask>';

const kept = (piece: string): boolean =>
  SCRIPTS.test(piece) && (!EXTENDED_LATIN.test(piece) || KEPT_LATIN.test(piece));

/** The special tokens keep their places (0 to 3); the mask token stays last. */
export function trimVocabulary(json: string): TrimmedVocabulary {
  const tokenizer = JSON.parse(json) as TokenizerFile;
  const special = new Set(tokenizer.added_tokens.map((token) => token.content));
  const mask = tokenizer.added_tokens.find((token) => token.content === MASK);
  if (!mask) throw new WeirError('encoder_tokenizer_unreadable', `The tokenizer has no ${MASK} token`);
  const vocab: [string, number][] = [];
  const rows: number[] = [];
  for (const [id, entry] of tokenizer.model.vocab.entries()) {
    if (id === mask.id || !(special.has(entry[0]) || kept(entry[0]))) continue;
    vocab.push(entry);
    rows.push(id);
  }
  vocab.push([MASK, 0]);
  rows.push(mask.id);
  mask.id = vocab.length - 1;
  tokenizer.model.vocab = vocab;
  return { tokenizer, rows };
}
