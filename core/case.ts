import { type Static, Type } from 'typebox';
import { Span } from './assessment.ts';
import { Actor, type DraftOf, type EventOf } from './event.ts';
import { KnownMatch } from './known-list.ts';
import { Category, CategoryScores, Context } from './labels.ts';
import { Picture, PictureStretch } from './picture.ts';
import { HttpUrl, Id, Language, Probability, Sha256, Strict, Timestamp } from './schema.ts';
import { SharedMark, type ShareHold, ShareHoldRecord } from './share-marks.ts';

export const CASE_STATES = [
  'open',
  'second_opinion',
  'confirmed',
  'cleared',
  'escalated',
  'signed',
  'in_takedown',
  'resolved',
  'withdrawn',
] as const;
export const CaseState = Type.Enum(CASE_STATES);
export type CaseState = (typeof CASE_STATES)[number];

/** Why a case was put before people: the policy flagged it, or it is one of the samples of what was not flagged. */
export const CASE_PURPOSES = ['flagged', 'quality_sample', 'uncertain', 'novel'] as const;
export const CasePurpose = Type.Enum(CASE_PURPOSES);
export type CasePurpose = (typeof CASE_PURPOSES)[number];
export const SAMPLES = ['quality_sample', 'uncertain', 'novel'] as const satisfies readonly CasePurpose[];
export const Sample = Type.Enum(SAMPLES);
export type Sample = (typeof SAMPLES)[number];

/** `gone`: nobody said by whom. `geo_blocked`: not shown to us, and perhaps to others. */
export const LOCATION_STATUS = ['up', 'gone_by_author', 'gone_by_operator', 'gone', 'geo_blocked'] as const;
export type LocationStatus = (typeof LOCATION_STATUS)[number];
/** One address that carries the text of the case. */
export const Location = Strict({
  postId: Sha256,
  url: HttpUrl,
  sourceId: Id,
  operatorId: Id,
  platform: Type.String(),
  contentHash: Sha256,
  captureId: Sha256,
  publishedAt: Timestamp,
  firstSeenAt: Timestamp,
  status: Type.Enum(LOCATION_STATUS),
  checkedAt: Type.Union([Timestamp, Type.Null()]),
  /** Entries of known-content lists that the post there matched when it was placed. */
  known: Type.Optional(Type.Array(KnownMatch)),
});
export type Location = Static<typeof Location>;

/** The mandatory test of TCO art. 1(3): one answer for each protected purpose, and the person's own words. */
export const ExemptionTest = Strict({
  education: Type.Boolean(),
  journalism: Type.Boolean(),
  art: Type.Boolean(),
  research: Type.Boolean(),
  counterSpeech: Type.Boolean(),
  /** Polemic or controversial view in public debate. */
  publicDebate: Type.Boolean(),
  explanation: Type.String({ minLength: 10, maxLength: 4000 }),
});
export type ExemptionTest = Static<typeof ExemptionTest>;

export const OUTCOMES = ['violating', 'not_violating', 'not_sure', 'escalate'] as const;

/** What a reviewer decides; a violating decision needs a category, a legal basis, a reason and the exemption test. */
export const DecisionInput = Strict({
  outcome: Type.Enum(OUTCOMES),
  categories: Type.Array(Category, { maxItems: 6, uniqueItems: true }),
  legalBasis: Type.Union([Type.Literal('tco-art-3'), Type.Literal('none')]),
  exemption: Type.Union([ExemptionTest, Type.Null()]),
  reason: Type.String({ minLength: 3, maxLength: 4000 }),
  /** Hash of the text that the reviewer saw: a decision binds to what was read. */
  contentHash: Sha256,
});
export type DecisionInput = Static<typeof DecisionInput>;

export const Decision = Strict({
  ...DecisionInput.properties,
  reviewer: Id,
  at: Timestamp,
  /** Until then the same person may take it back, and nothing leaves the house. */
  undoUntil: Timestamp,
  undoneAt: Type.Union([Timestamp, Type.Null()]),
  /** The case for which the same person wrote it; they read this text too and said the same of it. */
  carriedFrom: Type.Optional(Id),
});
export type Decision = Static<typeof Decision>;

/** A text that people had confirmed came up anew: at another address, or again at one where it had been gone. */
export const TextReturn = Strict({
  postId: Sha256,
  sourceId: Id,
  at: Timestamp,
  /** While its addresses were being removed, or after all of them were gone. */
  after: Type.Union([Type.Literal('confirmation'), Type.Literal('resolution')]),
});
export type TextReturn = Static<typeof TextReturn>;

