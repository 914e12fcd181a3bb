import { type Static, Type } from 'typebox';
import { Handover, HandoverState } from '#core/handover.ts';
import { Category } from '#core/labels.ts';
import { Id, Strict, Timestamp } from '#core/schema.ts';
import { ShareHold } from '#core/share-marks.ts';
import { Partner, PartnerEntry, PartnerId, SharedKind } from '#core/sharing.ts';
import { Next, PageQuery } from './envelope.ts';

export { Handover, PartnerEntry, ShareHold };

const { keyHash: _, ...shown } = Partner.properties;
/** A partner as people see it: that it has a key, never the key. */
export const PartnerItem = Strict({
  ...shown,
  hasKey: Type.Boolean(),
  /** Messages to it that were given up. */
  dead: Type.Integer({ minimum: 0 }),
  /** What it got last, by whatever way. */
  last: Type.Union([
    Strict({
      at: Timestamp,
      channel: Handover.properties.channel,
      notice: Handover.properties.notice,
      state: HandoverState,
    }),
    Type.Null(),
  ]),
});
export type PartnerItem = Static<typeof PartnerItem>;

/** GET /api/v1/sharing/partners, by id. */
export const PartnerList = Strict({ items: Type.Array(PartnerItem) });
export type PartnerList = Static<typeof PartnerList>;
export const PartnerPath = Strict({ id: PartnerId });

/** POST /api/v1/sharing/partners/:id/key: shown this once. The key before it stops working. */
export const NewKey = Strict({ key: Type.String() });
export type NewKey = Static<typeof NewKey>;

export const EXPORT_FORMAT = ['stix', 'csv', 'signal-exchange', 'threat-updates'] as const;
/** POST /api/v1/sharing/exports */
export const AskExport = Strict({ partnerId: PartnerId, format: Type.Enum(EXPORT_FORMAT) });
export type AskExport = Static<typeof AskExport>;
export const ExportedFile = Strict({
  fileName: Type.String(),
  mediaType: Type.String(),
  items: Type.Integer({ minimum: 0 }),
  text: Type.String(),
});
export type ExportedFile = Static<typeof ExportedFile>;

/** GET /api/v1/sharing/handovers, newest first. */
export const HandoverQuery = Strict({
  ...PageQuery,
  partnerId: Type.Optional(PartnerId),
  state: Type.Optional(HandoverState),
});
export type HandoverQuery = Static<typeof HandoverQuery>;
export const HandoverList = Strict({
  items: Type.Array(Handover),
  total: Type.Integer({ minimum: 0 }),
  next: Next,
});
export type HandoverList = Static<typeof HandoverList>;
export const HandoverPath = Strict({ id: Id });

/** GET /api/v1/sharing/items, what changed last first. */
export const SharedItemQuery = Strict({ ...PageQuery, revoked: Type.Optional(Type.Boolean()) });
export type SharedItemQuery = Static<typeof SharedItemQuery>;
/** What partners can get, or could until it was taken back; never the cases that it rests on. */
export const SharedItemShown = Strict({
  id: Id,
  kind: SharedKind,
  value: Type.String(),
  categories: Type.Array(Category),
  createdAt: Timestamp,
  modifiedAt: Timestamp,
  revoked: Type.Boolean(),
  /** Whether partners were told of its last change. */
  announced: Type.Boolean(),
  /** Partners that got it in whatever version, and are told when it is taken back. */
  holders: Type.Array(PartnerId),
});
export type SharedItemShown = Static<typeof SharedItemShown>;
export const SharedItemList = Strict({
  items: Type.Array(SharedItemShown),
  total: Type.Integer({ minimum: 0 }),
  next: Next,
});
export type SharedItemList = Static<typeof SharedItemList>;

/** PUT /api/v1/sharing/holds/:caseId, and POST /api/v1/sharing/holds/:caseId/release */
export const HoldPath = Strict({ caseId: Id });
export const ReleaseHold = Strict({ reason: ShareHold.properties.reason });
export const HoldState = Strict({
  caseId: Id,
  hold: Type.Union([Strict({ ...ShareHold.properties, by: Id, at: Timestamp }), Type.Null()]),
});
export type HoldState = Static<typeof HoldState>;
