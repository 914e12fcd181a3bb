import { type Static, Type } from 'typebox';
import { Category } from '#core/labels.ts';
import { Policy, PolicyVersion } from '#core/policy.ts';
import { PolicyRecord } from '#core/policy-record.ts';
import { Id, Sha256, Strict, Timestamp } from '#core/schema.ts';
import { PublicAccount } from './session.ts';

export { Policy, PolicyRecord };

const Count = Type.Integer({ minimum: 0 });
const Changes = Type.Array(Strict({ key: Type.String(), newly: Count, noLonger: Count }));

/** What the signed-in person may do with a version now; the server decides, the page only shows. */
export const PolicyAction = Type.Enum(['start_dry_run', 'propose', 'approve', 'withdraw'] as const);
export type PolicyAction = Static<typeof PolicyAction>;

export const DryRun = Strict({
  posts: Count,
  both: Count,
  neither: Count,
  newly_flagged: Count,
  no_longer_flagged: Count,
  byLanguage: Changes,
});
export type DryRun = Static<typeof DryRun>;

export const PolicyItem = Strict({
  record: PolicyRecord,
  /** What it has said of new posts beside the live policy; null before a dry run. */
  dryRun: Type.Union([DryRun, Type.Null()]),
  actions: Type.Array(PolicyAction),
});
export type PolicyItem = Static<typeof PolicyItem>;

/** GET /api/v1/policies, newest first. */
export const PolicyList = Strict({
  items: Type.Array(PolicyItem),
  /** What is in force; where nobody put a version in force yet, the one that ships with the program. */
  live: Policy,
  shipped: Policy,
  /** Posts that a dry run must have seen before its policy can be proposed. */
  dryRunPosts: Count,
  people: Type.Array(PublicAccount),
});
export type PolicyList = Static<typeof PolicyList>;

/** POST /api/v1/policies */
export const DraftPolicy = Strict({ policy: Policy, note: PolicyRecord.properties.note });
export type DraftPolicy = Static<typeof DraftPolicy>;
/** POST /api/v1/policies/:version/withdrawal */
export const WithdrawPolicy = Strict({ reason: Type.String({ minLength: 3, maxLength: 2000 }) });
export type WithdrawPolicy = Static<typeof WithdrawPolicy>;
export const PolicyPath = Strict({ version: PolicyVersion });

/** POST /api/v1/policies/simulate */
export const Simulate = Strict({
  policy: Policy,
  /** Only posts collected in the last so many days; all without it. */
  sinceDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
  /** What a case costs a person, for the hours; 3 without it. */
  minutesPerCase: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 240 })),
});
export type Simulate = Static<typeof Simulate>;

const Judged = Strict({ truePositives: Count, falsePositives: Count, falseNegatives: Count, trueNegatives: Count });
const SimulatedPost = Strict({
  postId: Sha256,
  /** Null where the text has no case. */
  caseId: Type.Union([Id, Type.Null()]),
  lang: Type.String(),
  leading: Category,
  violating: Type.Number(),
});
export const SimulationResult = Strict({
  /** The live version that it is compared with. */
  against: PolicyVersion,
  from: Type.Union([Timestamp, Type.Null()]),
  to: Timestamp,
  days: Type.Number(),
  posts: Count,
  /** Posts scored before scores were kept for counting; `weir rebuild` brings them in. */
  withoutScores: Count,
  flaggedBefore: Count,
  flaggedAfter: Count,
  newlyFlagged: Count,
  noLongerFlagged: Count,
  newCases: Count,
  fewerCases: Count,
  minutesPerCase: Type.Number(),
  /** Hours of review a day that come and go. */
  hoursPerDay: Strict({ more: Type.Number(), less: Type.Number() }),
  byCategory: Changes,
  byLanguage: Changes,
  samples: Strict({ newlyFlagged: Type.Array(SimulatedPost), noLongerFlagged: Type.Array(SimulatedPost) }),
  /** Over the cases that people have decided: what they called violating is the truth. */
  decidedBefore: Judged,
  decidedAfter: Judged,
});
export type SimulationResult = Static<typeof SimulationResult>;

const Bins = Type.Array(Count);
const Index = Type.Union([Type.Number(), Type.Null()]);
const DriftWeek = Strict({
  /** Its Monday. */
  week: Timestamp,
  posts: Count,
  bins: Strict({ violating: Bins, novelty: Bins }),
  /** The four weeks before it, together. */
  before: Strict({ violating: Bins, novelty: Bins }),
  /** Population stability index against `before`; null where one side is empty. */
  index: Strict({ violating: Index, novelty: Index }),
  /** What has shifted, with enough posts on both sides. */
  alarms: Type.Array(Type.Enum(['violating', 'novelty'] as const)),
});
/** GET /api/v1/oversight/drift */
export const Drift = Strict({
  /** Index from which a shift is an alarm, and posts that both sides need. */
  alarmAt: Type.Number(),
  leastPosts: Count,
  sources: Type.Array(Strict({ sourceId: Id, name: Type.String(), weeks: Type.Array(DriftWeek) })),
  /** Source and week of every alarm. */
  alarms: Count,
  /** Of those, in the week that runs and the one before: these are told. */
  recent: Count,
  /** The question that Elasticsearch was asked. */
  query: Type.String(),
});
export type Drift = Static<typeof Drift>;
