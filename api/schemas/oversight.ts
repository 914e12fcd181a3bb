import { type Static, Type } from 'typebox';
import { LedgerBlock } from '#core/ledger.ts';
import { Operator } from '#core/operator.ts';
import { Country, Id, Sha256, Strict, Timestamp } from '#core/schema.ts';
import { Scorecard } from '#core/scorecard.ts';

/** Live counters, also sent as the event `counters`. */
export const Counters = Strict({
  at: Timestamp,
  posts: Type.Integer(),
  assessed: Type.Integer(),
  flagged: Type.Integer(),
  casesOpen: Type.Integer(),
  casesDecided: Type.Integer(),
  ordersOpen: Type.Integer(),
  ordersDone: Type.Integer(),
  postsPerMinute: Type.Number(),
  /** Jobs by queue: waiting, active, failed. */
  queues: Type.Array(
    Strict({
      name: Type.String(),
      waiting: Type.Integer(),
      active: Type.Integer(),
      delayed: Type.Integer(),
      failed: Type.Integer(),
    }),
  ),
});
export type Counters = Static<typeof Counters>;

const Bucket = Strict({ key: Type.String(), count: Type.Integer() });
const Rate = Strict({ numerator: Type.Integer(), denominator: Type.Integer() });
/** GET /api/v1/oversight: rates are given as fractions of counts, so that a small denominator shows. */
export const Oversight = Strict({
  counters: Counters,
  casesByState: Type.Array(Bucket),
  casesByCategory: Type.Array(Bucket),
  casesByLanguage: Type.Array(Bucket),
  ordersByState: Type.Array(Bucket),
  /** Of what people decided of flagged cases, samples apart: how much was violating (the model's precision at the threshold). */
  precision: Rate,
  precisionByLanguage: Type.Array(Strict({ key: Type.String(), ...Rate.properties })),
  precisionByCategory: Type.Array(Strict({ key: Type.String(), ...Rate.properties })),
  /** Of decided samples of what was not flagged, by purpose: how much was violating (what the model misses). */
  foundInSamples: Type.Array(Strict({ key: Type.String(), ...Rate.properties })),
  undone: Rate,
  /** Of orders with a running or ended hour: how many broke it. */
  clocksBroken: Rate,
  /** Seconds; null while there is no case to measure. */
  medianReviewSeconds: Type.Union([Type.Number(), Type.Null()]),
  medianRemovalSeconds: Type.Union([Type.Number(), Type.Null()]),
  sourcesOverdue: Type.Array(Id),
});
export type Oversight = Static<typeof Oversight>;

/** GET /api/v1/ledger?from&size */
export const LedgerPage = Strict({
  head: Strict({ height: Type.Integer(), size: Type.Integer(), root: Type.String() }),
  blocks: Type.Array(LedgerBlock),
});
export type LedgerPage = Static<typeof LedgerPage>;
/** POST /api/v1/ledger/verification */
export const LedgerVerification = Strict({
  ok: Type.Boolean(),
  blocks: Type.Integer(),
  entries: Type.Integer(),
  at: Timestamp,
  faults: Type.Array(
    Strict({ height: Type.Integer(), line: Type.Integer(), byteOffset: Type.Integer(), what: Type.String() }),
  ),
});
export type LedgerVerification = Static<typeof LedgerVerification>;
/** GET /api/v1/ledger/proofs/:eventId (RFC 6962 audit path) */
export const LedgerProof = Strict({
  eventId: Type.String(),
  leaf: Type.Unknown(),
  index: Type.Integer(),
  size: Type.Integer(),
  path: Type.Array(Sha256),
  root: Sha256,
  /** The block whose signature covers `root`. */
  checkpoint: Type.Optional(LedgerBlock),
});
export type LedgerProof = Static<typeof LedgerProof>;

/** An operator of the directory, without its keys. */
export const OperatorShown = Strict({
  id: Operator.properties.id,
  name: Operator.properties.name,
  platforms: Operator.properties.platforms,
  contactPoint: Operator.properties.contactPoint,
  languages: Operator.properties.languages,
  establishedIn: Operator.properties.establishedIn,
  legalRepresentative: Operator.properties.legalRepresentative,
  priorInformationSentAt: Operator.properties.priorInformationSentAt,
  /** True while no order has gone to it: the 12 hours of art. 3(2) apply. */
  firstOrder: Type.Boolean(),
});

/** GET /api/v1/operators */
export const OperatorList = Strict({
  items: Type.Array(OperatorShown),
  /** What waits for a second person; `isNew`: nothing is in force yet. */
  proposals: Type.Array(Strict({ id: Id, name: Type.String(), isNew: Type.Boolean(), at: Timestamp })),
});
export type OperatorList = Static<typeof OperatorList>;

/** GET /api/v1/operators/:operatorId (without keys). */
export const OperatorDetail = Strict({
  operator: OperatorShown,
  /** Where it answers for an order: its seat, or its representative's country. */
  country: Country,
  channel: Type.Enum(['https', 'email', 'manual'] as const),
  scorecard: Scorecard,
});
export type OperatorDetail = Static<typeof OperatorDetail>;

/** GET /api/v1/health (public) */
export const Health = Strict({
  ok: Type.Boolean(),
  version: Type.String(),
  elasticsearch: Type.Boolean(),
  redis: Type.Boolean(),
});
export type Health = Static<typeof Health>;

/**
 * GET /api/v1/events: server-sent events. `counters` carries Counters; `case` and `order` carry an id, the new state and
 * version only, so that a page knows what to load again. Needs a session; what a role may not list is not sent to it.
 */
export const ChangeEvent = Strict({ id: Id, state: Type.String(), seq: Type.Integer() });
export type ChangeEvent = Static<typeof ChangeEvent>;
