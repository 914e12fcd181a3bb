/** Finds the gaps in a run of letters that lost them: `wewillmeet` is `we will meet`. */
import { LATIN_LISTS, type ListedLanguage, ranks } from './word-lists.ts';

/** The lists hold letters that are no words (endings after an apostrophe): these are. */
const ONE_LETTER: Record<ListedLanguage, string> = {
  en: 'ai',
  fr: 'ayà',
  es: 'ayoe',
  de: '',
  tr: 'o',
  ru: 'авикосуя',
  ar: 'و',
};
const LONGEST = 20;
/** Nobody writes so much without a gap that is meant to be read; the run stays whole. */
const LONGEST_RUN = 5000;
/** Of an unknown word, and of each of its letters: a rare word of the lists costs about 12. */
const UNKNOWN = 10;
const UNKNOWN_LETTER = 2.6;

const wordCost = (word: string, lang: ListedLanguage, list: ReadonlyMap<string, number>): number => {
  const rank = word.length === 1 && !ONE_LETTER[lang].includes(word) ? undefined : list.get(word);
  // Zipf: the share of a word falls with its rank; 9.8 is the sum of 1/rank over 10,000 ranks.
  return rank === undefined ? UNKNOWN + UNKNOWN_LETTER * word.length : Math.log(rank * 9.8) + 1;
};

/** Cheapest cut under the list of one language, and what it costs. */
function cut(letters: string, lang: ListedLanguage): { words: number[]; cost: number } {
  const list = ranks(lang);
  const costs = [0];
  const from = [0];
  for (let end = 1; end <= letters.length; end++) {
    let least = Number.POSITIVE_INFINITY;
    for (let start = Math.max(0, end - LONGEST); start < end; start++) {
      const cost = (costs[start] ?? 0) + wordCost(letters.slice(start, end), lang, list);
      if (cost < least) {
        least = cost;
        from[end] = start;
      }
    }
    costs[end] = least;
  }
  const words: number[] = [];
  for (let end = letters.length; end > 0; end = from[end] ?? 0) words.push(end);
  return { words: words.reverse(), cost: costs[letters.length] ?? 0 };
}

const listsFor = (letters: string): readonly ListedLanguage[] => {
  if (/^[\p{Script=Latin}\p{M}]+$/u.test(letters)) return LATIN_LISTS;
  if (/^[\p{Script=Cyrillic}\p{M}]+$/u.test(letters)) return ['ru'];
  return /^[\p{Script=Arabic}\p{M}]+$/u.test(letters) ? ['ar'] : [];
};

/**
 * Ends of the words in a run of letters (offsets in UTF-16 units), by the language whose common words explain the run best.
 * Linear in the length. The whole run is one word where no list knows its script.
 */
export function wordEnds(letters: string): number[] {
  const lower = letters.toLowerCase();
  if (lower.length !== letters.length || lower.length > LONGEST_RUN) return [letters.length];
  let best: { words: number[]; cost: number } = { words: [letters.length], cost: Number.POSITIVE_INFINITY };
  for (const lang of listsFor(letters)) {
    const own = cut(lower, lang);
    if (own.cost < best.cost) best = own;
  }
  return best.words;
}
