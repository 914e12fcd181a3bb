/**
 * May one decision close both? Overlap of characters alone cannot say: `we will not attack` overlaps `we will attack` by
 * nearly 0.9, and one word (`hangover`, `on the stage`) turns a call into a joke. So the overlap must reach the threshold
 * and every word in which the texts differ must be a slip of spelling, a number, a mark of passing it on, or a word that adds nothing. What this
 * leaves out is assessed by itself, which costs a few milliseconds; what it let in wrongly would carry a wrong decision.
 */
import { LATIN_LISTS, ranks } from '../text/word-lists.ts';
import { Fingerprint } from './fingerprint.ts';
import { isComparable, similarity } from './minhash.ts';
import { surplus } from './word-difference.ts';

/**
 * One slip of spelling in a post of 60 characters leaves an overlap of 0.84, two of them 0.72. In the corpus, posts on
 * different ideas stay under 0.45, twins of one idea (same words, other meaning) reach 0.80: hence the second condition.
 */
export const NEAR_DUPLICATE = 0.7;

/** Words that pass a post on and say nothing about it. */
const PASSING_ON = new Set('rt via fwd repost reposted share pls please copy pasted bump up 转 发 扩 散 顶'.split(' '));

/** Words that may come or go and leave what is said as it was: articles, interjections, particles of tone. */
const FILLERS = new Set('the a an oh ah hey wow omg lo again really 的 啊 呀 哦 啦 哟 喔 噢 唉 哎 嘿'.split(' '));

const letters = (word: string): string => [...new Set(word)].sort().join('');

/** The same letters in another order or number: `recieve`, `toogether`; never `shoot` and `shout`. */
const sameLetters = (a: string, b: string): boolean =>
  a.length >= 4 && Math.abs(a.length - b.length) <= 2 && letters(a) === letters(b);

/**
 * A word that lost a letter on its inside and is no common word of its language any more: `lanern`; never `country` and
 * `county`. Of a word that no list has, none may have the rest, and more of it must be left.
 */
const lostLetter = (whole: string, left: string): boolean => {
  if (whole.length < 6 || left.length !== whole.length - 1 || whole.at(-1) !== left.at(-1)) return false;
  let at = 0;
  while (whole[at] === left[at]) at++;
  if (whole.slice(at + 1) !== left.slice(at)) return false;
  const own = LATIN_LISTS.filter((lang) => ranks(lang).has(whole));
  if (own.length === 0 && whole.length < 7) return false;
  return !(own.length === 0 ? LATIN_LISTS : own).some((lang) => ranks(lang).has(left));
};

const sameSpelling = (a: string, b: string): boolean =>
  a[0] === b[0] && (sameLetters(a, b) || lostLetter(a, b) || lostLetter(b, a));

const isNumber = (word: string): boolean => /^\p{N}/u.test(word);

const harmless = (word: string, others: string[]): boolean =>
  PASSING_ON.has(word) || FILLERS.has(word) || isNumber(word) || others.some((other) => sameSpelling(word, other));

/** Signatures may be given where they are at hand; they are computed otherwise. */
export const sameContent = (
  a: { text: string; signature?: Uint32Array },
  b: { text: string; signature?: Uint32Array },
): boolean => sameFingerprint(new Fingerprint(a.text, a.signature), new Fingerprint(b.text, b.signature));

/** As `sameContent`, where the texts' fingerprints are at hand. */
export function sameFingerprint(a: Fingerprint, b: Fingerprint): boolean {
  if (a.key === b.key) return true;
  if (!isComparable(a.key) || !isComparable(b.key)) return false;
  if (similarity(a.signature, b.signature) < NEAR_DUPLICATE) return false;
  const [onlyA, onlyB] = [surplus(a.words, b.words), surplus(b.words, a.words)];
  return onlyA.every((word) => harmless(word, onlyB)) && onlyB.every((word) => harmless(word, onlyA));
}
