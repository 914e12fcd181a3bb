/** What a person types into the search field, as the tokens that the index holds, and back from tokens to the text. */
import { detectLanguage } from '#classifiers/text/language.ts';
import { normalise } from '#classifiers/text/normalise.ts';
import { segment } from '#classifiers/text/segment.ts';
import type { Highlight } from '../schemas/posts.ts';

export interface SearchText {
  /** As typed, without the quotation marks. */
  text: string;
  /** Single tokens, outside quotation marks. */
  tokens: string[];
  /** Tokens of each quoted phrase, in order. */
  phrases: string[][];
}

/** Quotation marks of the languages that people search in. */
const PHRASE = /"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」/gu;

const LATIN = /\p{Script=Latin}/u;
/** Fewer words than this do not tell which of the languages in Latin letters they are. */
const TELLING_WORDS = 4;

const languageOf = (typed: string): string =>
  LATIN.test(typed) && typed.trim().split(/\s+/u).length < TELLING_WORDS ? 'en' : detectLanguage(typed);

/**
 * Reads a query. `lang` (of the filter) says how words are stemmed; without it the language of the query is told from its
 * own words, and a few words in Latin letters are taken for English.
 */
export const readSearchText = (typed: string, lang?: string): SearchText => {
  const detected = lang ?? languageOf(typed);
  const phrases: string[][] = [];
  const rest = typed.replace(PHRASE, (_, ...groups: unknown[]) => {
    const phrase = groups.slice(0, 5).find((group) => typeof group === 'string') as string;
    const tokens = segment(phrase, detected);
    if (tokens.length > 0) phrases.push(tokens);
    return ' ';
  });
  return { text: typed.replace(/["“”„«»「」]/gu, ' ').trim(), tokens: segment(rest, detected), phrases };
};

interface PlacedToken {
  token: string;
  start: number;
  end: number;
}

const PIECE = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+|\p{Extended_Pictographic}/gu;

/** The tokens of a text, each with the stretch of the original that it stands for. */
const placeTokens = (text: string, lang: string): PlacedToken[] => {
  const mapped = normalise(text);
  const placed: PlacedToken[] = [];
  for (const match of mapped.text.matchAll(PIECE)) {
    const tokens = segment(match[0], lang);
    let at = match.index;
    for (const token of tokens) {
      // A run of Han characters is cut into its own parts; any other piece is one token, stemmed or not.
      const length = tokens.length === 1 ? match[0].length : token.length;
      placed.push({ token, ...mapped.original(at, at + length) });
      at += length;
    }
  }
  return placed;
};

const merge = (stretches: Highlight[]): Highlight[] => {
  const merged: Highlight[] = [];
  for (const stretch of [...stretches].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last !== undefined && stretch.start <= last.end) last.end = Math.max(last.end, stretch.end);
    else merged.push({ ...stretch });
  }
  return merged;
};

/**
 * Where a text matches a query: offsets in UTF-16 units of the original text, in order, without overlap. Words that are
 * disguised (look-alike letters, zero-width characters, spaced-out letters) are found where they stand.
 */
export const highlightsOf = (text: string, lang: string, query: SearchText): Highlight[] => {
  if (query.tokens.length === 0 && query.phrases.length === 0) return [];
  const placed = placeTokens(text, lang);
  const single = new Set(query.tokens);
  const found: Highlight[] = placed.filter(({ token }) => single.has(token)).map(({ start, end }) => ({ start, end }));
  for (const phrase of query.phrases)
    for (let from = 0; from + phrase.length <= placed.length; from++) {
      const stretch = placed.slice(from, from + phrase.length);
      const [first, last] = [stretch[0], stretch.at(-1)];
      if (first !== undefined && last !== undefined && stretch.every(({ token }, index) => token === phrase[index]))
        found.push({ start: first.start, end: last.end });
    }
  return merge(found);
};
