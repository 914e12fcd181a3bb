import { cosineOf } from '#core/nearness.ts';
import type { Store } from '#store/store.ts';

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
    const batch = vectors.slice(0, index).map((other) => cosineOf(vector, other) ?? 0);
    const all = [...batch, ...(archive[index] == null ? [] : [archive[index]])];
    if (all.length === 0) return null;
    return Math.round(Math.min(1, Math.max(0, 1 - Math.max(...all))) * 1e4) / 1e4;
  });
};
