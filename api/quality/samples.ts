/** Samples of decided cases that supervisors draw, and how far the house agrees on each; never of a person. */
import { randomInt, randomUUID } from 'node:crypto';
import { cohensKappa } from '#core/agreement.ts';
import type { Case, CaseReading } from '#core/case.ts';
import { mayReadAgain } from '#core/case-quality.ts';
import { currentDecision } from '#core/case-state.ts';
import { drawSample, type ReadingSample, type SampleWish } from '#core/reading-sample.ts';
import type { Account } from '#core/roles.ts';
import type { Store } from '#store/store.ts';
import { readableBy } from '../cases/readable.ts';
import type { House } from '../dependencies.ts';
import type { SampleList, SampleShown } from '../schemas/reading-samples.ts';
import { toldAgreement } from './agreement.ts';

/** Samples that are still handed out; older ones that nobody finished are let go. */
const HANDED_OUT = 20;

const casesOf = async (store: Store, sample: ReadingSample): Promise<Case[]> =>
  (await Promise.all(sample.caseIds.map((id) => store.cases.get(id)))).flatMap((one) => (one === null ? [] : [one]));

/** What somebody who did not know the decision said first after the sample was drawn. */
const readingFor = (subject: Case, sample: ReadingSample): CaseReading | null =>
  (subject.readings ?? []).find(({ at }) => at > sample.at) ?? null;

const shown = async ({ store, directory }: House, sample: ReadingSample): Promise<SampleShown> => {
  const { caseIds, seq: _, ...kept } = sample;
  const read = (await casesOf(store, sample)).flatMap((subject) => {
    const reading = readingFor(subject, sample);
    return reading === null ? [] : [{ subject, reading }];
  });
  const pairs = read.flatMap(({ subject, reading }): [string, string][] => {
    const decision = currentDecision(subject);
    return decision === null ? [] : [[decision.outcome, reading.outcome]];
  });
  const nameOf = await directory.names();
  return {
    ...{ id: kept.id, criteria: kept.criteria, reason: kept.reason, seed: kept.seed, at: kept.at, by: kept.by },
    ...{ population: kept.population, populationHash: kept.populationHash },
    ...{ byName: nameOf(kept.by), size: caseIds.length, read: read.length },
    agreement: toldAgreement(
      read.map(({ subject }) => subject),
      cohensKappa(pairs),
    ),
  };
};

/** @throws SAMPLE_EMPTY */
export const draw = async (house: House, person: Account, wish: SampleWish): Promise<SampleShown> => {
  const { store } = house;
  const ids = await store.cases.answeredIds(wish.criteria);
  const seed = randomInt(2 ** 32);
  const actor = { kind: 'human' as const, id: person.id };
  const { state } = await store.readingSamples.create(randomUUID(), drawSample(wish, ids, seed), actor);
  return shown(house, state);
};

export const samples = async (
  house: House,
  { size = 10, after }: { size?: number | undefined; after?: string | undefined },
): Promise<SampleList> => {
  const page = await house.store.readingSamples.list({ size, after });
  return { ...page, items: await Promise.all(page.items.map((sample) => shown(house, sample))) };
};

/** A case of a sample that waits for this person; whoever drew it knows what it was drawn for, and reads none of it. */
export const nextOfSamples = async (store: Store, person: Account): Promise<Case | null> => {
  const { items } = await store.readingSamples.list({ size: HANDED_OUT });
  for (const sample of items.toReversed()) {
    if (sample.by === person.id) continue;
    const found = (await casesOf(store, sample)).find(
      (one) =>
        readingFor(one, sample) === null && readableBy(person, [one]).length === 1 && mayReadAgain(one, person.id),
    );
    if (found !== undefined) return found;
  }
  return null;
};
