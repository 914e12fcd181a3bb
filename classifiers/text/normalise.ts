/** Undoes what hides a text from search and model, and keeps the way back to the original. */
import { foldConfusables, foldDigits } from './confusables.ts';
import { MappedText } from './mapped-text.ts';

/** Zero-width, direction, variation and tag characters, soft hyphens; Arabic tatweel; emoji skin tones. */
const INVISIBLE = /(?:\p{Default_Ignorable_Code_Point}|\p{Emoji_Modifier}|\u0640)+/gu;
const LONE_SURROGATE = /\p{Cs}/gu;
const CONTROL = /\p{Cc}+/gu;
/** A base character with its marks: what NFKC may change as a whole. */
const CLUSTER = /[^\u0020-\u007e]\p{M}*|[\u0020-\u007e]\p{M}+/gu;
const WORD = /[\p{L}\p{M}]+/gu;
const DIGIT_WORD = /(?<![\p{L}\p{N}@$])\p{Script=Latin}+(?:[01345@$]{1,2}\p{Script=Latin}+)+(?![\p{L}\p{N}@$])/gu;
/** Four letters or more, one separator of the same kind between each two: `k i l l`, `k.i.l.l`. */
const SPACED = /(?<![\p{L}\p{N}])\p{L}([ .\-_*·|])\p{L}(?:\1\p{L}){2,}(?![\p{L}\p{N}])/gu;
/** The same with words of any length, where wider gaps part the words: `h a y   l u z`. */
const SPACED_WORDS = /(?:(?<=\s{2,})\p{L}(?: \p{L})+(?=[.,;:!?]?(?:\s{2,}|$))|^\p{L}(?: \p{L})+(?=[.,;:!?]?\s{2,}))/gu;
const SPACED_HAN = /(?<!\p{Script=Han})\p{Script=Han}(?:[ .\-_*·|]\p{Script=Han}){2,}(?!\p{Script=Han})/gu;
const LONG_RUN = /([\p{L}\p{P}\p{Extended_Pictographic}])\1{3,}/gu;
const SPACE = /[\s\u2028\u2029]+/gu;

/**
 * NFKC, no invisible characters, look-alike letters and digits folded inside mixed words, spaced-out letters joined,
 * runs of one character cut to three, white space as single spaces. Letter case stays.
 */
export function normalise(original: string): MappedText {
  return MappedText.of(original)
    .replace(LONE_SURROGATE, () => '\ufffd')
    .replace(INVISIBLE, () => '')
    .replace(CONTROL, () => ' ')
    .replace(CLUSTER, ([cluster]) => cluster.normalize('NFKC'))
    .replace(WORD, ([word]) => foldConfusables(word))
    .replace(DIGIT_WORD, ([word]) => foldDigits(word))
    .replace(SPACED_WORDS, ([letters]) => letters.replaceAll(' ', ''))
    .replace(SPACED, ([letters]) => letters.replace(/[ .\-_*·|]/g, ''))
    .replace(SPACED_HAN, ([letters]) => letters.replace(/[ .\-_*·|]/g, ''))
    .replace(LONG_RUN, ([run]) => [...run].slice(0, 3).join(''))
    .replace(SPACE, () => ' ')
    .trim();
}

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"'）】」]+/giu;
const MENTION = /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.-]{2,}/gu;

/** What the model reads: as `normalise`, with addresses and account names masked, since who wrote is never a signal. */
export const modelText = (original: string): MappedText =>
  normalise(original)
    .replace(LINK, () => '[link]')
    .replace(MENTION, () => '@user');

/**
 * What two copies of a post share: lower case, no addresses, account names, punctuation, symbols or white space.
 * A text of nothing but symbols is its own key.
 */
export function contentKey(original: string): string {
  const text = normalise(original);
  const letters = text
    .replace(LINK, () => '')
    .replace(MENTION, () => '')
    .text.toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    // Chinese has no spaces of its own: one that punctuation or a copyist left says nothing.
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .trim();
  return letters === '' ? text.text : letters;
}
