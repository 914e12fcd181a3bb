/**
 * A tip of somebody outside: an address, what they think it is, and perhaps some words. It leads to a case, to a visit of that one
 * page, or to a person. Who gave it is known by nobody; reviewers see of it only that there was one.
 */
import { type Static, Type } from 'typebox';
import { PageLanguage, SealedContact } from './complaint.ts';
import type { DraftOf, EventOf } from './event.ts';
import { CATEGORIES } from './labels.ts';
import { HttpUrl, Id, Sha256, Strict, Timestamp } from './schema.ts';

/**
 * `received`: the house has still to look. `visiting`: the one page is to be visited. `joined`: it is in a case. `listed`: it waits for
 * a person. `closed`: a person has dealt with it.
 */
export const TIP_STATES = ['received', 'visiting', 'joined', 'listed', 'closed'] as const;
export const TipState = Type.Enum(TIP_STATES);
export type TipState = (typeof TIP_STATES)[number];

export const TIP_CATEGORIES = [...CATEGORIES, 'other'] as const;
export const TipCategory = Type.Enum(TIP_CATEGORIES);
export type TipCategory = (typeof TIP_CATEGORIES)[number];

/** Why it waits for a person: on no source of ours, visited and nothing found, or known and not flagged. */
export const LISTED_BECAUSE = ['no_source', 'nothing_found', 'not_flagged'] as const;
export type ListedBecause = (typeof LISTED_BECAUSE)[number];

/** What a person made of it. `passed_on`: to those who can act; `source_proposed`: the site is to be watched. */
export const TIP_OUTCOMES = ['no_action', 'passed_on', 'source_proposed', 'bad_faith'] as const;
export const TipOutcome = Type.Enum(TIP_OUTCOMES);
export type TipOutcome = (typeof TIP_OUTCOMES)[number];

export const Tip = Strict({
  id: Id,
  seq: Type.Integer({ minimum: 1 }),
  url: HttpUrl,
  category: TipCategory,
  lang: PageLanguage,
  /** May be empty. */
  text: Type.String({ maxLength: 4000 }),
  contact: Type.Union([SealedContact, Type.Null()]),
  receiptHash: Sha256,
  state: TipState,
  caseId: Type.Union([Id, Type.Null()]),
  sourceId: Type.Union([Id, Type.Null()]),
  /** How often the house looked whether the page has become a post. */
  looks: Type.Integer({ minimum: 0 }),
  /** When the house looks next; null where it has nothing more to do. */
  lookAt: Type.Union([Timestamp, Type.Null()]),
  listedBecause: Type.Union([Type.Enum(LISTED_BECAUSE), Type.Null()]),
  outcome: Type.Union([Strict({ outcome: TipOutcome, by: Id, at: Timestamp }), Type.Null()]),
  receivedAt: Timestamp,
  updatedAt: Timestamp,
});
export type Tip = Static<typeof Tip>;

export interface TipEvents {
  'tip.received': Pick<Tip, 'url' | 'category' | 'lang' | 'text' | 'contact' | 'receiptHash'>;
  /** The page lies on this source: it is to be visited, and looked for again at `lookAt`. */
  'tip.visit_asked': { sourceId: string; lookAt: string };
  'tip.joined': { caseId: string };
  'tip.listed': { because: ListedBecause };
  'tip.closed': { outcome: TipOutcome };
}
export type TipEvent = EventOf<TipEvents>;
export type TipDraft = DraftOf<TipEvents>;
