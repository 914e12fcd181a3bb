import type { SearchQuestion } from '#core/saved-search.ts';
import type { PostSearch } from '#store/post-search.ts';
import { readSearch, type SearchText } from './search-text.ts';

/**
 * A question of a person as the store takes it, and what is marked in what it finds.
 * @throws SEARCH_UNREADABLE (400) with place and mend
 */
export const readQuestion = ({
  q,
  flagged,
  ...filter
}: SearchQuestion): { question: Omit<PostSearch, 'size'>; marks: SearchText } => {
  const { where, marks } = readSearch(q ?? '', filter.lang);
  return { question: { ...filter, where, flagged: flagged === undefined ? undefined : flagged === 'yes' }, marks };
};
