import { type Static, Type } from 'typebox';
import { ReadingSample, SampleWish } from '#core/reading-sample.ts';
import { Id, Strict } from '#core/schema.ts';
import { Next, PageQuery } from './envelope.ts';
import { Agreed } from './quality.ts';

/** POST /api/v1/quality/samples */
export const DrawSample = SampleWish;
export type DrawSample = SampleWish;

/** Without the ids of its cases: whoever may read them again must not know. They stand in the ledger. */
export const SampleShown = Strict({
  id: Id,
  criteria: ReadingSample.properties.criteria,
  reason: ReadingSample.properties.reason,
  seed: ReadingSample.properties.seed,
  population: ReadingSample.properties.population,
  populationHash: ReadingSample.properties.populationHash,
  at: ReadingSample.properties.at,
  by: Id,
  byName: Type.String(),
  size: Type.Integer(),
  /** Cases of it that were read again since it was drawn. */
  read: Type.Integer(),
  /** The decision against the first reading since then; nothing is told where few people or cases are behind it. */
  agreement: Agreed,
});
export type SampleShown = Static<typeof SampleShown>;
/** GET /api/v1/quality/samples, newest first. */
export const SampleQuery = Strict(PageQuery);
export const SampleList = Strict({ items: Type.Array(SampleShown), total: Type.Integer(), next: Next });
export type SampleList = Static<typeof SampleList>;
