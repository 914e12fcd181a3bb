import type { Store } from '#store/store.ts';

const cosine = (a: readonly number[], b: readonly number[]): number => {
  let [dot, aa, bb] = [0, 0, 0];
  for (const [index, x] of a.entries()) {
    const y = b[index] ?? 0;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
};

/**
 * How far each text is from the nearest one seen before, in the archive or earlier in the same batch: cosine distance, cut to
 * 0..1. Null for one without a usable vector, and for the very first.
 */
export const noveltyOf = async (
  store: Pick<Store, 'posts'>,
  vectors: readonly (readonly number[])[],
): Promise<(number | null)[]> => {
  const archive = await store.posts.nearest(vectors);
  return vectors.map((vector, index) => {
    if (!vector.some((value) => value !== 0)) return null;
    const batch = vectors.slice(0, index).map((other) => cosine(vector, other));
    const all = [...batch, ...(archive[index] == null ? [] : [archive[index]])];
    if (all.length === 0) return null;
    return Math.round(Math.min(1, Math.max(0, 1 - Math.max(...all))) * 1e4) / 1e4;
  });
};
