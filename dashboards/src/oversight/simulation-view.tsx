import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SimulationResult } from '#api/schemas/policies.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';
import { Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { ChangeTable } from './change-table.tsx';
import { Tile } from './tile.tsx';

type Judged = SimulationResult['decidedBefore'];
const precision = ({ truePositives, falsePositives }: Judged) => ({
  numerator: truePositives,
  denominator: truePositives + falsePositives,
});
const recall = ({ truePositives, falseNegatives }: Judged) => ({
  numerator: truePositives,
  denominator: truePositives + falseNegatives,
});

const Samples = ({ title, posts }: { title: string; posts: SimulationResult['samples']['newlyFlagged'] }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const may = useMay();
  if (posts.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="plain-list">
        {posts.map(({ postId, caseId, lang, leading, violating }) => (
          <li key={postId} className="meta">
            <span>{t(`category.${leading}`)}</span>
            <span>{languageName(lang, language)}</span>
            <span className="tabular">{t('review.score', { value: number(violating, TWO_DIGITS) })}</span>
            {may('post:read') && <Link to={`/archive/posts/${postId}`}>{t('policy.toPost')}</Link>}
            {caseId !== null && may('case:read') && <Link to={`/review/cases/${caseId}`}>{t('policy.toCase')}</Link>}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** What a policy would have done to the history. */
export const SimulationView = ({ result }: { result: SimulationResult }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const hours = (value: number): string => number(value, { maximumFractionDigits: 2 });
  return (
    <section className="stack simulation" aria-label={t('policy.simulation')} data-testid={TEST_IDS.simulation}>
      <h2>{t('policy.simulation')}</h2>
      <p className="quiet">
        {t('policy.over', { count: result.posts, version: result.against })}
        {result.from !== null && (
          <>
            {' '}
            <Time at={result.from} format="day" /> – <Time at={result.to} format="day" />
          </>
        )}
      </p>
      {result.withoutScores > 0 && (
        <p className="notice warn">{t('policy.withoutScores', { count: result.withoutScores })}</p>
      )}
      <div className="tiles">
        <Tile label={t('policy.flagged')} value={`${number(result.flaggedBefore)} → ${number(result.flaggedAfter)}`} />
        <Tile
          label={t('policy.newly')}
          value={`+${number(result.newlyFlagged)}`}
          hint={t('policy.inCases', { count: result.newCases })}
        />
        <Tile
          label={t('policy.noLonger')}
          value={`−${number(result.noLongerFlagged)}`}
          hint={t('policy.inCases', { count: result.fewerCases })}
        />
        <Tile
          label={t('policy.hours')}
          value={`+${hours(result.hoursPerDay.more)} / −${hours(result.hoursPerDay.less)}`}
          hint={t('policy.hoursHint', { minutes: number(result.minutesPerCase) })}
        />
      </div>
      <div className="tiles">
        <Tile label={t('policy.precisionBefore')} rate={precision(result.decidedBefore)} />
        <Tile label={t('policy.precisionAfter')} rate={precision(result.decidedAfter)} />
        <Tile label={t('policy.recallBefore')} rate={recall(result.decidedBefore)} hint={t('policy.recallHint')} />
        <Tile label={t('policy.recallAfter')} rate={recall(result.decidedAfter)} hint={t('policy.recallHint')} />
      </div>
      <div className="two-columns">
        <ChangeTable
          title={t('policy.byCategory')}
          rows={result.byCategory}
          nameOf={(key) => t(`category.${key as 'threat'}`)}
        />
        <ChangeTable
          title={t('policy.byLanguage')}
          rows={result.byLanguage}
          nameOf={(key) => languageName(key, language)}
        />
      </div>
      <div className="two-columns">
        <Samples title={t('policy.samplesNewly')} posts={result.samples.newlyFlagged} />
        <Samples title={t('policy.samplesNoLonger')} posts={result.samples.noLongerFlagged} />
      </div>
    </section>
  );
};
