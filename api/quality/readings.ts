import type { Case } from '#core/case.ts';
import { mayReadAgain, readAgain } from '#core/case-quality.ts';
import type { Account } from '#core/roles.ts';
import type { Page } from '#store/state-page.ts';
import type { Store } from '#store/store.ts';
import { caseFor, readableBy } from '../cases/readable.ts';
import { apiError } from '../errors.ts';
import type { BlindItem, ReadAgain, TrainingAnswer, TrainingFeedback } from '../schemas/quality.ts';
import { nextOfSamples } from './samples.ts';

const PAGE = 50;

/** Without anything that says what was decided, by whom, or what the model thought. */
const blind = (subject: Case): BlindItem => ({
  caseId: subject.id,
  title: subject.title,
  text: subject.text,
  lang: subject.lang,
  contentHash: subject.contentHash,
  platforms: [...new Set(subject.locations.map(({ platform }) => platform))],
  publishedAt: subject.locations[0]?.publishedAt ?? null,
});

const firstOf = async (
  read: (after: string | undefined) => Promise<Page<Case>>,
  fits: (one: Case) => boolean,
): Promise<Case | null> => {
  for (let after: string | null | undefined; after !== null; ) {
    const page: Page<Case> = await read(after);
    const found = page.items.find(fits);
    if (found !== undefined) return found;
    after = page.next;
  }
  return null;
};

const shownTo = async (store: Store, person: Account, subject: Case | null): Promise<BlindItem | null> => {
  if (subject === null) return null;
  // A text is shown: a trace comes first.
  await store.access.record({ kind: 'human', id: person.id }, { type: 'case.viewed', subject: subject.id });
  return blind(subject);
};

/** The next decided case that this person has had nothing to do with; those of a sample come first, golden ones are among them and look the same. */
export const nextReading = async (store: Store, person: Account, share: number): Promise<BlindItem | null> =>
  shownTo(
    store,
    person,
    (await nextOfSamples(store, person)) ??
      (await firstOf(
        (after) => store.cases.toReadAgain({ share, size: PAGE, after }),
        (one) => readableBy(person, [one]).length === 1 && mayReadAgain(one, person.id),
      )),
  );

/** @throws NOT_FOUND · CASE_OUTSIDE_WORK · what `readAgain` refuses */
export const read = async (store: Store, person: Account, { caseId, reading }: ReadAgain): Promise<void> => {
  await caseFor(store, person, caseId);
  const actor = { kind: 'human' as const, id: person.id };
  await store.cases.change(caseId, actor, (state) => readAgain(state, { actor, reading }));
};

export const nextTraining = async (store: Store, person: Account, seen: readonly string[]): Promise<BlindItem | null> =>
  shownTo(
    store,
    person,
    await firstOf(
      (after) => store.cases.golden({ size: PAGE, after }),
      (one) => readableBy(person, [one]).length === 1 && !seen.includes(one.id),
    ),
  );

/** Says at once whether it was right, and keeps nothing. @throws NOT_FOUND for what is not golden */
export const train = async (store: Store, person: Account, answer: TrainingAnswer): Promise<TrainingFeedback> => {
  const { golden } = await caseFor(store, person, answer.caseId);
  if (golden === undefined) throw apiError('NOT_FOUND');
  const { outcome, categories, note } = golden;
  const sameCategories =
    categories.length === answer.categories.length && categories.every((one) => answer.categories.includes(one));
  return { right: answer.outcome === outcome && sameCategories, answer: { outcome, categories, note } };
};
