/** The labelled examples by nearness: every one is compared, which takes a few milliseconds for ten thousand. */
import type { Example } from '../training/corpus.ts';

export interface NearExample {
  example: Example;
  /** Cosine, -1..1. */
  similarity: number;
}

const norm = (codes: Int8Array): number => {
  let sum = 0;
  for (const code of codes) sum += code * code;
  return Math.sqrt(sum) || 1;
};

/** Examples that differ in nothing but an identity term say the same: one of them is enough. */
const ideaOf = (example: Example): string => example.swap ?? example.id;

export class ExampleIndex {
  private readonly rows: { example: Example; codes: Int8Array; norm: number }[];

  /** `codes` is [examples, width], in the order of `examples`. */
  constructor(examples: readonly Example[], codes: Int8Array, width: number) {
    this.rows = examples.map((example, i) => {
      const own = codes.subarray(i * width, (i + 1) * width);
      return { example, codes: own, norm: norm(own) };
    });
  }

  /** Nearest first, one for each group of examples that differ only in an identity term. */
  nearest(codes: Int8Array, most: number): NearExample[] {
    const length = norm(codes);
    const all = this.rows.map((row) => {
      let dot = 0;
      for (let i = 0; i < codes.length; i++) dot += (codes[i] ?? 0) * (row.codes[i] ?? 0);
      return { example: row.example, similarity: dot / (length * row.norm) };
    });
    all.sort((a, b) => b.similarity - a.similarity);
    const found = new Map<string, NearExample>();
    for (const one of all) {
      if (found.size === most) break;
      const idea = ideaOf(one.example);
      if (!found.has(idea)) found.set(idea, one);
    }
    return [...found.values()];
  }
}
