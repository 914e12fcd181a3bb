/** What a person types into the search field, as the tokens that the index holds, and back from tokens to the text. */
import { type ExactToken, exactTokens, placeExactTokens } from '#classifiers/text/exact-tokens.ts';
import { detectLanguage } from '#classifiers/text/language.ts';
import { normalise } from '#classifiers/text/normalise.ts';
import { cut, segment } from '#classifiers/text/segment.ts';
import { readSearchQuery, type SearchNode } from '#core/search-query.ts';
import type { PostNode } from '#store/post-search.ts';

/** A stretch of a text; offsets in UTF-16 units. */
interface Highlight {
  start: number;
  end: number;
}

export interface Search {
  /** What the store looks for; undefined where nothing was typed. */
  where: PostNode | undefined;
  /** What is marked in what was found. */
  marks: SearchText;
}

export interface SearchText {
  /** As typed, without the quotation marks. */
  text: string;
  /** Single tokens, outside quotation marks and outside of `runs`. */
  tokens: string[];
  /** Words of each quoted phrase as they stand, in order. */
  phrases: string[][];
  /** Each stretch of Chinese outside quotation marks: its tokens, and its characters as they stand. */
  runs: { tokens: string[]; exact: string[] }[];
  /** Beginnings of words, as they stand. */
  prefixes?: string[];
}

/** Quotation marks of the languages that people search in. */
const PHRASE = /"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」|『([^』]+)』|＂([^＂]+)＂/gu;
const HAN_RUN = /\p{Script=Han}+/gu;

const LATIN = /\p{Script=Latin}/u;
/** Fewer words than this do not tell which of the languages in Latin letters they are. */
const TELLING_WORDS = 4;

const languageOf = (typed: string): string =>
  LATIN.test(typed) && typed.trim().split(/\s+/u).length < TELLING_WORDS ? 'en' : detectLanguage(typed);

/**
 * Reads a query. `lang` (of the filter) says how words are stemmed; without it the language of the query is told from its
 * own words, and a few words in Latin letters are taken for English. Phrases are exact: nothing is stemmed or cut in them.
 */
