import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { OperatorDetail } from '#api/schemas/oversight.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { countryName, languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { OperatorProposalCard } from './operator-proposal.tsx';

const Facts = ({ operator, country, channel }: OperatorDetail) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <section className="card" aria-label={t('operator.facts')}>
      <h2>{t('operator.facts')}</h2>
      <dl className="facts">
        <dt>{t('operator.country')}</dt>
        <dd>{countryName(country, language)}</dd>
        <dt>{t('operator.established')}</dt>
        <dd>{countryName(operator.establishedIn, language)}</dd>
        {operator.legalRepresentative !== null && (
          <>
            <dt>{t('operator.representative')}</dt>
            <dd>{operator.legalRepresentative.name}</dd>
          </>
        )}
        <dt>{t('operator.contact')}</dt>
        <dd>{operator.contactPoint}</dd>
        <dt>{t('operator.channel')}</dt>
        <dd>{t(`operator.channelKind.${channel}`)}</dd>
        <dt>{t('operator.languages')}</dt>
        <dd>{operator.languages.map((code) => languageName(code, language)).join(', ')}</dd>
        <dt>{t('operator.platforms')}</dt>
        <dd>{operator.platforms.join(', ')}</dd>
        <dt>{t('operator.priorInformation')}</dt>
        <dd>
          {operator.priorInformationSentAt === null ? (
            t('operator.never')
          ) : (
            <Time at={operator.priorInformationSentAt} />
          )}
        </dd>
      </dl>
    </section>
  );
};

/** What the operator's orders came to, each figure with the orders behind it. */
const ScorecardCard = ({ scorecard }: { scorecard: OperatorDetail['scorecard'] }) => {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <section className="card" aria-label={t('operator.scorecard')} data-testid={TEST_IDS.scorecard}>
      <h2>{t('operator.scorecard')}</h2>
      <p>
        {scorecard.minutesToRemoval === null
          ? t('operator.noRemoval')
          : t('operator.minutesToRemoval', { count: scorecard.minutesToRemoval })}
      </p>
      {scorecard.exposureFactor && <p className="notice">{t('operator.exposureFactor')}</p>}
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('report.figure')}</th>
            <th scope="col" className="number">
              {t('report.value')}
            </th>
            <th scope="col">{t('report.records')}</th>
          </tr>
        </thead>
        <tbody>
          {scorecard.figures.map(({ id, orders }) => (
            <tr key={id}>
              <th scope="row">{t(`operator.figure.${id}`)}</th>
              <td className="number">{number(orders.length)}</td>
              <td>
                {orders.length > 0 && (
                  <details>
                    <summary>{t('report.show')}</summary>
                    <ul className="plain-list">
                      {orders.map((order) => (
                        <li key={order}>
                          <Link to={`/liaison/orders/${order}`}>{order}</Link>
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

export const OperatorPage = () => {
  const { t } = useTranslation();
  const { operatorId = '' } = useParams();
  const record = useQuery({
    queryKey: KEYS.operatorRecord(operatorId),
    queryFn: ({ signal }) => api.directory.record(operatorId, signal),
  });
  const isInForce = record.data !== undefined && record.data.entry !== null;
  const detail = useQuery({
    queryKey: KEYS.operator(operatorId),
    queryFn: ({ signal }) => api.operator(operatorId, signal),
    enabled: isInForce,
  });
  return (
    <div className="page">
      <PageHeading
        title={record.data?.entry?.name ?? record.data?.proposal?.entry.name ?? t('operator.directory')}
        lead={<Link to="/liaison/operators">{t('operator.directory')}</Link>}
      />
      {isInForce && (
        <Loaded query={detail}>
          {(found) => (
            <>
              <ScorecardCard scorecard={found.scorecard} />
              <Facts {...found} />
            </>
          )}
        </Loaded>
      )}
      <Loaded query={record}>{(found) => <OperatorProposalCard record={found} />}</Loaded>
    </div>
  );
};
