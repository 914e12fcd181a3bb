/** A fingerprint of everything that a rebuild must bring back: one hash for each document and for each of a set of searches. */
import { CASE_STATES } from '#core/case.ts';
import { hashOf } from '#core/hash.ts';
import { CATEGORIES } from '#core/labels.ts';
import { everyDocument } from './elasticsearch.ts';
import { aliasOf, type Kind } from './indices.ts';
import type { PostSearchResult } from './post-search.ts';
import type { Store } from './store.ts';

export interface Digest {
  /** By `kind/id`. */
  documents: Record<string, string>;
  /** By the name of the search. */
  searches: Record<string, string>;
  /** Over all of it. */
  hash: string;
}
export interface DigestComparison {
  differences: number;
  /** `before` or `after` is null where there is nothing. */
  list: { key: string; before: string | null; after: string | null }[];
}

/** What belongs to the way a document was written, not to what it says. */
const BOOKKEEPING = new Set([
  'outbox',
  'outboxSize',
  'lastWrite',
  'postEntry',
  'picturesEntry',
  'analysisEntry',
  'goneAt',
]);

const gist = (document: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(document).filter(([field]) => !BOOKKEEPING.has(field)));

const DOCUMENTS: readonly Kind[] = [
  'posts',
  'cases',
  'orders',
  'complaints',
  'tips',
  'drills',
  'sources',
  'operators',
  'accounts',
  'policies',
  'lists',
  'partners',
  'shares',
  'handovers',
  'coordination',
  'searches',
  'collections',
  'annotations',
  'reading-samples',
  'exports',
  'ledger',
];

const idsAndFacets = ({ items, total, facets, timeline }: PostSearchResult): unknown => ({
  ids: items.map(({ post, matched }) => [post.id, matched]),
  total,
  facets,
  timeline,
});

const runSearches = async (store: Store): Promise<Record<string, unknown>> => {
  const { cases, orders, posts } = store;
  const results: Record<string, unknown> = {};
  for (const state of CASE_STATES) {
    const page = await cases.queue({ states: [state], size: 100 });
    results[`queue ${state}`] = { ids: page.items.map((one) => one.id), total: page.total };
  }
  const { oldestAgeMilliseconds: _, ...facets } = await cases.facets();
  results['case facets'] = facets;
  const list = await orders.list({ size: 100 });
  results['orders by time left'] = { ids: list.items.map((one) => one.id), total: list.total };
  results['order counts'] = await orders.counts();
  results['post counts'] = await posts.counts();
  const newest = await posts.search({ sort: 'newest', size: 100 });
  results['newest posts'] = idsAndFacets(newest);
  results['flagged posts'] = idsAndFacets(await posts.search({ flagged: true, sort: 'newest', size: 100 }));
  for (const category of CATEGORIES)
    results[`posts ${category}`] = idsAndFacets(await posts.search({ category, sort: 'newest', size: 100 }));
  // Words that surely occur: those of the newest analysed post.
  const analysis = newest.items.find(({ post }) => post.analysis !== null)?.post.analysis;
  const word = analysis?.tokens.split(' ').slice(0, 1) ?? [];
  const phrase = analysis?.exact.split(' ').slice(0, 2) ?? [];
  for (const [name, query] of [
    ['word', { text: '', tokens: word, phrases: [] }],
    ['phrase', { text: '', tokens: [], phrases: [phrase] }],
    ['run', { text: '', tokens: [], phrases: [], runs: [{ tokens: word, exact: phrase }] }],
  ] as const)
    results[`posts by ${name}`] = idsAndFacets(await posts.search({ query, sort: 'newest', size: 100 }));
  return results;
};

/** Reads everything once. Nobody should write meanwhile. */
export const digest = async (store: Store): Promise<Digest> => {
  await store.refresh();
  const documents: Record<string, string> = {};
  for (const kind of DOCUMENTS)
    for await (const { id, source } of everyDocument<Record<string, unknown>>(
      store.elasticsearch,
      aliasOf(store.namespace, kind),
    ))
      documents[`${kind}/${id}`] = hashOf(gist(source));
  const searches = Object.fromEntries(
    Object.entries(await runSearches(store)).map(([name, result]) => [name, hashOf(result)]),
  );
  return { documents, searches, hash: hashOf({ documents, searches }) };
};

export const compareDigests = (before: Digest, after: Digest): DigestComparison => {
  const list: DigestComparison['list'] = [];
  for (const part of ['documents', 'searches'] as const) {
    const keys = new Set([...Object.keys(before[part]), ...Object.keys(after[part])]);
    for (const key of [...keys].sort()) {
      const [a, b] = [before[part][key] ?? null, after[part][key] ?? null];
      if (a !== b) list.push({ key, before: a, after: b });
    }
  }
  return { differences: list.length, list };
};
