import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { Loaded } from '../parts/loaded.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { CompareLink } from './compare-link.tsx';
import { PostHitCard } from './post-hit.tsx';

export const SimilarPosts = ({ postId, revealed }: { postId: string; revealed: boolean }) => {
  const { t } = useTranslation();
  const similar = useQuery({
    queryKey: KEYS.similar(postId),
    queryFn: ({ signal }) => api.posts.similar(postId, signal),
    staleTime: 60_000,
  });
  return (
    <section className="stack tight" aria-label={t('post.similar')} data-testid={TEST_IDS.similarPosts}>
      <h2>{t('post.similar')}</h2>
      <Loaded query={similar}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t('post.noneSimilar')}</p>
          ) : (
            <ol className="plain-list">
              {items.map(({ hit, score }) => (
                <PostHitCard key={hit.post.id} hit={hit} score={score} revealed={revealed}>
                  <CompareLink from={postId} to={hit.post.id} />
                </PostHitCard>
              ))}
            </ol>
          )
        }
      </Loaded>
    </section>
  );
};
