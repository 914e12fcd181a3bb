/** Digits and signs that stand for letters inside Latin words: `g0ld3n`, `7h3`, `h@y`. */
import { LATIN_LISTS, ranks } from './word-lists.ts';

/** A word with everything that may stand for a letter; `readLeet` says what of it does. */
export const LEET_TOKEN = /(?<![\p{L}\p{N}_])[\p{Script=Latin}0-9$!|+€][\p{Script=Latin}0-9@$!|+€]*(?![\p{L}\p{N}_])/gu;

const READINGS: Record<string, string> = {
  0: 'o',
  1: 'il',
  2: 'z',
  3: 'e',
  4: 'a',
  5: 's',
  6: 'gb',
  7: 't',
  8: 'b',
  9: 'g',
  '@': 'a',
  $: 's',
  '!': 'il',
  '|': 'li',
  '+': 't',
  '€': 'e',
};
/** More readings than this of one token are not tried. */
const MOST_READINGS = 64;
const SIGN = /[0-9@$!|+€]/u;
const SIGNS = /[0-9@$!|+€]/gu;
const INSIDE = /^\p{Script=Latin}+(?:[01345@$]{1,2}\p{Script=Latin}+)+$/u;

function readings(token: string): string[] {
  let all = [''];
  for (const sign of token) {
    const letters = READINGS[sign] ?? sign;
    all = all.flatMap((start) => [...letters].map((letter) => start + letter));
    if (all.length > MOST_READINGS) return [];
  }
  return all;
}

/** Of short words only common ones: Arabic in Latin letters has digits too (`ma3`). */
const RAREST: Record<number, number> = { 2: 300, 3: 1000, 4: 4000 };

/** Endings that the lists leave out of many words. */
const ENDING = /(?:s|ed|d|ing|er|ers)$/u;

const rankOf = (word: string, list: ReadonlyMap<string, number>): number | undefined => {
  const own = list.get(word);
  const stem = word.replace(ENDING, '');
  return own ?? (stem !== word && stem.length >= 4 ? list.get(stem) : undefined);
};

/** The commonest word that a token may be read as. */
function knownReading(token: string, shortest: number): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const reading of readings(token)) {
    const lower = reading.toLowerCase();
    if (lower.length < shortest) continue;
    const rarest = RAREST[lower.length] ?? Number.POSITIVE_INFINITY;
    for (const lang of LATIN_LISTS) {
      const rank = rankOf(lower, ranks(lang));
      if (rank !== undefined && rank < least && rank <= rarest) {
        least = rank;
        best = reading;
      }
    }
  }
  return best;
}

const LONGEST = 30;
/** Times, amounts, ordinals, models: a number and then a unit, or a name and then a number. */
const NUMBERED = /^(?:[0-9$€+]+\p{L}{1,3}|\p{L}+[0-9]+|[0-9]+)$/u;

/** The signs that leetspeak has most; the other digits are letters of Arabic written in Latin ones. */
const USUAL = /^[\p{Script=Latin}013457@$!|+€]+$/u;

/** How freely a text is read: what stands alone, what many such words tell, and where most of them are known words. */
type Reach = 'strict' | 'loose' | 'whole';

/** What the token says when it is read as leetspeak; undefined where it is not. */
function read(token: string, reach: Reach): string | undefined {
  if (!SIGN.test(token) || !/\p{L}/u.test(token) || token.length > LONGEST) return undefined;
  if (INSIDE.test(token)) return knownReading(token, 3) ?? byTable(token);
  const signs = token.match(SIGNS)?.length ?? 0;
  if (reach === 'strict' && (NUMBERED.test(token) || signs > token.length / 2)) return undefined;
  const known = knownReading(token, reach === 'strict' ? 4 : 2);
  if (known !== undefined || reach !== 'whole' || token.length < 5 || NUMBERED.test(token)) return known;
  // `4ever` is a number and a word.
  return USUAL.test(token) && SIGN.test(token.slice(1)) ? byTable(token) : undefined;
}

const byTable = (token: string): string => token.replace(SIGNS, (sign) => READINGS[sign]?.[0] ?? sign);

/** How freely may the words of a text be read? Two words at least must show that it is written that way. */
function reachOf(text: string): Reach {
  if (!SIGN.test(text)) return 'strict';
  let evident = 0;
  let known = 0;
  let long = 0;
  for (const [token] of text.matchAll(LEET_TOKEN)) {
    const core = trimmed(token);
    if (!SIGN.test(core) || read(core, 'strict') === undefined) continue;
    evident++;
    if (core.length < 5) continue;
    long++;
    if (knownReading(core, 5) !== undefined) known++;
  }
  if (evident < 2) return 'strict';
  return known >= 2 && known * 3 >= long * 2 ? 'whole' : 'loose';
}

/**
 * A function from a token to what it says. A text with two such words at least is written that way: then short words and
 * digits at an end of a word count too; and where most of its long ones are known words, a word that no list has.
 */
export function leetReader(text: string): (token: string) => string {
  const reach = reachOf(text);
  return (token) => {
    if (!SIGN.test(token)) return token;
    const core = trimmed(token);
    const reading = read(core, reach);
    if (reading !== undefined) return reading + token.slice(core.length);
    // `k!ll!` ends in a mark of exclamation, `he!!` in two letters.
    return reach === 'strict' ? token : (read(token, reach) ?? token);
  };
}

const trimmed = (token: string): string => token.replace(/[!|+€]+$/u, '');
