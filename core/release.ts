import { type Static, Type } from 'typebox';
import { Id, Sha256, Strict, Timestamp } from './schema.ts';

/** Conflicts with other orders and authorities that a person let pass, by their keys (`deconfliction.ts`). */
export const Release = Strict({ by: Id, at: Timestamp, reason: Type.String(), conflicts: Type.Array(Sha256) });
export type Release = Static<typeof Release>;
