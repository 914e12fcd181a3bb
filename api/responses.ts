import type { TSchema } from 'typebox';
import { ErrorEnvelope } from './schemas/envelope.ts';

/** Schemas for every answer of a route: its own, and the one envelope for whatever goes wrong. */
export const answers = <S extends TSchema>(success: S) => ({
  200: success,
  '4xx': ErrorEnvelope,
  '5xx': ErrorEnvelope,
});
