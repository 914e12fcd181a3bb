import { type Static, Type } from 'typebox';
import { KnownMatch } from './known-list.ts';
import { CategoryScores, Context } from './labels.ts';
import { Language, Probability, Strict, Timestamp } from './schema.ts';

/** A stretch of the original text that carried the score; offsets in UTF-16 units. */
export const Span = Strict({ start: Type.Integer(), end: Type.Integer(), weight: Type.Number() });
export type Span = Static<typeof Span>;

/** A vector of the encoder in int8 codes (base64): enough to look up what lies near it, and half a kilobyte. */
export const VectorCodes = Strict({
  /** Encoder and layer: vectors of different spaces have nothing to do with each other. */
  space: Type.String(),
  codes: Type.String(),
});
export type VectorCodes = Static<typeof VectorCodes>;

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
  /** So long that a part in its middle was not read. Not there: all of it was. */
  truncated: Type.Optional(Type.Boolean()),
  /** Of the part that the score comes from; only where people are shown the text. */
  codes: Type.Optional(VectorCodes),
  /** In words: `violating 0.93 over 0.60`, `near-duplicate of ...`, `known content: ...`, `quality sample`. */
  routingReason: Type.String(),
  /** Entries of known-content lists that it matched. */
  known: Type.Optional(Type.Array(KnownMatch)),
  assessedAt: Timestamp,
});
export type Assessment = Static<typeof Assessment>;
