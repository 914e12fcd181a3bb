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

/** The commonest word that a token may be read as. */
function knownReading(token: string, shortest: number): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const reading of readings(token)) {
    const lower = reading.toLowerCase();
    if (lower.length < shortest) continue;
    const rarest = RAREST[lower.length] ?? Number.POSITIVE_INFINITY;
    for (const lang of LATIN_LISTS) {
      const rank = ranks(lang).get(lower);
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

/** What the token says when it is read as leetspeak; undefined where it is not. */
function read(token: string, loose: boolean): string | undefined {
  if (!SIGN.test(token) || !/\p{L}/u.test(token) || token.length > LONGEST) return undefined;
  if (INSIDE.test(token)) return knownReading(token, 3) ?? token.replace(/./gu, (sign) => READINGS[sign]?.[0] ?? sign);
  const signs = token.match(/[0-9@$!|+€]/gu)?.length ?? 0;
  if (!loose && (NUMBERED.test(token) || signs > token.length / 2)) return undefined;
  return knownReading(token, loose ? 2 : 4);
}

/**
 * A function from a token to what it says. A text with two such words at least is written that way: then short words and
 * digits at an end of a word count too.
 */
export function leetReader(text: string): (token: string) => string {
  let evident = 0;
  if (/[0-9@$!|+€]/u.test(text)) {
    for (const [token] of text.matchAll(LEET_TOKEN)) {
      if (SIGN.test(token) && read(trimmed(token), false) !== undefined) evident++;
      if (evident === 2) break;
    }
  }
  return (token) => {
    if (!SIGN.test(token)) return token;
    const core = trimmed(token);
    const reading = read(core, evident >= 2);
    if (reading !== undefined) return reading + token.slice(core.length);
    // `k!ll!` ends in a mark of exclamation, `he!!` in two letters.
    return evident >= 2 ? (read(token, true) ?? token) : token;
  };
}

const trimmed = (token: string): string => token.replace(/[!|+€]+$/u, '');
