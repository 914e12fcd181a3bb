import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LabelGuide } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useLanguage } from '../locale/use-language.ts';
import type { Category } from '../parts/categories.ts';
import { Loaded } from '../parts/loaded.tsx';

const Entry = ({ entry }: { entry: LabelGuide['categories'][number] }) => {
  const { t } = useTranslation();
  const { pick } = useLanguage();
  return (
    <>
      <h3>
        {pick(entry.title)} <span className="fine">{t('case.article', { letter: entry.letter })}</span>
      </h3>
      <p>{pick(entry.text)}</p>
    </>
  );
};

/** The label guide beside the case: the leading category in full, the others and the protected contexts within reach. */
export const PolicyText = ({ leading }: { leading: Category }) => {
  const { t } = useTranslation();
  const { pick } = useLanguage();
  const guide = useQuery({
    queryKey: KEYS.labelGuide,
    queryFn: ({ signal }) => api.labelGuide(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section className="card policy" aria-label={t('case.policy')}>
      <h2>{t('case.policy')}</h2>
      <Loaded query={guide}>
        {({ categories, contexts }) => (
          <>
            {categories
              .filter(({ id }) => id === leading)
              .map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            <details>
              <summary>{t('case.otherCategories')}</summary>
              {categories
                .filter(({ id }) => id !== leading)
                .map((entry) => (
                  <Entry key={entry.id} entry={entry} />
                ))}
            </details>
            <details>
              <summary>{t('case.protectedContexts')}</summary>
              <dl>
                {contexts.map(({ id, title, text }) => (
                  <div key={id} className="policy-context">
                    <dt>{pick(title)}</dt>
                    <dd>{pick(text)}</dd>
                  </div>
                ))}
              </dl>
            </details>
          </>
        )}
      </Loaded>
    </section>
  );
};
