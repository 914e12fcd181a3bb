import { type Static, Type } from 'typebox';
import { CaseState, CoachingNote, GoldenAnswer, ReadingInput } from '#core/case.ts';
import { Category } from '#core/labels.ts';
import { Id, Language, Sha256, Strict, Timestamp } from '#core/schema.ts';
import { Next, PageQuery } from './envelope.ts';

/** A decided case without its decision: what somebody needs to come to an answer of their own. */
export const BlindItem = Strict({
  caseId: Id,
  title: Type.Union([Type.String(), Type.Null()]),
  text: Type.String(),
  lang: Language,
  contentHash: Sha256,
  platforms: Type.Array(Type.String()),
  publishedAt: Type.Union([Timestamp, Type.Null()]),
});
export type BlindItem = Static<typeof BlindItem>;
/** POST /api/v1/quality/readings/next */
export const NextReading = Strict({ item: Type.Union([BlindItem, Type.Null()]) });
export type NextReading = Static<typeof NextReading>;
/** POST /api/v1/quality/readings */
export const ReadAgain = Strict({ caseId: Id, reading: ReadingInput });
export type ReadAgain = Static<typeof ReadAgain>;

/** POST /api/v1/quality/training/next: golden items one after the other; `seen` are those that were done. */
export const NextTraining = Strict({ seen: Type.Array(Id, { maxItems: 1000 }) });
export type NextTraining = Static<typeof NextTraining>;
/** POST /api/v1/quality/training/answers: nothing of it is kept. */
export const TrainingAnswer = Strict({
  caseId: Id,
  outcome: ReadingInput.properties.outcome,
  categories: ReadingInput.properties.categories,
});
export type TrainingAnswer = Static<typeof TrainingAnswer>;
export const TrainingFeedback = Strict({ right: Type.Boolean(), answer: GoldenAnswer });
export type TrainingFeedback = Static<typeof TrainingFeedback>;

export const Agreed = Strict({
  subjects: Type.Integer(),
  /** Null where so few people or cases are behind it that it would be about them. */
  observed: Type.Union([Type.Number(), Type.Null()]),
  expected: Type.Union([Type.Number(), Type.Null()]),
  kappa: Type.Union([Type.Number(), Type.Null()]),
});
/** GET /api/v1/quality/agreement: of the house, never of a person. */
export const AgreementShown = Strict({
  /** So many people and cases must be behind a figure before it is told. */
  leastPeople: Type.Integer(),
  leastSubjects: Type.Integer(),
  /** The decision against the first reading. */
  cohen: Agreed,
  /** All answers to a case. */
  fleiss: Agreed,
  byCategory: Type.Array(Strict({ key: Category, fleiss: Agreed })),
  byLanguage: Type.Array(Strict({ key: Language, fleiss: Agreed })),
  /** Readings of golden items, and how many gave the right answer. */
  golden: Strict({ readings: Type.Integer(), right: Type.Union([Type.Integer(), Type.Null()]) }),
  disputed: Type.Integer(),
});
export type AgreementShown = Static<typeof AgreementShown>;

/** GET /api/v1/quality/disputed */
export const DisputedQuery = Strict(PageQuery);
export type DisputedQuery = Static<typeof DisputedQuery>;
export const DisputedList = Strict({
  items: Type.Array(
    Strict({
      caseId: Id,
      state: CaseState,
      leading: Category,
      lang: Language,
      /** The decision's answer first; whose they are stands in the case. */
      answers: Type.Array(ReadingInput.properties.outcome),
      updatedAt: Timestamp,
    }),
  ),
  total: Type.Integer(),
  next: Next,
});
export type DisputedList = Static<typeof DisputedList>;

/** POST /api/v1/cases/:id/golden */
export const MakeGolden = Strict({ note: GoldenAnswer.properties.note });
export type MakeGolden = Static<typeof MakeGolden>;
/** POST /api/v1/cases/:id/coaching */
export const Coach = Strict({ to: Id, text: CoachingNote.properties.text });
export type Coach = Static<typeof Coach>;
