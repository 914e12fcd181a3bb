import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { PostDetail } from '#api/schemas/posts.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useHotkeys } from '../app/use-hotkeys.ts';
import { LanguageBadge } from '../parts/badges.tsx';
import { Hash } from '../parts/hash.tsx';
import { KnownMatches } from '../parts/known-matches.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { NotAllRead } from '../parts/not-all-read.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { PicturesCard } from '../parts/pictures-card.tsx';
import { RevealButton } from '../parts/reveal-button.tsx';
import { saidBy } from '../parts/said-in-pictures.ts';
import { Time } from '../parts/time.tsx';
import { MarkedText, Veil } from '../parts/veiled-text.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { CollectButton } from './collect-button.tsx';
import { PostAssessment } from './post-assessment.tsx';
import { PostCluster } from './post-cluster.tsx';
import { PostEvidence } from './post-evidence.tsx';
import { PostNotes } from './post-notes.tsx';
import { PostVersions } from './post-versions.tsx';
import { ReasonGate } from './reason-gate.tsx';
import { SimilarPosts } from './similar-posts.tsx';

const PostView = ({ detail }: { detail: PostDetail }) => {
  const { t } = useTranslation();
  const may = useMay();
  const [revealed, setRevealed] = useState(false);
  useHotkeys({ revealAll: () => setRevealed(!revealed) });
  const { post, assessment } = detail;
  return (
    <div className="page" data-testid={TEST_IDS.postView}>
      <Link className="back" to="/archive">
        {t('archive.back')}
      </Link>
      <PageHeading
        title={t('post.title', { platform: post.platform })}
        lead={
          <span className="meta">
            <LanguageBadge code={post.lang} />
            <span className="badge neutral">{t(`archive.values.status.${post.status}`)}</span>
            <span>
              {t('case.published')} <Time at={post.publishedAt} />
            </span>
            {detail.caseId !== null && may('case:claim') && (
              <Link to={`/review/cases/${detail.caseId}`}>{t('post.toCase')}</Link>
            )}
          </span>
        }
      >
        <CollectButton postId={post.id} />
        <RevealButton revealed={revealed} onChange={setRevealed} hotkey="revealAll" />
      </PageHeading>
      <div className="post-grid">
        <div className="stack">
          <section className="card" aria-label={t('case.text')}>
            <KnownMatches matches={assessment?.known ?? []} />
            {assessment?.truncated === true && <NotAllRead />}
            <Veil revealed={revealed} lang={post.lang} testId={TEST_IDS.caseText}>
              {post.title !== undefined && <strong className="case-title">{post.title}</strong>}
              <MarkedText text={post.text} stretches={assessment?.spans ?? []} />
            </Veil>
          </section>
          <PicturesCard
            pictures={post.pictures ?? []}
            saidIn={(index) => {
              const picture = post.pictures?.[index];
              return picture === undefined ? [] : saidBy(picture);
            }}
            revealed={revealed}
            lang={post.lang}
          />
          <section className="card" aria-label={t('post.facts')}>
            <h2>{t('post.facts')}</h2>
            <dl className="facts">
              <dt>{t('post.address')}</dt>
              <dd>
                <code>{post.url}</code>
              </dd>
              <dt>{t('order.operator')}</dt>
              <dd>{detail.operator.name}</dd>
              <dt>{t('post.collected')}</dt>
              <dd>
                <Time at={post.collectedAt} format="exact" />
              </dd>
              {post.authorPseudonym !== undefined && (
                <>
                  <dt>{t('post.pseudonym')}</dt>
                  <dd>
                    <Hash value={post.authorPseudonym} />
                  </dd>
                </>
              )}
              <dt>{t('post.contentHash')}</dt>
              <dd>
                <Hash value={post.contentHash} length={24} />
              </dd>
              {post.tags.length > 0 && (
                <>
                  <dt>{t('post.tags')}</dt>
                  <dd>{post.tags.join(', ')}</dd>
                </>
              )}
            </dl>
          </section>
          <PostVersions versions={detail.versions} current={post.id} lang={post.lang} revealed={revealed} />
          <SimilarPosts postId={post.id} revealed={revealed} />
        </div>
        <div className="stack">
          <PostNotes postId={post.id} />
          {assessment !== null && <PostAssessment assessment={assessment} />}
          <PostCluster cluster={detail.cluster} clusterId={detail.clusterId} current={post.id} />
          {may('evidence:read') && <PostEvidence captureId={post.captureId} />}
        </div>
      </div>
    </div>
  );
};

export const PostPage = () => {
  const { postId = '' } = useParams();
  const query = useQuery({ queryKey: KEYS.post(postId), queryFn: ({ signal }) => api.posts.get(postId, signal) });
  if (query.data === undefined)
    return (
      <div className="page">
        <ReasonGate error={query.error} onReason={() => void query.refetch()}>
          <Loaded query={query} lines={10}>
            {() => null}
          </Loaded>
        </ReasonGate>
      </div>
    );
  return <PostView key={postId} detail={query.data} />;
};
