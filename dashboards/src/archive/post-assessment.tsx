import { useTranslation } from 'react-i18next';
import type { PostDetail } from '#api/schemas/posts.ts';
import { routingReason } from '../locale/routing-reason.ts';
import { useNumber } from '../locale/use-number.ts';
import { ScoreBars } from '../parts/score-bars.tsx';
import { Time } from '../parts/time.tsx';

type Assessment = NonNullable<PostDetail['assessment']>;
const CATEGORIES = [
  'threat',
  'instruction',
  'incitement',
  'solicitation',
  'recruitment',
  'glorification',
] as const satisfies readonly (keyof Assessment['categories'])[];

export const PostAssessment = ({ assessment }: { assessment: Assessment }) => {
  const { t } = useTranslation();
  const number = useNumber();
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
          {t(`context.${assessment.context}`)} (
          {number(assessment.contextProbability, { style: 'percent', maximumFractionDigits: 0 })})
        </dd>
        <dt>{t('case.routing')}</dt>
        <dd>{routingReason(assessment.routingReason, t)}</dd>
        <dt>{t('case.versions')}</dt>
        <dd>
          <code>{assessment.modelVersion}</code> · <code>{assessment.policyVersion}</code>
        </dd>
        <dt>{t('post.assessed')}</dt>
        <dd>
          <Time at={assessment.assessedAt} format="exact" />
        </dd>
      </dl>
    </section>
  );
};
