/** What stands on a case about sharing it (core/sharing.ts reads it). */
import { type Static, Type } from 'typebox';
import { Id, Sha256, Strict, Timestamp } from './schema.ts';

/** Why people keep a case in the house, or take back what had left. Partners never learn which. */
export const SHARE_HOLD_KINDS = ['investigation', 'drill', 'reversed'] as const;
export const ShareHold = Strict({
  kind: Type.Enum(SHARE_HOLD_KINDS),
  reason: Type.String({ minLength: 3, maxLength: 2000 }),
});
export type ShareHold = Static<typeof ShareHold>;
export const ShareHoldRecord = Strict({ ...ShareHold.properties, by: Id, at: Timestamp });

/** What the house last made available of a case. */
export const SharedMark = Strict({ digest: Type.Union([Sha256, Type.Null()]), at: Timestamp });
