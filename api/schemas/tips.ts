import { type Static, Type } from 'typebox';
import { Id, Strict, Timestamp } from '#core/schema.ts';
import { Tip, TipOutcome, TipState } from '#core/tip.ts';
import { CommaList, Next, PageQuery } from './envelope.ts';

/** GET /api/v1/tips, oldest first. */
export const TipListQuery = Strict({ states: Type.Optional(CommaList), ...PageQuery });
export type TipListQuery = Static<typeof TipListQuery>;

const { contact: _contact, receiptHash: _receiptHash, ...shown } = Tip.properties;
/** What the desk sees: the page and what was said of it, and nothing of who said it. */
export const TipShown = Strict({ ...shown, hasContact: Type.Boolean() });
export type TipShown = Static<typeof TipShown>;
export const TipList = Strict({
  items: Type.Array(TipShown),
  total: Type.Integer(),
  next: Next,
  states: Type.Array(Strict({ key: TipState, count: Type.Integer() })),
});
export type TipList = Static<typeof TipList>;

/** POST /api/v1/tips/:id/outcome. `bad_faith` also mutes where it came from, for as long as the key of this week lives. */
export const CloseTip = Strict({ seq: Type.Integer({ minimum: 1 }), outcome: TipOutcome });
export type CloseTip = Static<typeof CloseTip>;

/** What is fetched to be opened by two keepers, on a machine of theirs. */
export const SealedContactFile = Strict({ of: Id, fetchedAt: Timestamp, sealed: Type.Unknown() });
export type SealedContactFile = Static<typeof SealedContactFile>;
