import { type Static, Type } from 'typebox';
import { Id, Strict, Timestamp } from '#core/schema.ts';

const Count = Type.Integer({ minimum: 0 });
/** GET /api/v1/oversight/upkeep: sources that nobody has reviewed in time, and what was purged because it was kept long enough. */
export const Upkeep = Strict({
  /** Not visited until a person reviews them. Longest overdue first. */
  overdue: Type.Array(Strict({ id: Id, name: Type.String(), owner: Type.String(), reviewBy: Timestamp })),
  /** Since then. */
  from: Timestamp,
  /** Captures that the house purged by age, by day (UTC); newest first. */
  runs: Type.Array(Strict({ day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), captures: Count })),
  /** Sources whose captures are kept for so many days; those of others are kept until a person purges them. */
  kept: Type.Array(Strict({ id: Id, name: Type.String(), days: Count })),
});
export type Upkeep = Static<typeof Upkeep>;
