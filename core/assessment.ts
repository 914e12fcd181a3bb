import { type Static, Type } from 'typebox';
import { KnownMatch } from './known-list.ts';
import { CategoryScores, Context } from './labels.ts';
import { Language, Probability, Strict, Timestamp } from './schema.ts';

/** A stretch of the original text that carried the score; offsets in UTF-16 units. */
export const Span = Strict({ start: Type.Integer(), end: Type.Integer(), weight: Type.Number() });
export type Span = Static<typeof Span>;

/** What the model says about one text, and why it was routed as it was. It describes a text, never a person. */
export const Assessment = Strict({
  modelVersion: Type.String(),
  policyVersion: Type.String(),
  lang: Language,
  violating: Probability,
  categories: CategoryScores,
  context: Context,
  contextProbability: Probability,
  spans: Type.Array(Span),
  /** In words: `violating 0.93 over 0.60`, `near-duplicate of ...`, `known content: ...`, `quality sample`. */
  routingReason: Type.String(),
  /** Entries of known-content lists that it matched. */
  known: Type.Optional(Type.Array(KnownMatch)),
  assessedAt: Timestamp,
});
export type Assessment = Static<typeof Assessment>;
