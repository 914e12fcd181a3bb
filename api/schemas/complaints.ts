import { type Static, Type } from 'typebox';
import { Complaint, ComplaintState, PageLanguage } from '#core/complaint.ts';
import { Id, Strict } from '#core/schema.ts';
import { CommaList, Next, PageQuery } from './envelope.ts';
import { PublicAccount } from './session.ts';

/** GET /api/v1/complaints, oldest first. */
export const ComplaintListQuery = Strict({
  states: Type.Optional(CommaList),
  caseId: Type.Optional(Id),
  ...PageQuery,
});
export type ComplaintListQuery = Static<typeof ComplaintListQuery>;

const { contact: _contact, receiptHash: _receiptHash, ...shown } = Complaint.properties;
/** What the desk sees: neither the code of its maker nor the sealed contact. */
export const ComplaintShown = Strict({ ...shown, hasContact: Type.Boolean() });
export type ComplaintShown = Static<typeof ComplaintShown>;

export const ComplaintSummary = Strict({ complaint: ComplaintShown, reference: Id });
export const ComplaintList = Strict({
  items: Type.Array(ComplaintSummary),
  total: Type.Integer(),
  next: Next,
  states: Type.Array(Strict({ key: ComplaintState, count: Type.Integer() })),
});
export type ComplaintList = Static<typeof ComplaintList>;

export const ComplaintAction = Type.Enum(['take', 'decide'] as const);
export const ComplaintDetail = Strict({
  complaint: ComplaintShown,
  reference: Id,
  /** Whoever asks had a hand in the case: somebody else decides. */
  tookPart: Type.Boolean(),
  actions: Type.Array(ComplaintAction),
  people: Type.Array(PublicAccount),
});
export type ComplaintDetail = Static<typeof ComplaintDetail>;

/** POST /api/v1/complaints: a finding of the other State's authority (art. 4), as it came in. */
export const EnterScrutiny = Strict({
  reference: Id,
  lang: PageLanguage,
  text: Type.String({ minLength: 20, maxLength: 8000 }),
});
export type EnterScrutiny = Static<typeof EnterScrutiny>;
/** POST /api/v1/complaints/:id/review */
export const TakeComplaint = Strict({ seq: Type.Integer({ minimum: 1 }) });
export type TakeComplaint = Static<typeof TakeComplaint>;
/** POST /api/v1/complaints/:id/decision */
export const DecideComplaint = Strict({
  seq: Type.Integer({ minimum: 1 }),
  outcome: Type.Enum(['upheld', 'rejected'] as const),
  /** In words for whoever complained. */
  reason: Type.String({ minLength: 20, maxLength: 4000 }),
});
export type DecideComplaint = Static<typeof DecideComplaint>;
