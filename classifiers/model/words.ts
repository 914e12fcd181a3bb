/**
 * What the words of a text say beside the encoder: words, pairs of words and stretches of one to five characters, hashed, with
 * one weight each. Identity terms are blanked out of what the model reads (text/identity-terms.ts): none of them has a weight.
 */
import { NEUTRAL } from '../text/identity-terms.ts';

/** Places of the hash table: as many as 20 bits tell apart. */
export const BUCKETS = 2 ** 20;
const LONGEST = 5;
/** Where the hash of each kind of part begins. */
const [WORD, PAIR, STRETCH] = [0x811c9dc5, 0x2b5f1d3b, 0x6c62272e];

const WORDS = /[\p{L}\p{M}\p{N}_]+/gu;

/** One step of FNV-1a over a UTF-16 unit. */
const step = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);
const place = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 12;

const hashOf = (start: number, text: string): number => {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = step(hash, text.charCodeAt(i));
  return hash;
};

/** Places of the parts of a text, each once. `read` is what the model reads, in lower case. */
export function bucketsOf(read: string): Uint32Array {
  // What stands for identity terms has no weight either.
  const text = read.replace(NEUTRAL, '\u25a1');
  const found = new Set<number>();
  for (let start = 0; start < text.length; start++) {
    let hash = STRETCH;
    for (let end = start; end < Math.min(text.length, start + LONGEST); end++) {
      hash = step(hash, text.charCodeAt(end));
      found.add(place(hash));
    }
  }
  let before: number | undefined;
  for (const [word] of text.matchAll(WORDS)) {
    found.add(place(hashOf(WORD, word)));
    if (before !== undefined) found.add(place(hashOf(before, ` ${word}`)));
    before = hashOf(PAIR, word);
  }
  return Uint32Array.from(found);
}

/** Scripts that the corpus is written in: of other texts, and of those without a word, the words know nothing. */
const LEARNED = /[\p{Script=Latin}\p{Script=Han}\p{Script=Cyrillic}\p{Script=Arabic}]/u;

export class Words {
  private readonly codes: Int8Array;

  /** One weight per place. */
  constructor(codes: Int8Array) {
    this.codes = codes;
  }

  /** Sum of the weights of the text's parts over the root of their number, in units of the codes; undefined where nothing is known. */
  sum(text: string): number | undefined {
    if (!LEARNED.test(text)) return undefined;
    const buckets = bucketsOf(text.toLowerCase());
    let sum = 0;
    for (const bucket of buckets) sum += this.codes[bucket] ?? 0;
    return sum / Math.sqrt(Math.max(1, buckets.length));
  }
}
