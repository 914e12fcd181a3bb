import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AgreementShown } from '#api/schemas/quality.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';
import { LanguageBadge } from '../parts/badges.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Ago } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

type Agreed = AgreementShown['fleiss'];

const Row = ({ label, value }: { label: string; value: Agreed }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const figure = (one: number | null): string => (one === null ? t('quality.tooFew') : number(one, TWO_DIGITS));
  return (
    <tr>
      <th scope="row">{label}</th>
      <td className="tabular">{number(value.subjects)}</td>
      <td className="tabular">{figure(value.observed)}</td>
      <td className="tabular">{figure(value.expected)}</td>
      <td className="tabular">{figure(value.kappa)}</td>
    </tr>
  );
};

/** How far the house agrees with itself; of a person there is no figure. */
export const Agreement = () => {
  const { t } = useTranslation();
  const number = useNumber();
  const { language } = useLanguage();
  const query = useQuery({ queryKey: KEYS.agreement, queryFn: ({ signal }) => api.quality.agreement(signal) });
  return (
    <section className="card stack" aria-label={t('quality.agreement')} data-testid={TEST_IDS.agreement}>
      <h2>{t('quality.agreement')}</h2>
      <Loaded query={query}>
        {(shown) => (
          <>
            <p>{t('quality.agreementText', { people: shown.leastPeople, subjects: shown.leastSubjects })}</p>
            <ScrollTable label={t('quality.agreement')}>
              <table className="data-table">
                <thead>
                  <tr>
                    <th scope="col">{t('quality.of')}</th>
                    <th scope="col">{t('quality.subjects')}</th>
                    <th scope="col">{t('quality.observed')}</th>
                    <th scope="col">{t('quality.expected')}</th>
                    <th scope="col">{t('quality.kappa')}</th>
                  </tr>
                </thead>
                <tbody>
                  <Row label={t('quality.cohen')} value={shown.cohen} />
                  <Row label={t('quality.fleiss')} value={shown.fleiss} />
                  {shown.byCategory.map(({ key, fleiss }) => (
                    <Row key={key} label={t(`category.${key}`)} value={fleiss} />
                  ))}
                  {shown.byLanguage.map(({ key, fleiss }) => (
                    <Row key={key} label={languageName(key, language)} value={fleiss} />
                  ))}
                </tbody>
              </table>
            </ScrollTable>
            <p>
              {t('quality.golden', {
                count: shown.golden.readings,
                right: shown.golden.right === null ? t('quality.tooFew') : number(shown.golden.right),
              })}
            </p>
          </>
        )}
      </Loaded>
    </section>
  );
};

/** Cases of which somebody who read them again said something else. */
export const Disputed = () => {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: KEYS.disputed, queryFn: ({ signal }) => api.quality.disputed({}, signal) });
  return (
    <section className="card stack" aria-label={t('quality.disputed')} data-testid={TEST_IDS.disputed}>
      <h2>{t('quality.disputed')}</h2>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t('quality.noneDisputed')}</p>
          ) : (
            <ul className="plain-list stack tight">
              {items.map(({ caseId, leading, lang, answers, updatedAt }) => (
                <li key={caseId}>
                  <Link to={`/review/cases/${caseId}`}>{t(`category.${leading}`)}</Link> <LanguageBadge code={lang} />{' '}
                  <span>{answers.map((one) => t(`outcome.${one}`)).join(' / ')}</span>{' '}
                  <span className="fine">
                    <Ago at={updatedAt} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
};
