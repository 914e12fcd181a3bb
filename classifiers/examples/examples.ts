/**
 * What the model has learned from that lies nearest to a text: posts of the corpus with their labels. The text itself is not
 * read again; its vector was kept when it was scored.
 */
import type { VectorCodes } from '#core/assessment.ts';
import { type Example, readCorpus } from '../training/corpus.ts';
import { readCodes, spaceOf } from './codes.ts';
import type { ExampleIndex, NearExample } from './example-index.ts';
import { indexFile, indexReady, readIndex } from './index-file.ts';

export type Looked =
  | { status: 'ready'; items: NearExample[] }
  /** The index is not built yet. */
  | { status: 'not_prepared' }
  /** The text was scored with another encoder, or its vector was not kept: what is near to it cannot be said. */
  | { status: 'other_encoder' };

export interface Examples {
  /** Nearest first. */
  nearestTo(codes: VectorCodes | undefined, most: number): Promise<Looked>;
}

/** Reads corpus and index when they are first asked for. `corpus`: another one in tests. */
export const openExamples = (
  cacheDir: string,
  { corpus = readCorpus }: { corpus?: () => Example[] } = {},
): Examples => {
  let known: { file: string; examples: Example[] } | undefined;
  let index: Promise<ExampleIndex> | undefined;
  return {
    async nearestTo(codes, most) {
      if (codes === undefined || codes.space !== spaceOf()) return { status: 'other_encoder' };
      if (known === undefined) {
        const examples = corpus();
        known = { examples, file: indexFile(cacheDir, examples) };
      }
      const { file, examples } = known;
      if (!indexReady(file)) return { status: 'not_prepared' };
      index ??= readIndex(file, examples);
      return { status: 'ready', items: (await index).nearest(readCodes(codes.codes), most) };
    },
  };
};
