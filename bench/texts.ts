/** Invented texts for measurements: those of the fictional web and of the classifiers' corpus, varied by a seeded hand. */
import { readCorpus } from '#classifiers/training/corpus.ts';
import { seeded } from '#core/seeded.ts';
import { loadCorpus } from '#fixtures/post.ts';

export interface Text {
  text: string;
  lang: 'en' | 'zh';
  violating: boolean;
}

export const pick = <T>(from: readonly T[], next: () => number): T => {
  const one = from[Math.floor(next() * from.length)];
  if (one === undefined) throw new RangeError('There is nothing to pick from.');
  return one;
};

const shuffled = <T>(values: readonly T[], next: () => number): T[] =>
  values
    .map((value) => ({ value, place: next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);

let known: Text[] | undefined;

/** Every English and Chinese text that this repository invents, each once. */
export const inventedTexts = (): readonly Text[] => {
  known ??= readTexts();
  return known;
};

const readTexts = (): Text[] => {
  const posts = loadCorpus().posts.map(({ text, lang, truth }) => ({
    text,
    lang,
    violating: truth.categories.length > 0,
  }));
  const examples = readCorpus().flatMap(({ text, lang, categories }) =>
    lang === 'en' || lang === 'zh' ? [{ text, lang, violating: categories.length > 0 } as const] : [],
  );
  return [...new Map([...posts, ...examples].map((one) => [one.text, one])).values()];
};

/** What people change when they pass a text on. */
const CHANGES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `${text}!!`,
  (text) => `${text} 🔥`,
  (text) => `${text} 🙏`,
  (text) => `RT ${text}`,
  (text) => `${text} …`,
  (text) => text.toUpperCase(),
  (text) => `${text} (again)`,
];

/**
 * A stream of posts: `violating` of the originals violate the label guide, `copies` of all posts repeat an earlier one with a
 * small change. Originals beyond those that the repository has are two of them joined.
 */
export const stream = (options: { count: number; violating: number; copies: number; seed: number }): Text[] => {
  const next = seeded(options.seed);
  const all = shuffled(inventedTexts(), next);
  const pools = { true: all.filter((one) => one.violating), false: all.filter((one) => !one.violating) };
  const used = { true: 0, false: 0 };
  const original = (): Text => {
    const kind = next() < options.violating ? 'true' : 'false';
    const fresh = pools[kind][used[kind]++];
    if (fresh !== undefined) return fresh;
    const first = pick(pools[kind], next);
    const second = pick(
      pools[kind].filter(({ lang }) => lang === first.lang),
      next,
    );
    return { ...first, text: `${first.text} ${second.text}` };
  };
  const posts: Text[] = [];
  const originals: Text[] = [];
  while (posts.length < options.count) {
    if (originals.length > 0 && next() < options.copies) {
      const of = pick(originals, next);
      posts.push({ ...of, text: pick(CHANGES, next)(of.text) });
    } else {
      const one = original();
      originals.push(one);
      posts.push(one);
    }
  }
  return posts;
};

const CLAUSE = /[^.!?。！？\n]+[.!?。！？]*/gu;

/** Sentences of one language, each once: what long archives are put together from. */
export const sentences = (lang: Text['lang']): string[] => [
  ...new Set(
    inventedTexts()
      .filter((one) => one.lang === lang)
      .flatMap(({ text }) => text.match(CLAUSE) ?? [])
      .map((sentence) => sentence.trim())
      .filter((sentence) => sentence.length >= 6),
  ),
];