export const CaseNote = Strict({ at: Timestamp, actor: Actor, text: Type.String({ minLength: 1, maxLength: 4000 }) });

/** What somebody asked a colleague about the case; `to` null: whoever knows. */
export const CaseQuestion = Strict({
  /** Sequence of the event that asked. */
  number: Type.Integer({ minimum: 1 }),
  to: Type.Union([Id, Type.Null()]),
  text: Type.String({ minLength: 3, maxLength: 4000 }),
  by: Id,
  at: Timestamp,
  answer: Type.Union([
    Strict({ text: Type.String({ minLength: 1, maxLength: 4000 }), by: Id, at: Timestamp }),
    Type.Null(),
  ]),
});
export type CaseQuestion = Static<typeof CaseQuestion>;

/** Handed to a named colleague: until then nobody else is given it as the next case. */
export const HandOver = Strict({
  to: Id,
  reason: Type.String({ minLength: 3, maxLength: 4000 }),
  until: Timestamp,
  by: Id,
  at: Timestamp,
});
export type HandOver = Static<typeof HandOver>;

/** What somebody who reads a decided case without knowing the decision says of it. */
export const ReadingInput = Strict({
  outcome: Type.Enum(['violating', 'not_violating', 'not_sure'] as const),
  categories: Type.Array(Category, { maxItems: 6, uniqueItems: true }),
  reason: Type.String({ minLength: 3, maxLength: 4000 }),
  contentHash: Sha256,
});
export type ReadingInput = Static<typeof ReadingInput>;
const ReadingData = Type.Omit(ReadingInput, ['contentHash']);
export const CaseReading = Strict({ ...ReadingData.properties, by: Id, at: Timestamp });
export type CaseReading = Static<typeof CaseReading>;

/** The right answer to a case, agreed on, with what others can learn from it. */
export const GoldenAnswer = Strict({
  outcome: Type.Enum(['violating', 'not_violating'] as const),
  categories: Type.Array(Category),
  note: Type.String({ minLength: 10, maxLength: 4000 }),
});
export type GoldenAnswer = Static<typeof GoldenAnswer>;

export const CoachingNote = Strict({
  to: Id,
  text: Type.String({ minLength: 3, maxLength: 4000 }),
  by: Id,
  at: Timestamp,
});
export type CoachingNote = Static<typeof CoachingNote>;

export const CaseAssessment = Strict({
  modelVersion: Type.String(),
  policyVersion: Type.String(),
  violating: Probability,
  categories: CategoryScores,
  leading: Category,
  context: Context,
  contextProbability: Probability,
  spans: Type.Array(Span),
  /** So long that a part in its middle was not read. Not there: all of it was. */
  truncated: Type.Optional(Type.Boolean()),
  routingReason: Type.String(),
});

/** One case per near-duplicate cluster: one decision closes everything that it logically closes. */
export const Case = Strict({
  id: Id,
  clusterId: Id,
  state: CaseState,
  /** Number of events folded into this state. */
  seq: Type.Integer({ minimum: 1 }),
  /** Counts what a decision rests on; a decision names the revision that its maker saw. */
  revision: Type.Integer({ minimum: 1 }),
  title: Type.Union([Type.String(), Type.Null()]),
  text: Type.String(),
  lang: Language,
  contentHash: Sha256,
  /** The images of the post that opened the case, and which stretches of `text` came from them. */
  pictures: Type.Optional(Type.Array(Picture)),
  pictureStretches: Type.Optional(Type.Array(PictureStretch)),
  locations: Type.Array(Location),
  assessment: CaseAssessment,
  /** Not there: flagged. */
  purpose: Type.Optional(CasePurpose),
  priority: Type.Number(),
  imminentThreat: Type.Boolean(),
  decisions: Type.Array(Decision),
  /** Set while the last decision can still be undone. */
  holdUntil: Type.Union([Timestamp, Type.Null()]),
  stateBeforeHold: Type.Union([CaseState, Type.Null()]),
  countersignature: Type.Union([
    Strict({ by: Id, at: Timestamp, contentHash: Sha256, seq: Type.Integer() }),
    Type.Null(),
  ]),
  /** Orders drawn up on this case, with the locations that each covers. */
  orders: Type.Array(Strict({ orderId: Id, operatorId: Id, postIds: Type.Array(Sha256) })),
  notes: Type.Array(CaseNote),
  questions: Type.Optional(Type.Array(CaseQuestion)),
  handedOver: Type.Optional(Type.Union([HandOver, Type.Null()])),
  /** Answers of people who did not know the decision. */
  readings: Type.Optional(Type.Array(CaseReading)),
  /** Set where it is a golden item. */
  golden: Type.Optional(Strict({ ...GoldenAnswer.properties, by: Id, at: Timestamp })),
  /** Shown to their two people alone. */
  coaching: Type.Optional(Type.Array(CoachingNote)),
  openedAt: Timestamp,
  updatedAt: Timestamp,
  resolvedAt: Type.Union([Timestamp, Type.Null()]),
  /** When the house last went through its addresses by itself; not there: not yet. */
  lookedAt: Type.Optional(Timestamp),
  /** Set while it is withdrawn: where it goes on when the text is back. */
  stateBeforeWithdrawal: Type.Optional(CaseState),
  /** Each time that the text came up anew after people had confirmed it, oldest first; the last hundred. */
  returns: Type.Optional(Type.Array(TextReturn)),
  /** Everybody who has acted on it, also where nothing else of the act is left: none of them decides a complaint about it. */
  people: Type.Optional(Type.Array(Id)),
  /** Tips that named its page or its text: that there were some is all that a case knows of them. */
  tips: Type.Optional(Type.Array(Id, { maxItems: 100 })),
  /** The complaint that was upheld. */
  reversedBy: Type.Optional(Strict({ complaintId: Id, at: Timestamp })),
  /** The drill that it belongs to: nothing of it leaves the house. People see the mark once the case is decided (core/drill.ts). */
  drill: Type.Optional(Id),
  /** Set while people keep it from partners, or took back what they had got. */
  shareHold: Type.Optional(Type.Union([ShareHoldRecord, Type.Null()])),
  /** What was last made available to partners; not there: nothing yet. */
  shared: Type.Optional(SharedMark),
});
export type Case = Static<typeof Case>;

