import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { Time } from '../parts/time.tsx';
import { Veil } from '../parts/veiled-text.tsx';

/** What stood around the text, oldest first. It is veiled and shown together with the text. */
export const CaseThread = ({
  thread,
  revealed,
  lang,
}: {
  thread: CaseDetail['thread'];
  revealed: boolean;
  lang: string;
}) => {
  const { t } = useTranslation();
  if (thread.length < 2) return null;
  return (
    <section className="card" aria-label={t('case.thread')}>
      <h2>{t('case.thread')}</h2>
      <ol className="thread plain-list">
        {thread.map((post) => (
          <li key={post.postId} className={post.current ? 'is-current' : undefined}>
            <p className="fine">
              <Time at={post.publishedAt} /> {post.current && <strong>{t('case.thisText')}</strong>}
            </p>
            <Veil revealed={revealed} short lang={lang}>
              {post.text}
            </Veil>
          </li>
        ))}
      </ol>
    </section>
  );
};
