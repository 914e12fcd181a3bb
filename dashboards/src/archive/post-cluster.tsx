import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PostDetail } from '#api/schemas/posts.ts';
import { Time } from '../parts/time.tsx';
import { CompareLink } from './compare-link.tsx';

/** Every address that carries the same text or nearly the same. */
export const PostCluster = ({
  cluster,
  clusterId,
  current,
}: {
  cluster: PostDetail['cluster'];
  clusterId: string | null;
  current: string;
}) => {
  const { t } = useTranslation();
  if (cluster.length === 0) return null;
  return (
    <section className="card" aria-label={t('post.cluster')}>
      <div className="card-head">
        <h2>
          {t('post.cluster')} <span className="count">{cluster.length}</span>
        </h2>
        {clusterId !== null && (
          <Link className="fine" to={`/archive?clusterId=${encodeURIComponent(clusterId)}`}>
            {t('post.searchCluster')}
          </Link>
        )}
      </div>
      <ul className="plain-list">
        {cluster.map((member) => (
          <li key={member.id}>
            <p className="location-head">
              {member.id === current ? (
                <strong>{member.platform}</strong>
              ) : (
                <Link to={`/archive/posts/${member.id}`}>{member.platform}</Link>
              )}
              <span className="badge neutral">{t(`archive.values.status.${member.status}`)}</span>
              {member.id !== current && <CompareLink from={current} to={member.id} />}
              <span className="fine">
                <Time at={member.publishedAt} />
              </span>
            </p>
            <p className="fine">
              <code>{member.url}</code>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
};
