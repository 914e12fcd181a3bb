import { readTestSet } from '#classifiers/evaluation/sets.ts';
import type { Example } from '#classifiers/training/corpus.ts';
import type { Drill, DrillItem } from '#core/drill.ts';
import type { Actor } from '#core/event.ts';
import { sha256 } from '#core/hash.ts';
import { contentHashOf, itemIdOf, postIdOf } from '#core/post.ts';
import { seeded } from '#core/seeded.ts';
import type { Source } from '#core/source.ts';
import { caseIdOf, clusterIdOf } from '#pipeline/analyse.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import type { StartDrill } from '../schemas/drills.ts';

/** An address that nobody has: nothing of a drill is ever asked for. */
const addressOf = (source: Source, id: string): string => `https://${source.hosts[0]}/p/${id.slice(0, 12)}`;

const itemOf = (drillId: string, source: Source, { id: exampleId, text, lang, categories }: Example): DrillItem => {
  const itemId = itemIdOf(drillId, exampleId);
  const postId = postIdOf(itemId, contentHashOf(undefined, text));
  return {
    ...{ exampleId, postId, lang, text, expected: categories },
    caseId: caseIdOf(clusterIdOf(postId)),
    url: addressOf(source, postId),
  };
};

/** In an order that looks random and follows from the drill's id. */
const shuffled = <T>(all: readonly T[], seed: string): T[] => {
  const random = seeded(Number.parseInt(sha256(seed).slice(0, 8), 16));
  return all
    .map((one) => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
};

/** Half violating, half not, and none that an earlier drill has shown. @throws DRILL_TEXTS_MISSING */
const pick = (asked: StartDrill, drillId: string, shown: ReadonlySet<string>): Example[] => {
  const free = shuffled(
    readTestSet().filter(({ id, lang }) => asked.languages.includes(lang) && !shown.has(id)),
    drillId,
  );
  const violating = free.filter(({ categories }) => categories.length > 0).slice(0, Math.ceil(asked.cases / 2));
  const others = free.filter(({ categories }) => categories.length === 0).slice(0, asked.cases - violating.length);
  const picked = [...violating, ...others];
  if (picked.length < asked.cases) throw apiError('DRILL_TEXTS_MISSING');
  return shuffled(picked, `${drillId} order`);
};

const PAGE = 100;

/** The texts that earlier drills have shown. */
const shownBefore = async (store: ApiDependencies['store']): Promise<Set<string>> => {
  const shown = new Set<string>();
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.drills.list({ size: PAGE, after });
    for (const { items } of page.items) for (const { exampleId } of items) shown.add(exampleId);
    after = page.next;
  }
  return shown;
};

/**
 * Starts a drill; the worker puts its cases into the queue.
 * @throws SOURCE_UNKNOWN · OPERATOR_UNKNOWN · DRILL_TEXTS_MISSING
 */
export const startDrill = async (
  { store, queues }: Pick<ApiDependencies, 'store' | 'queues'>,
  actor: Actor,
  asked: StartDrill,
  newId: () => string,
): Promise<Drill> => {
  const source = await store.sources.get(asked.sourceId);
  if (source === null) throw apiError('SOURCE_UNKNOWN');
  if ((await store.operators.get(source.operatorId)) === null) throw apiError('OPERATOR_UNKNOWN');
  const id = `drill-${newId()}`;
  const { cases: _cases, languages: _languages, ...entry } = asked;
  const items = pick(asked, id, await shownBefore(store)).map((example) => itemOf(id, source, example));
  const { state } = await store.drills.create(id, { type: 'drill.started', data: { ...entry, items } }, actor);
  await queues.enqueue('drill', { drillId: id });
  return state;
};
