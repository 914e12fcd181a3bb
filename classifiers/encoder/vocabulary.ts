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

/** Code point ranges that stay, first and last. */
const KEPT_RANGES: readonly (readonly [number, number])[] = [
  [0x0000, 0x024f], // Latin
  [0x0400, 0x052f], // Cyrillic
  [0x0600, 0x06ff], // Arabic
  [0x0750, 0x077f], // Arabic supplement
  [0x2000, 0x2bff], // punctuation, symbols, the word mark of the tokenizer
  [0x3000, 0x303f], // CJK punctuation
  [0x3400, 0x9fff], // Han
  [0xf900, 0xfaff], // Han, compatibility
  [0xfe0f, 0xfe0f], // emoji variant mark
  [0xff00, 0xffef], // full width
  [0x1f000, 0x1faff], // emoji
];
/** Of the letters beyond Latin-1, those of French and Turkish stay. */
const EXTENDED_LATIN = /[\u0100-\u024f]/u;
const KEPT_LATIN = /[ŒœĞğİıŞş]/u;
const MASK = '<mask>';

const inKeptRange = (code: number): boolean => KEPT_RANGES.some(([first, last]) => code >= first && code <= last);

const kept = (piece: string): boolean =>
  [...piece].every((character) => inKeptRange(character.codePointAt(0) ?? 0)) &&
  (!EXTENDED_LATIN.test(piece) || KEPT_LATIN.test(piece));

/** The special tokens keep their places (0 to 3); the mask token stays last. */
export function trimVocabulary(json: string): TrimmedVocabulary {
  const tokenizer = JSON.parse(json) as TokenizerFile;
  const special = new Set(tokenizer.added_tokens.map((token) => token.content));
  const mask = tokenizer.added_tokens.find((token) => token.content === MASK);
  if (!mask) throw new WeirError('ENCODER_TOKENIZER_UNREADABLE', `The tokenizer has no ${MASK} token`);
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
