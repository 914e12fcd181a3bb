/**
 * A complaint about an order, or a counter-notice: what its maker says, and what somebody who took no part in the case decided.
 * Who complained is known only by a receipt code, of which the hash is kept, and by a contact that the house cannot read.
 */
import { type Static, Type } from 'typebox';
import type { DraftOf, EventOf } from './event.ts';
import { Id, Sha256, Strict, Timestamp } from './schema.ts';

export const COMPLAINT_STATES = ['received', 'in_review', 'upheld', 'rejected', 'withdrawn'] as const;
export const ComplaintState = Type.Enum(COMPLAINT_STATES);
export type ComplaintState = (typeof COMPLAINT_STATES)[number];

/** `scrutiny`: the authority of the State of establishment found an infringement (TCO art. 4), or was asked to look. */
export const COMPLAINT_KINDS = ['complaint', 'counter_notice', 'scrutiny'] as const;
export const ComplaintKind = Type.Enum(COMPLAINT_KINDS);
export type ComplaintKind = (typeof COMPLAINT_KINDS)[number];

export const FILERS = ['content_provider', 'operator', 'authority'] as const;
export const Filer = Type.Enum(FILERS);
export type Filer = (typeof FILERS)[number];

/** The two languages in which the public pages speak. */
export const PAGE_LANGUAGES = ['en', 'zh-CN'] as const;
export const PageLanguage = Type.Enum(PAGE_LANGUAGES);
export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

const Base64 = Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', maxLength: 8192 });

/** One half of a contact's key, for one keeper: an X25519 key made for it alone, and the half under AES-256-GCM. */
export const SealedHalf = Strict({ keeper: Id, publicKey: Base64, iv: Base64, box: Base64 });
export type SealedHalf = Static<typeof SealedHalf>;

/**
 * A contact that no single person can open: for each pair of keepers its key is cut into two halves, each sealed to one of them.
 * How: docs/tips.md.
 */
export const SealedContact = Strict({
  version: Type.Literal(1),
  iv: Base64,
  box: Base64,
  pairs: Type.Array(Strict({ first: SealedHalf, second: SealedHalf }), { minItems: 1, maxItems: 21 }),
});
export type SealedContact = Static<typeof SealedContact>;

export const Complaint = Strict({
  id: Id,
  seq: Type.Integer({ minimum: 1 }),
  kind: ComplaintKind,
  filer: Filer,
  caseId: Id,
  orderId: Id,
  lang: PageLanguage,
  text: Type.String({ minLength: 20, maxLength: 8000 }),
  contact: Type.Union([SealedContact, Type.Null()]),
  /** SHA-256 of the code with which its maker follows it; null where an official entered it. */
  receiptHash: Type.Union([Sha256, Type.Null()]),
  state: ComplaintState,
  /** Who took it up last. */
  reviewer: Type.Union([Id, Type.Null()]),
  decision: Type.Union([
    Strict({
      outcome: Type.Enum(['upheld', 'rejected'] as const),
      /** In words for its maker. */
      reason: Type.String({ minLength: 20, maxLength: 4000 }),
      by: Id,
      at: Timestamp,
    }),
    Type.Null(),
  ]),
  receivedAt: Timestamp,
  updatedAt: Timestamp,
  /** Where the law sets a clock (art. 4: 72 hours). */
  dueAt: Type.Union([Timestamp, Type.Null()]),
  /** When everything that follows from an upheld complaint had been set going. */
  carriedOutAt: Type.Union([Timestamp, Type.Null()]),
});
export type Complaint = Static<typeof Complaint>;

export interface ComplaintEvents {
  'complaint.received': Pick<
    Complaint,
    'kind' | 'filer' | 'caseId' | 'orderId' | 'lang' | 'text' | 'contact' | 'receiptHash' | 'dueAt'
  >;
  'complaint.taken': Record<string, never>;
  'complaint.upheld': { reason: string };
  'complaint.rejected': { reason: string };
  'complaint.withdrawn': Record<string, never>;
  'complaint.carried_out': Record<string, never>;
}
export type ComplaintEvent = EventOf<ComplaintEvents>;
export type ComplaintDraft = DraftOf<ComplaintEvents>;
