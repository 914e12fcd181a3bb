import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PostSearchResult } from '#api/schemas/posts.ts';
import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';
import { LanguageBadge } from '../parts/badges.tsx';
import { snippetOf } from '../parts/stretches.ts';
import { Time } from '../parts/time.tsx';
import { MarkedText, Veil } from '../parts/veiled-text.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { CollectButton } from './collect-button.tsx';

const SNIPPET = 280;
type Hit = PostSearchResult['items'][number];

/** One post that was found. Flagged text is veiled until the one switch of the page shows it; other text is not. */
export const PostHitCard = ({
  hit,
  revealed,
  score,
  children,
}: {
  hit: Hit;
  revealed: boolean;
  score?: number;
  /** Further acts. */
  children?: ReactNode;
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  const { post } = hit;
  const snippet = snippetOf(post.text, hit.highlights, SNIPPET);
  return (
    <li className="hit card" data-testid={TEST_IDS.searchHit} data-post={post.id}>
      <p className="hit-head">
        <Link to={`/archive/posts/${post.id}`}>
          {post.platform} · <Time at={post.publishedAt} />
        </Link>
        <LanguageBadge code={post.lang} />
        {hit.flagged && <span className="badge warn">{t('archive.flagged')}</span>}
        {hit.leading !== null && hit.flagged && <span className="badge neutral">{t(`category.${hit.leading}`)}</span>}
        {post.status !== 'live' && <span className="badge neutral">{t(`archive.values.status.${post.status}`)}</span>}
        {score !== undefined && (
          <span className="badge info">{t('archive.similarity', { value: number(score, TWO_DIGITS) })}</span>
        )}
      </p>
      <Veil revealed={revealed || !hit.flagged} short lang={post.lang}>
        {post.title !== undefined && <strong className="case-title">{post.title}</strong>}
        {snippet.cutBefore && '…'}
        <MarkedText text={snippet.text} stretches={snippet.stretches} />
        {snippet.cutAfter && '…'}
      </Veil>
      <p className="fine">
        <code>{post.url}</code>
        {hit.violating !== null && <> · {t('review.score', { value: number(hit.violating, TWO_DIGITS) })}</>}
      </p>
      <div className="hit-acts">
        <CollectButton postId={post.id} />
        {children}
      </div>
    </li>
  );
};
