import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PostDetail } from '#api/schemas/posts.ts';
import { Time } from '../parts/time.tsx';
import { Veil } from '../parts/veiled-text.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { CompareLink } from './compare-link.tsx';

/** An edit is a new version; nothing that was collected is written over. */
export const PostVersions = ({
  versions,
  current,
  lang,
  revealed,
}: {
  versions: PostDetail['versions'];
  current: string;
  lang: string;
  revealed: boolean;
}) => {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t('post.versions')} data-testid={TEST_IDS.postVersions}>
      <h2>
        {t('post.versions')} <span className="count">{versions.length}</span>
      </h2>
      {versions.length < 2 ? (
        <p className="quiet">{t('post.oneVersion')}</p>
      ) : (
        <ol className="thread plain-list">
          {versions.map((version) => (
            <li key={version.id} className={version.id === current ? 'is-current' : undefined}>
              <p className="fine">
                <Time at={version.collectedAt} format="exact" />{' '}
                {version.id === current ? (
                  <strong>{t('post.thisVersion')}</strong>
                ) : (
                  <>
                    <Link to={`/archive/posts/${version.id}`}>{t('post.openVersion')}</Link>{' '}
                    <CompareLink from={version.id} to={current} />
                  </>
                )}
              </p>
              <Veil revealed={revealed} short lang={lang}>
                {version.text}
              </Veil>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
};
