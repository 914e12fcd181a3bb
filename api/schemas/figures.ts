import { type Static, Type } from 'typebox';
import { CASE_FIGURES, NOTICE_FIGURES, NOTICE_INSTRUMENTS, ORDER_FIGURES } from '#core/figure-names.ts';
import { Category } from '#core/labels.ts';
import { Id, Language, Strict, Timestamp } from '#core/schema.ts';

const Count = Type.Integer({ minimum: 0 });
/** Seconds; null where nothing was measured. */
const Took = Strict({
  median: Type.Union([Type.Number(), Type.Null()]),
  p90: Type.Union([Type.Number(), Type.Null()]),
});

/**
 * Notices under DSA art. 16 and referrals that left; of those, the ones of which the platform said what it decided, with the time
 * from leaving to the first word of that; how many of these were refused; and how many were not decided in the days that the house
 * waits, also where an answer came later.
 */
const noticeCounts = { sent: Count, replied: Count, refused: Count, overdue: Count, reply: Took };

const counts = {
  /** Cases that somebody answered, violating or not. */
  answered: Count,
  /** Of those, flagged ones with an answer in force; how many of them violate, and how many do not. */
  judged: Count,
  confirmed: Count,
  falseAlarms: Count,
  /**
   * First answers that a second person, a complaint, a scrutiny or a court made another of; and the time from the opening of the
   * case to the first answer. Null where fewer than three people answered: a figure of one or two is one of a person.
   */
  overturned: Type.Union([Count, Type.Null()]),
  review: Type.Union([Took, Type.Null()]),
  /** Orders whose hour began; of those, hours broken, and removals that a look of the house proved, with the time from the receipt. */
  hours: Count,
  broken: Count,
  removed: Count,
  removal: Took,
  ...noticeCounts,
};
export const FigureCounts = Strict(counts);
export type FigureCounts = Static<typeof FigureCounts>;

const MOST_WEEKS = 52;
const narrowed = { lang: Type.Optional(Language), category: Type.Optional(Category) };
export const FiguresQuery = Strict({
  weeks: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_WEEKS, default: 12 })),
  ...narrowed,
});
export type FiguresQuery = Static<typeof FiguresQuery>;

/** GET /api/v1/oversight/figures: drills left out. A case counts in the week of its first answer, an order in that of its receipt, a notice in which it left. */
export const WorkFigures = Strict({
  /** The Monday of the first week, and the end of the last (UTC). */
  from: Timestamp,
  to: Timestamp,
  /** Answers of fewer people than that are not measured. */
  leastPeople: Type.Integer(),
  all: FigureCounts,
  weeks: Type.Array(Strict({ week: Timestamp, ...counts })),
  byCategory: Type.Array(Strict({ key: Type.String(), ...counts })),
  byLanguage: Type.Array(Strict({ key: Type.String(), ...counts })),
  byInstrument: Type.Array(Strict({ key: Type.Enum(NOTICE_INSTRUMENTS), ...noticeCounts })),
  /** Of cases in each tenth of the score, flagged ones and those drawn by chance: how many were decided, and how many confirmed. */
  tenths: Type.Array(Strict({ scored: Count, confirmed: Count })),
  /** Decided cases that `weir rebuild` would bring in. */
  uncounted: Count,
  /** As Elasticsearch was asked. */
  queries: Strict({ cases: Type.String(), orders: Type.String(), notices: Type.String() }),
});
export type WorkFigures = Static<typeof WorkFigures>;

const FIGURES = [...CASE_FIGURES, ...ORDER_FIGURES, ...NOTICE_FIGURES] as const;
export const RecordsQuery = Strict({
  figure: Type.Enum(FIGURES),
  from: Timestamp,
  to: Timestamp,
  ...narrowed,
  /** Of the score, 0 to 9. */
  tenth: Type.Optional(Type.Integer({ minimum: 0, maximum: 9 })),
  /** Of notices. */
  instrument: Type.Optional(Type.Enum(NOTICE_INSTRUMENTS)),
  after: Type.Optional(Type.String({ maxLength: 1000 })),
});
export type RecordsQuery = Static<typeof RecordsQuery>;

/** GET /api/v1/oversight/figures/records: what a figure was counted from, oldest first. */
export const WorkRecords = Strict({
  kind: Type.Enum(['case', 'order', 'notice'] as const),
  ids: Type.Array(Id),
  total: Count,
  next: Type.Union([Type.String(), Type.Null()]),
});
export type WorkRecords = Static<typeof WorkRecords>;
