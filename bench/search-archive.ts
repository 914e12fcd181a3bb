/** An archive of invented posts and the questions that are put to it. */

import type { Client } from '@elastic/elasticsearch';
import { exactTokens } from '#classifiers/text/exact-tokens.ts';
import { segment } from '#classifiers/text/segment.ts';
import { sha256 } from '#core/hash.ts';
import { CATEGORIES } from '#core/labels.ts';
import { seeded } from '#core/seeded.ts';
import { bulkChecked } from '#store/elasticsearch.ts';
import { VECTOR_DIMENSIONS } from '#store/indices.ts';
import type { PostDocument } from '#store/stored-post.ts';
import { pick, sentences } from './texts.ts';

const DAY = 86_400_000;
const A_BULK = 500;
/** Over how many days the posts are spread. */
export const ARCHIVE_DAYS = 90;

type Lang = 'en' | 'zh';
interface Sentence {
  text: string;
  tokens: string[];
  exact: string[];
}

const cache = new Map<Lang, Sentence[]>();
/** Cut once: a hundred thousand posts are made of a few thousand sentences. */
const cut = (lang: Lang): Sentence[] => {
  const known =
    cache.get(lang) ?? sentences(lang).map((text) => ({ text, tokens: segment(text, lang), exact: exactTokens(text) }));
  cache.set(lang, known);
  return known;
};

/** Directions that posts point in, more or less: what says the same lies near. */
const TOPICS = 2000;
const directions: Float32Array[] = [];
const directionOf = (topic: number): Float32Array => {
  const next = seeded(topic + 1);
  directions[topic] ??= Float32Array.from({ length: VECTOR_DIMENSIONS }, () => next() - 0.5);
  return directions[topic];
};

/** A unit vector near that of its topic. Four digits are more than the index looks at. */
const vectorOf = (topic: number, next: () => number): number[] => {
  const direction = directionOf(topic);
  const values = Array.from(direction, (value) => value + (next() - 0.5) * 0.8);
  const length = Math.hypot(...values);
  return values.map((value) => Math.round((value / length) * 10_000) / 10_000);
};

const documentOf = (number: number, next: () => number, now: Date): PostDocument => {
  const lang: Lang = number % 2 === 0 ? 'zh' : 'en';
  const parts = Array.from({ length: 2 + Math.floor(next() * 3) }, () => pick(cut(lang), next));
  const text = parts.map((part) => part.text).join(lang === 'en' ? ' ' : '');
  const id = sha256(`post ${number}`);
  const at = new Date(now.getTime() - next() * ARCHIVE_DAYS * DAY).toISOString();
  const flagged = next() < 0.1;
  const leading = pick(CATEGORIES, next);
  const scores = {
    threat: 0,
    instruction: 0,
    incitement: 0,
    solicitation: 0,
    recruitment: 0,
    glorification: 0,
    [leading]: 0.5,
  };
  const platform = Math.floor(next() * 12);
  return {
    id,
    itemId: sha256(`item ${number}`),
    sourceId: `source-${platform}`,
    operatorId: `operator-${platform}`,
    platform: `Platform ${platform}`,
    url: `https://canned.example/posts/${number}`,
    text,
    lang,
    tags: [],
    publishedAt: at,
    collectedAt: at,
    captureId: sha256('capture'),
    contentHash: sha256(text),
    status: next() < 0.97 ? 'live' : 'gone',
    analysed: true,
    analysisEntry: 1,
    clusterId: id.slice(0, 24),
    tokens: parts.flatMap((part) => part.tokens).join(' '),
    exact: parts.flatMap((part) => part.exact).join(' '),
    bands: [],
    signature: '',
    flagged,
    violating: flagged ? 0.9 : 0.1,
    leading,
    vector: vectorOf(Math.floor(next() * TOPICS), next),
    assessment: {
      modelVersion: 'bench',
      policyVersion: 'bench',
      lang,
      violating: flagged ? 0.9 : 0.1,
      categories: scores,
      context: 'other',
      contextProbability: 0.8,
      spans: [],
      routingReason: 'bench',
      assessedAt: at,
    },
  };
};