export const readSearchText = (typed: string, lang?: string): SearchText => {
  const detected = lang ?? languageOf(typed);
  const phrases: string[][] = [];
  const unquoted = typed.replace(PHRASE, (quoted) => {
    const phrase = exactTokens(quoted.slice(1, -1));
    if (phrase.length > 0) phrases.push(phrase);
    return ' ';
  });
  const runs: SearchText['runs'] = [];
  const words = normalise(unquoted).text.replace(HAN_RUN, (run) => {
    runs.push({ tokens: segment(run, detected), exact: exactTokens(run) });
    return ' ';
  });
  return { text: typed.replace(/["“”„«»「」『』＂]/gu, ' ').trim(), tokens: segment(words, detected), phrases, runs };
};

/** A beginning as the index holds words; one of a script without blanks is its characters in a row. */
const prefixNode = (text: string): { node: PostNode; prefix: string | null; phrase: string[] } => {
  const exact = exactTokens(text);
  const [only] = exact;
  return exact.length === 1 && only !== undefined && !/^\p{Script=Han}$/u.test(only)
    ? { node: { kind: 'prefix', prefix: only }, prefix: only, phrase: [] }
    : { node: { kind: 'match', query: { text, tokens: [], phrases: [exact] } }, prefix: null, phrase: exact };
};

/** All words of a question together tell its language better than each part alone. */
const wordsOf = (node: SearchNode): string[] => {
  if (node.kind === 'words' || node.kind === 'phrase' || node.kind === 'prefix') return [node.text];
  if (node.kind === 'and' || node.kind === 'or') return node.of.flatMap(wordsOf);
  return node.kind === 'not' ? wordsOf(node.of) : [];
};

/** A part of a question as the store takes it; what is not ruled out is added to `marks`. */
const partOf = (node: SearchNode, lang: string, marks: Required<SearchText> | null): PostNode => {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { kind: node.kind, of: node.of.map((one) => partOf(one, lang, marks)) };
    case 'not':
      return { kind: 'not', of: partOf(node.of, lang, null) };
    case 'words': {
      const query = readSearchText(node.text, lang);
      marks?.tokens.push(...query.tokens);
      marks?.runs.push(...query.runs);
      return { kind: 'match', query };
    }
    case 'phrase': {
      const exact = exactTokens(node.text);
      if (exact.length > 0) marks?.phrases.push(exact);
      return { kind: 'match', query: { text: node.text, tokens: [], phrases: [exact] } };
    }
    case 'prefix': {
      const { node: found, prefix, phrase } = prefixNode(node.text);
      if (prefix !== null) marks?.prefixes.push(prefix);
      if (phrase.length > 0) marks?.phrases.push(phrase);
      return found;
    }
    case 'range': {
      const { kind, field, ...bounds } = node;
      return { kind, field, bounds };
    }
    default:
      return node;
  }
};

/**
 * Reads a question with AND, OR, NOT, brackets, beginnings and fields. What is marked is everything that is not ruled out.
 * @throws SEARCH_UNREADABLE (400) with place and mend
 */
export const readSearch = (typed: string, lang?: string): Search => {
  const marks: Required<SearchText> = { text: typed, tokens: [], phrases: [], runs: [], prefixes: [] };
  const tree = readSearchQuery(typed);
  if (tree === null) return { where: undefined, marks };
  return { where: partOf(tree, lang ?? languageOf(wordsOf(tree).join(' ')), marks), marks };
};

/** The tokens of a text, each with the stretch of the original that it stands for. */
const placeTokens = (text: string, lang: string): ExactToken[] => {
  const mapped = normalise(text);
  const placed: ExactToken[] = [];
  for (const { index, length, tokens } of cut(mapped.text, lang)) {
    let at = index;
    for (const token of tokens) {
      // A run of Han characters is cut into its own parts; any other piece is one token, stemmed or not.
      const end = at + (tokens.length === 1 ? length : token.length);
      placed.push({ token, ...mapped.original(at, end) });
      at = end;
    }
  }
  return placed;
};

/** Where all the words of a phrase stand next to one another. */
const stretchesOf = (phrase: readonly string[], placed: readonly ExactToken[]): Highlight[] =>
  placed.flatMap(({ start }, from) => {
    const last = placed[from + phrase.length - 1];
    const isHere = last !== undefined && phrase.every((token, index) => placed[from + index]?.token === token);
    return isHere ? [{ start, end: last.end }] : [];
  });

const merge = (stretches: readonly Highlight[]): Highlight[] => {
  const merged: Highlight[] = [];
  for (const stretch of [...stretches].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last !== undefined && stretch.start <= last.end) last.end = Math.max(last.end, stretch.end);
    else merged.push({ start: stretch.start, end: stretch.end });
  }
  return merged;
};

/**
 * Where a text matches a query: offsets in UTF-16 units of the original text, in order, without overlap. Words that are
 * disguised (look-alike letters, zero-width characters, spaced-out letters) are found where they stand.
 */
export const highlightsOf = (text: string, lang: string, query: SearchText): Highlight[] => {
  const { tokens, phrases, runs, prefixes = [] } = query;
  if (tokens.length + phrases.length + runs.length + prefixes.length === 0) return [];
  const single = new Set([...tokens, ...runs.flatMap((run) => run.tokens)]);
  const found = placeTokens(text, lang).filter(({ token }) => single.has(token));
  const exact = [...phrases, ...runs.map((run) => run.exact)];
  const placed = exact.length + prefixes.length === 0 ? [] : placeExactTokens(text);
  const begun = placed.filter(({ token }) => prefixes.some((prefix) => token.startsWith(prefix)));
  return merge([...found, ...begun, ...exact.flatMap((phrase) => stretchesOf(phrase, placed))]);
};
