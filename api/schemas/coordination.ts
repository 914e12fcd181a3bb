import { type Static, Type } from 'typebox';
import { Conflict, CoordinationList } from '#core/deconfliction.ts';
import { Country, Id, Strict, Timestamp } from '#core/schema.ts';

const { entries: _entries, ...head } = CoordinationList.properties;
/** A list of another authority, without what is on it. */
export const CoordinationShown = Strict({
  ...head,
  addresses: Type.Integer(),
  importedBy: Id,
  importedAt: Timestamp,
});
export const CoordinationLists = Strict({ items: Type.Array(CoordinationShown) });
export type CoordinationLists = Static<typeof CoordinationLists>;
/** POST /api/v1/coordination: `dryRun` says what would be taken in, and takes nothing. */
export const ImportCoordination = Strict({
  id: Id,
  authority: Type.String({ minLength: 1, maxLength: 200 }),
  country: Country,
  source: Type.String({ minLength: 3, maxLength: 500 }),
  format: Type.Enum(['csv', 'json'] as const),
  text: Type.String({ minLength: 1, maxLength: 2_000_000 }),
  dryRun: Type.Boolean(),
});
export type ImportCoordination = Static<typeof ImportCoordination>;
export const CoordinationImported = Strict({ dryRun: Type.Boolean(), id: Id, addresses: Type.Integer() });
export type CoordinationImported = Static<typeof CoordinationImported>;

/** What stands in the way of a draft; `open`: nobody other than whoever asks has released it. */
export const ConflictShown = Strict({ ...Conflict.properties, open: Type.Boolean() });
export type ConflictShown = Static<typeof ConflictShown>;