export function* archive(count: number, now: Date): Generator<PostDocument> {
  const next = seeded(7);
  for (let number = 0; number < count; number++) yield documentOf(number, next, now);
}

/** The index that one gets without thinking of languages: the text as it is, the rest as in ours. */
export const createStandardIndex = async (client: Client, index: string): Promise<void> => {
  const keyword = { type: 'keyword' } as const;
  await client.indices.create({
    index,
    settings: { number_of_shards: 1, number_of_replicas: 0, refresh_interval: '1s' },
    mappings: {
      dynamic: false,
      properties: {
        id: keyword,
        sourceId: keyword,
        operatorId: keyword,
        lang: keyword,
        status: keyword,
        leading: keyword,
        flagged: { type: 'boolean' },
        publishedAt: { type: 'date' },
        text: { type: 'text', analyzer: 'standard' },
      },
    },
  });
};

/** The same documents into each; the standard one has no use for our words and vectors. Bulk, and no refresh before the end. */
export const loadArchive = async (
  client: Client,
  indices: { ours: string; standard: string | null },
  documents: Iterable<PostDocument>,
  onProgress: (loaded: number) => void = () => {},
): Promise<void> => {
  const all = [indices.ours, ...(indices.standard === null ? [] : [indices.standard])];
  for (const index of all) await client.indices.putSettings({ index, settings: { refresh_interval: '-1' } });
  let batch: PostDocument[] = [];
  let loaded = 0;
  const flush = async () => {
    await bulkChecked(
      client,
      batch.flatMap((document) => [{ create: { _id: document.id } }, document]),
      { index: indices.ours },
    );
    if (indices.standard !== null)
      await bulkChecked(
        client,
        batch.flatMap(({ tokens: _tokens, exact: _exact, vector: _vector, ...document }) => [
          { create: { _id: document.id } },
          document,
        ]),
        { index: indices.standard },
      );
    loaded += batch.length;
    onProgress(loaded);
    batch = [];
  };
  for (const document of documents) {
    batch.push(document);
    if (batch.length === A_BULK) await flush();
  }
  await flush();
  for (const index of all) {
    await client.indices.putSettings({ index, settings: { refresh_interval: '1s' } });
    await client.indices.refresh({ index }, { requestTimeout: 600_000 });
  }
};

export interface Question {
  /** As a person types it. */
  typed: string;
  phrase: string;
  word: string;
}

const LETTERS = { en: /^[a-z]{3,}$/u, zh: /^\p{Script=Han}{2,}$/u };

/** Two neighbouring words of one sentence, and a longer word of it; different ones for each seed. */
export const questions = (lang: Lang, count: number, seed: number): Question[] => {
  const next = seeded(seed * 1000 + (lang === 'zh' ? 1 : 2));
  const found = new Map<string, Question>();
  for (let tries = 0; found.size < count && tries < count * 1000; tries++) {
    const { text, tokens } = pick(cut(lang), next);
    // English is asked for as it is written; in Chinese the words are the tokens.
    const words = lang === 'en' ? text.toLowerCase().split(/[^a-z'’]+/u) : tokens;
    const at = Math.floor(next() * words.length);
    const [first = '', second = ''] = words.slice(at, at + 2);
    const others = words.filter((word, place) => place !== at && place !== at + 1 && LETTERS[lang].test(word));
    if (![first, second].every((word) => LETTERS[lang].test(word)) || others.length === 0) continue;
    const phrase = lang === 'en' ? `${first} ${second}` : first + second;
    const word = pick(others, next);
    if (!text.toLowerCase().includes(phrase)) continue;
    found.set(`${phrase} ${word}`, { typed: `"${phrase}" ${word}`, phrase, word });
  }
  return [...found.values()];
};
