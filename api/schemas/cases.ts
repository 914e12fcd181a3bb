import { type Static, Type } from 'typebox';
import { Case, CasePurpose, CaseQuestion, CaseState, DecisionInput, HandOver, OUTCOMES } from '#core/case.ts';
import { Category, Context } from '#core/labels.ts';
import { QueueFilter } from '#core/preferences.ts';
import { Id, Language, Sha256, Strict, Timestamp } from '#core/schema.ts';
import { CommaList, Next, PageQuery } from './envelope.ts';
import { PublicAccount } from './session.ts';

/** GET /api/v1/cases; `states` is comma-separated, default `open`. */
export const CaseListQuery = Strict({
  states: Type.Optional(CommaList),
  lang: Type.Optional(Language),
  category: Type.Optional(Category),
  operatorId: Type.Optional(Id),
  purpose: Type.Optional(CasePurpose),
  ...PageQuery,
});
export type CaseListQuery = Static<typeof CaseListQuery>;

export const Lease = Strict({ holder: Id, holderName: Type.String(), until: Timestamp, mine: Type.Boolean() });
export type Lease = Static<typeof Lease>;

export const CaseSummary = Strict({
  id: Id,
  state: CaseState,
  revision: Type.Integer(),
  lang: Language,
  leading: Category,
  violating: Type.Number(),
  priority: Type.Number(),
  imminentThreat: Type.Boolean(),
  /** `flagged`, or a sample of what was not. */
  purpose: CasePurpose,
  /** First 160 characters; the page blurs them until asked. */
  excerpt: Type.String(),
  locations: Type.Integer(),
  platforms: Type.Array(Type.String()),
  openedAt: Timestamp,
  updatedAt: Timestamp,
  holdUntil: Type.Union([Timestamp, Type.Null()]),
  decidedBy: Type.Union([Id, Type.Null()]),
  lease: Type.Union([Lease, Type.Null()]),
});
export type CaseSummary = Static<typeof CaseSummary>;
export const CaseList = Strict({ items: Type.Array(CaseSummary), total: Type.Integer(), next: Next });
export type CaseList = Static<typeof CaseList>;

const Bucket = Strict({ key: Type.String(), count: Type.Integer() });
/** GET /api/v1/cases/facets */
export const CaseFacets = Strict({
  states: Type.Array(Bucket),
  categories: Type.Array(Bucket),
  languages: Type.Array(Bucket),
  operators: Type.Array(Bucket),
  purposes: Type.Array(Bucket),
  oldestOpenAt: Type.Union([Timestamp, Type.Null()]),
});
export type CaseFacets = Static<typeof CaseFacets>;

/** POST /api/v1/cases/counts: for each filter, in the same order. */
export const CountQueues = Strict({ filters: Type.Array(QueueFilter, { maxItems: 50 }) });
export type CountQueues = Static<typeof CountQueues>;
export const QueueCounts = Strict({
  items: Type.Array(Strict({ count: Type.Integer(), oldestAt: Type.Union([Timestamp, Type.Null()]) })),
});
export type QueueCounts = Static<typeof QueueCounts>;

export const OperatorName = Strict({ id: Id, name: Type.String() });
/** What the signed-in person may do with this case now; the server decides, the page only shows. */
export const CaseAction = Type.Enum([
  'decide',
  'undo',
  'countersign',
  'draft_order',
  'note',
  'ask',
  'hand_over',
  'claim',
  'release',
] as const);
export type CaseAction = Static<typeof CaseAction>;

/** GET /api/v1/cases/:id */
export const CaseDetail = Strict({
  case: Case,
  lease: Type.Union([Lease, Type.Null()]),
  actions: Type.Array(CaseAction),
  /** Names for the ids in the case. */
  people: Type.Array(PublicAccount),
  operators: Type.Array(OperatorName),
  /** The same conversation, oldest first: what stood around the text. */
  thread: Type.Array(Strict({ postId: Sha256, publishedAt: Timestamp, text: Type.String(), current: Type.Boolean() })),
});
export type CaseDetail = Static<typeof CaseDetail>;

/** GET /api/v1/cases/:id/examples: what the model has learned from that lies nearest to the text; never posts of people. */
export const CaseExamples = Strict({
  /** `not_prepared`: the index is being built. `other_encoder`: the text was scored by another encoder than the one in use. */
  status: Type.Enum(['ready', 'not_prepared', 'other_encoder'] as const),
  /** Does the nearest lie close enough to say anything? */
  near: Type.Boolean(),
  items: Type.Array(
    Strict({
      id: Type.String(),
      text: Type.String(),
      lang: Language,
      /** Its label: violating, as these; or none of them, in this context. */
      categories: Type.Array(Category),
      context: Context,
      /** Cosine, -1..1. */
      similarity: Type.Number(),
    }),
  ),
});
export type CaseExamples = Static<typeof CaseExamples>;

