import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { Icon } from '../parts/icons.tsx';
import { Ago } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** Where colleagues wait for the one who looks; nothing where nobody does. */
export const ForMe = ({ search }: { search: string }) => {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: KEYS.casesForMe, queryFn: ({ signal }) => api.cases.forMe(signal) });
  if (data === undefined || data.asked.length + data.handedOver.length === 0) return null;
  return (
    <section className="card" aria-label={t('forMe.title')} data-testid={TEST_IDS.forMe}>
      <h2>
        <Icon name="inbox" /> {t('forMe.title')}
      </h2>
      <ul className="plain-list stack tight">
        {data.handedOver.map(({ caseId, leading, handedOver, byName }) => (
          <li key={caseId}>
            <Link to={`/review/cases/${caseId}${search}`}>{t(`category.${leading}`)}</Link>{' '}
            <span>{t('forMe.handedOver', { name: byName, reason: handedOver.reason })}</span>{' '}
            <span className="fine">
              <Ago at={handedOver.at} />
            </span>
          </li>
        ))}
        {data.asked.map(({ caseId, leading, question, byName }) => (
          <li key={`${caseId} ${question.number}`}>
            <Link to={`/review/cases/${caseId}${search}`}>{t(`category.${leading}`)}</Link>{' '}
            <span>{t('forMe.asked', { name: byName, text: question.text })}</span>{' '}
            <span className="fine">
              <Ago at={question.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
