import type { LocationStatus } from '#core/case.ts';
import type { Disappearance } from '#core/post.ts';

/** Who took a post away, as far as its platform said; a plain 404 does not say it. */
export const goneStatus = (by: Disappearance['by']): LocationStatus => {
  if (by === 'author') return 'gone_by_author';
  return by === 'operator' ? 'gone_by_operator' : 'gone';
};