type Opened = Pick<Case, 'clusterId' | 'title' | 'text' | 'lang' | 'contentHash' | 'assessment' | 'imminentThreat'> &
  Partial<Pick<Case, 'pictures' | 'pictureStretches' | 'purpose' | 'drill'>> & { location: Location };

export interface CaseEvents {
  'case.opened': Opened;
  'case.location_added': { location: Location };
  /** A sample whose text the policy flags by now: from here on it is a case like any other. */
  'case.flagged': Record<string, never>;
  'case.location_checked': { postId: string; status: Location['status']; checkedAt: string };
  /** The house went through the addresses; `postIds`: those that gave an answer, whether or not it was a new one. */
  'case.looked': { postIds: string[]; unknown: number };
  /** Alarm: a text that people confirmed is up anew. */
  'case.returned': { postId: string; sourceId: string; after: TextReturn['after'] };
  /** Every address was gone before anybody had decided. */
  'case.withdrawn': { reason: string };
  'case.decided': { decision: Decision };
  'case.decision_undone': Record<string, never>;
  'case.hold_ended': Record<string, never>;
  'case.countersigned': { contentHash: string };
  'case.countersign_refused': { reason: string };
  'case.order_drafted': { orderId: string; operatorId: string; postIds: string[] };
  'case.order_sent': { orderId: string };
  /** An order or notice under the DSA, or a referral, has left for it. */
  'case.notice_sent': { noticeId: string };
  'case.order_withdrawn': { orderId: string };
  'case.resolved': { reason: string };
  /** The drill is over: what is not closed yet is taken off the desk. */
  'case.drill_ended': Record<string, never>;
  /** Somebody outside named its page or its text. */
  'case.tipped': { tipId: string };
  /** Somebody has it before them. */
  'case.claimed': Record<string, never>;
  /** A complaint was upheld: the text is not violating, and what was ordered is annulled. Whoever passed its hashes on corrects them. */
  'case.reversed': { complaintId: string; decision: Decision };
  'case.noted': { text: string };
  'case.asked': { to: string | null; text: string };
  /** `question`: sequence of the event that asked. */
  'case.answered': { question: number; text: string };
  'case.handed_over': { to: string; reason: string; until: string };
  'case.handed_back': Record<string, never>;
  'case.read_again': Omit<ReadingInput, 'contentHash'>;
  'case.made_golden': GoldenAnswer;
  'case.coached': { to: string; text: string };
  /** People keep it from partners; what they had got is taken back. */
  'case.share_held': Pick<ShareHold, 'kind' | 'reason'>;
  'case.share_released': { reason: string };
  /** Partners can get what the digest stands for; null: nothing of it. */
  'case.shared': { digest: string | null };
}
export type CaseEvent = EventOf<CaseEvents>;
/** An event that has not been numbered yet. */
export type CaseDraft = DraftOf<CaseEvents>;
