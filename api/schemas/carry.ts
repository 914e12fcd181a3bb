import { type Static, Type } from 'typebox';
import { Category } from '#core/labels.ts';
import { Id, Language, Sha256, Strict, Timestamp } from '#core/schema.ts';
import { Lease } from './cases.ts';

/** As many as somebody can still have read one by one. */
export const CARRIED_AT_MOST = 20;

/** GET /api/v1/cases/:id/alike: open cases to which a person may carry their decision, nearest first. */
export const AlikeCases = Strict({
  items: Type.Array(
    Strict({
      caseId: Id,
      revision: Type.Integer(),
      contentHash: Sha256,
      lang: Language,
      leading: Category,
      title: Type.Union([Type.String(), Type.Null()]),
      /** All of it: a decision binds to what was read. The page blurs it until asked. */
      text: Type.String(),
      locations: Type.Integer(),
      /** Cosine, -1..1. */
      similarity: Type.Number(),
      lease: Type.Union([Lease, Type.Null()]),
    }),
    { maxItems: CARRIED_AT_MOST },
  ),
});
export type AlikeCases = Static<typeof AlikeCases>;

/** POST /api/v1/cases/:id/carry: the cases that were ticked, each as it was read. */
export const CarryDecision = Strict({
  items: Type.Array(Strict({ caseId: Id, revision: Type.Integer({ minimum: 1 }), contentHash: Sha256 }), {
    minItems: 1,
    maxItems: CARRIED_AT_MOST,
  }),
});
export type CarryDecision = Static<typeof CarryDecision>;
export const Carried = Strict({
  decided: Type.Array(Strict({ caseId: Id, holdUntil: Type.Union([Timestamp, Type.Null()]) })),
  /** What stood in the way, as the code of an error. */
  leftOut: Type.Array(Strict({ caseId: Id, code: Type.String() })),
});
export type Carried = Static<typeof Carried>;
