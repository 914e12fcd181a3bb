/** The vector by which examples are looked up: the mean of one layer, as int8 codes. */
import type { VectorCodes } from '#core/assessment.ts';
import { encoderVersion } from '../encoder/build.ts';
import type { Encoder } from '../encoder/encoder.ts';

/** Chosen on the validation set: docs/explanations.md. */
export const EXAMPLES_LAYER = 10;

/** Cosine under which the labels of two texts agree hardly more often than by chance (docs/explanations.md). */
export const LEAST_NEARNESS = 0.86;

/** Names what vectors can be compared with each other: those of one encoder and layer, of texts that were read the same way. */
export const spaceOf = (version: string = encoderVersion()): string => `${version}-layer${EXAMPLES_LAYER}-blanked`;

/** The layer's mean of one text, its greatest value at 127. Cosines do not depend on the scale, so none is kept. */
export function codesOfLayer(means: Float32Array, width: number): Int8Array {
  const vector = means.subarray(EXAMPLES_LAYER * width, (EXAMPLES_LAYER + 1) * width);
  const greatest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return Int8Array.from(vector, (value) => Math.round((127 * value) / greatest));
}

/** `means` is [layers, width] of one text. */
export const codesOf = (means: Float32Array, { version, width }: Pick<Encoder, 'version' | 'width'>): VectorCodes => ({
  space: spaceOf(version),
  codes: Buffer.from(codesOfLayer(means, width).buffer).toString('base64'),
});

export const readCodes = (codes: string): Int8Array => Int8Array.from(Buffer.from(codes, 'base64'));
