import { type Static, Type } from 'typebox';
import { Authority } from '#core/authority.ts';
import { Strict, Timestamp } from '#core/schema.ts';

/** GET /api/v1/setup: what a house needs before an order can leave it, and what of it is there. */
export const FirstSteps = Strict({
  authority: Type.Union([Authority, Type.Null()]),
  /** It was written down after this server started, and is in force from the next start on. */
  authorityWaits: Type.Boolean(),
  /** People who can sign in, by role. */
  people: Strict({
    reviewer: Type.Integer(),
    liaison: Type.Integer(),
    analyst: Type.Integer(),
    supervisor: Type.Integer(),
    auditor: Type.Integer(),
  }),
  sources: Type.Integer(),
  operators: Type.Integer(),
});
export type FirstSteps = Static<typeof FirstSteps>;

const Fact = Strict({ name: Type.String(), value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]) });
/** GET /api/v1/health/parts. `state`: well; look (somebody should look at it); down (it does not answer). */
export const HealthParts = Strict({
  at: Timestamp,
  version: Type.String(),
  parts: Type.Array(
    Strict({
      id: Type.Enum(['elasticsearch', 'redis', 'disk', 'ledger', 'queues', 'sources', 'channels', 'people'] as const),
      state: Type.Enum(['well', 'look', 'down'] as const),
      facts: Type.Array(Fact),
    }),
  ),
  indices: Type.Array(Strict({ name: Type.String(), documents: Type.Integer(), bytes: Type.Integer() })),
});
export type HealthParts = Static<typeof HealthParts>;