/** GET /api/v1/cases/:id/similar: by meaning (vector), decided and no longer to be undone. */
export const SimilarCases = Strict({
  items: Type.Array(
    Strict({
      caseId: Id,
      state: CaseState,
      outcome: Type.Enum(OUTCOMES),
      categories: Type.Array(Category),
      decidedAt: Timestamp,
      lang: Language,
      /** Its beginning; the page blurs it until asked. */
      excerpt: Type.String(),
      /** Cosine, -1..1. */
      similarity: Type.Number(),
    }),
  ),
});
export type SimilarCases = Static<typeof SimilarCases>;

/** POST /api/v1/cases/claim: the next case nobody else holds, by priority. */
export const ClaimNext = Strict({
  states: Type.Optional(Type.Array(CaseState, { minItems: 1 })),
  category: Type.Optional(Category),
  lang: Type.Optional(Language),
  purpose: Type.Optional(CasePurpose),
});
export type ClaimNext = Static<typeof ClaimNext>;
export const Claimed = Strict({
  claimed: Type.Union([CaseDetail, Type.Null()]),
  waiting: Type.Integer(),
  /** Nothing was claimed because the person has had enough for today, by their own limits or the organisation's. */
  rest: Type.Boolean(),
});
export type Claimed = Static<typeof Claimed>;

/** POST /api/v1/cases/:id/decisions */
export const Decide = Strict({ revision: Type.Integer({ minimum: 1 }), decision: DecisionInput });
export type Decide = Static<typeof Decide>;
/** POST /api/v1/cases/:id/countersignature */
export const Countersign = Strict({ revision: Type.Integer({ minimum: 1 }), contentHash: Sha256 });
export type Countersign = Static<typeof Countersign>;
/** POST /api/v1/cases/:id/countersignature/refusal */
export const RefuseCountersign = Strict({
  revision: Type.Integer({ minimum: 1 }),
  reason: Type.String({ minLength: 3, maxLength: 4000 }),
});
export type RefuseCountersign = Static<typeof RefuseCountersign>;
/** POST /api/v1/cases/:id/notes */
export const AddNote = Strict({ text: Type.String({ minLength: 1, maxLength: 4000 }) });
export type AddNote = Static<typeof AddNote>;
/** POST /api/v1/cases/:id/questions; `to` null: whoever knows. */
export const AskColleague = Strict({ to: Type.Union([Id, Type.Null()]), text: CaseQuestion.properties.text });
export type AskColleague = Static<typeof AskColleague>;
/** POST /api/v1/cases/:id/questions/:question/answer */
export const AnswerColleague = Strict({ text: Type.String({ minLength: 1, maxLength: 4000 }) });
export type AnswerColleague = Static<typeof AnswerColleague>;
/** POST /api/v1/cases/:id/handover */
export const HandOverCase = Strict({ to: Id, reason: HandOver.properties.reason });
export type HandOverCase = Static<typeof HandOverCase>;
/** GET /api/v1/cases/:id/colleagues: whom one may ask about it, and who of them may act on it next. */
export const Colleagues = Strict({
  items: Type.Array(Strict({ ...PublicAccount.properties, mayActNext: Type.Boolean() })),
});
export type Colleagues = Static<typeof Colleagues>;
/** GET /api/v1/cases/for-me: where colleagues wait for the one who is signed in. */
export const CasesForMe = Strict({
  asked: Type.Array(Strict({ caseId: Id, leading: Category, question: CaseQuestion, byName: Type.String() })),
  handedOver: Type.Array(Strict({ caseId: Id, leading: Category, handedOver: HandOver, byName: Type.String() })),
});
export type CasesForMe = Static<typeof CasesForMe>;
/** POST /api/v1/cases/:id/release (give the claim back, or skip with a reason) */
export const ReleaseClaim = Strict({
  reason: Type.Union([Type.String({ minLength: 1, maxLength: 400 }), Type.Null()]),
});
export type ReleaseClaim = Static<typeof ReleaseClaim>;

const Bilingual = Strict({ en: Type.String(), zh: Type.String() });
/** GET /api/v1/label-guide: the text that stands beside a case. */
export const LabelGuide = Strict({
  categories: Type.Array(
    Strict({ id: Category, letter: Type.String(), severity: Type.Number(), title: Bilingual, text: Bilingual }),
  ),
  contexts: Type.Array(Strict({ id: Context, title: Bilingual, text: Bilingual })),
  /** Reason templates for decisions and orders; a person still has to make them their own. */
  reasons: Type.Array(
    Strict({ category: Category, decision: Bilingual, order: Bilingual, notice: Bilingual, referral: Bilingual }),
  ),
});
export type LabelGuide = Static<typeof LabelGuide>;
