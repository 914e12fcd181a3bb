/** Undoes what hides a text from search and model, and keeps the way back to the original. */
import { confusablesFolder, DRAWN_LETTER, ENCLOSED_LETTER, foldDrawn, openEnclosed } from './confusables.ts';
import { blankIdentity } from './identity-terms.ts';
import { LEET_TOKEN, leetReader } from './leetspeak.ts';
import { MappedText } from './mapped-text.ts';
import { undoPinyin } from './pinyin.ts';
import { joinHan, joinSigns, joinSpaced, SPACED_HAN, SPACED_LETTERS, SPACED_SIGNS } from './spaced.ts';

/** Zero-width, direction, variation and tag characters, soft hyphens; Arabic tatweel; emoji skin tones. */
const INVISIBLE = /(?:\p{Default_Ignorable_Code_Point}|\p{Emoji_Modifier}|\u0640)+/gu;
const LONE_SURROGATE = /\p{Cs}/gu;
const CONTROL = /\p{Cc}+/gu;
/** A base character with its marks: what NFKC may change as a whole. */
const CLUSTER = /[^\u0020-\u007e]\p{M}*|[\u0020-\u007e]\p{M}+/gu;
const WORD = /[\p{L}\p{M}]+/gu;
/** Marks heaped on a letter: three and more are ornament in any script that is met here. */
const HEAPED_MARKS = /(?<=\p{Script=Latin}|\p{Script=Cyrillic})\p{Mn}{2,}/gu;
const LONG_RUN = /([\p{L}\p{P}\p{Extended_Pictographic}])\1{3,}/gu;
const SPACE = /[\s\u2028\u2029]+/gu;

/**
 * NFKC, no invisible characters, look-alike letters and digits folded inside mixed words, spaced-out letters joined,
 * runs of one character cut to three, white space as single spaces. Letter case stays.
 */
export function normalise(original: string): MappedText {
  const plain = MappedText.of(original)
    .replace(LONE_SURROGATE, () => '\ufffd')
    .replace(INVISIBLE, () => '')
    .replace(CONTROL, () => ' ')
    .replace(HEAPED_MARKS, () => '')
    .replace(CLUSTER, ([cluster]) => cluster.normalize('NFKC'))
    .replace(ENCLOSED_LETTER, ([letter]) => openEnclosed(letter))
    .replace(DRAWN_LETTER, ([letter]) => foldDrawn(letter));
  // Letters that stand apart come together first: only a whole word shows what its digits and look-alikes stand for.
  const joined = plain
    .replace(SPACED_SIGNS, ([signs]) => joinSigns(signs))
    .replace(SPACED_LETTERS, ([letters]) => joinSpaced(letters))
    .replace(SPACED_HAN, ([letters]) => joinHan(letters));
  const fold = confusablesFolder(joined.text);
  const folded = joined.replace(WORD, ([word]) => fold(word));
  const readLeet = leetReader(folded.text);
  return folded
    .replace(LEET_TOKEN, ([token]) => readLeet(token))
    .replace(LONG_RUN, ([run]) => [...run].slice(0, 3).join(''))
    .replace(SPACE, () => ' ')
    .trim();
}

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"'）】」]+/giu;
const MENTION = /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.-]{2,}/gu;

/**
 * What the fine-tuning reads, which exchanges identity terms for one another: as `normalise`, with Chinese in Latin letters put
 * back into characters, and with addresses and account names masked, since who wrote is never a signal.
 */
export const trainingText = (original: string): MappedText =>
  undoPinyin(
    normalise(original)
      .replace(LINK, () => '[link]')
      .replace(MENTION, () => '@user'),
  );

/** What the model reads: as `trainingText`, with identity terms blanked out, since who is spoken of is no signal either. */
export const modelText = (original: string): MappedText => blankIdentity(trainingText(original));

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
