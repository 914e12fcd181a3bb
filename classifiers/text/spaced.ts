/** Letters that stand apart, so that no word is seen: `k i t e`, `k.i.t.e`, `k - i - t - e`. */
import { wordEnds } from './split-words.ts';

/**
 * Single letters or digits with one to nine other signs between each two, and the marks that end the last sentence; scripts
 * without blanks have their own rule.
 */
export const SPACED_LETTERS =
  /(?<![\p{L}\p{M}\p{N}])(?!\p{Script=Han})[\p{L}\p{N}](?:(?:[^\p{L}\p{M}\p{N}'’&@]{1,9}|\s['’]\s)(?!\p{Script=Han})[\p{L}\p{N}](?![\p{L}\p{M}\p{N}]))+(?:\s[.!?…,;:)\]"”](?!\S))*/gu;
const TAIL = /(?:\s[.!?…,;:)\]"”])*$/u;
const GAP = /[^\p{L}\p{N}]+/gu;
const LETTER = /\p{L}/gu;
/** Joined runs of this many letters may have lost the gaps between their words. */
const MAY_BE_SENTENCE = 12;
/** Shorter words of such a run are left whole. */
const SHORTEST_CUT = 5;

/** The gap that stands between most letters. */
function commonest(gaps: string[]): string {
  const counts = new Map<string, number>();
  for (const gap of gaps) counts.set(gap, (counts.get(gap) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** The words of a match of `SPACED_LETTERS`; the match itself where it is an enumeration, a formula or an abbreviation. */
export function joinSpaced(match: string): string {
  const [tail = ''] = match.match(TAIL) ?? [];
  const found = match.slice(0, match.length - tail.length);
  const joined = joinLetters(found);
  return joined === found ? match : joined + tail.replace(/\s/gu, '');
}

function joinLetters(found: string): string {
  const gaps = found.match(GAP) ?? [];
  const usual = commonest(gaps);
  // Where one sign stands between most letters, a blank parts words, however short it is.
  const blankParts = gaps.filter((gap) => gap === usual).length > 1 && !/\s/u.test(usual);
  const narrow = (gap: string): boolean => gap.length <= usual.length && !(blankParts && /\s/u.test(gap));
  const letters = found.match(LETTER)?.length ?? 0;
  if (letters < 4 || /[=+<>,]/u.test(usual) || [...usual].length > 3) return found;
  // Without a single wider blank the words have run together.
  const gapsLost = letters >= MAY_BE_SENTENCE && !gaps.some((gap) => !narrow(gap) && /^\s+$/u.test(gap));
  let word = '';
  let text = '';
  const endWord = () => {
    text += gapsLost && word.length >= SHORTEST_CUT ? gapped(word) : word;
    word = '';
  };
  for (const [i, part] of found.split(/([^\p{L}\p{N}]+)/u).entries()) {
    if (i % 2 === 0) word += part;
    else if (!narrow(part)) {
      const sign = between(part, usual);
      if (APOSTROPHE.test(sign)) word += sign;
      else {
        endWord();
        text += gapsLost && ENDS_CLAUSE.test(sign) ? `${sign} ` : sign;
      }
    }
  }
  endWord();
  return text;
}

const APOSTROPHE = /^['’]$/u;
const ENDS_CLAUSE = /^[,.;:!?]+$/u;

/** What stood between two letters before the usual gap was put between all signs. */
function between(gap: string, usual: string): string {
  const signs = [...gap];
  return usual.length === 1 && signs.length % 2 === 1 && signs.every((sign, i) => i % 2 === 1 || sign === usual)
    ? signs.filter((_, i) => i % 2 === 1).join('')
    : gap;
}

function gapped(run: string): string {
  return run.replace(/\p{L}+/gu, (letters) => {
    const ends = wordEnds(letters);
    return ends.map((end, i) => letters.slice(i === 0 ? 0 : ends[i - 1], end)).join(' ');
  });
}

const HAN_GAP = '[ .\\-_*·|/~•…^`\\p{Extended_Pictographic}]';
/** Chinese characters that stand apart: three at least. */
export const SPACED_HAN = new RegExp(
  `(?<!\\p{Script=Han})\\p{Script=Han}(?:${HAN_GAP}{1,3}\\p{Script=Han}){2,}(?!\\p{Script=Han})`,
  'gu',
);
const BETWEEN_HAN = new RegExp(`(?<=\\p{Script=Han})${HAN_GAP}+(?=\\p{Script=Han})`, 'gu');
const HAN_GAPS = new RegExp(`${HAN_GAP}+`, 'gu');
/** Signs that stand apart by one blank each, Chinese ones and what stands between them. */
export const SPACED_SIGNS = /(?<!\S)[\p{Script=Han}\p{P}\p{S}\p{N}](?: [\p{Script=Han}\p{P}\p{S}\p{N}])+(?!\S)/gu;
/** The signs together where three of them at least are Chinese. */
export const joinSigns = (found: string): string =>
  (found.match(/\p{Script=Han}/gu)?.length ?? 0) >= 3 ? found.replaceAll(' ', '').replace(BETWEEN_HAN, '') : found;

export const joinHan = (found: string): string => found.replace(HAN_GAPS, '');
