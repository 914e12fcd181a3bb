import type { Post } from '#core/post.ts';

type Version = Pick<Post, 'id' | 'publishedAt' | 'editedAt' | 'collectedAt'>;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const time = (iso: string): number => Date.parse(iso);

/** Whether `a` is the later version of the same item: by its edit, then by when it was collected, then by id. */
export const isNewer = (a: Version, b: Version): boolean => {
  const difference =
    time(a.editedAt ?? a.publishedAt) - time(b.editedAt ?? b.publishedAt) ||
    time(a.collectedAt) - time(b.collectedAt) ||
    compare(a.id, b.id);
  return difference > 0;
};
