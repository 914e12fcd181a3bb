import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { routingReason } from '../locale/routing-reason.ts';
import { useNumber } from '../locale/use-number.ts';
import { CATEGORIES } from '../parts/categories.ts';
import { ScoreBars } from '../parts/score-bars.tsx';

export const CaseScores = ({ assessment }: { assessment: CaseDetail['case']['assessment'] }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const percent = (value: number): string => number(value, { style: 'percent', maximumFractionDigits: 0 });
  return (
    <section className="card" aria-label={t('case.scores')}>
      <h2>{t('case.scores')}</h2>
      <ScoreBars
        caption={t('case.scores')}
        bars={[
          { key: 'violating', label: t('case.violating'), value: assessment.violating, strong: true },
          ...CATEGORIES.map((category) => ({
            key: category,
            label: t(`category.${category}`),
            value: assessment.categories[category],
          })),
        ]}
      />
      <dl className="facts case-facts">
        <dt>{t('case.context')}</dt>
        <dd>
          {t(`context.${assessment.context}`)} ({percent(assessment.contextProbability)})
        </dd>
        <dt>{t('case.routing')}</dt>
        <dd>{routingReason(assessment.routingReason, t)}</dd>
        <dt>{t('case.versions')}</dt>
        <dd>
          <code>{assessment.modelVersion}</code> · <code>{assessment.policyVersion}</code>
        </dd>
      </dl>
      <p className="fine">{t('case.scoresNote')}</p>
    </section>
  );
};
