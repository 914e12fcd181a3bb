import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Counters, Oversight } from '#api/schemas/oversight.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { i18next } from '../locale/i18n.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { BarTable } from './bar-table.tsx';
import { DriftNotice } from './drift-notice.tsx';
import { OversightTabs } from './oversight-tabs.tsx';
import { QueueTable } from './queue-table.tsx';
import { RateTable } from './rate-table.tsx';
import { Tile } from './tile.tsx';
import { UpkeepLists } from './upkeep.tsx';
import { useDuration } from './use-duration.ts';

const COUNTS = [
  'posts',
  'assessed',
  'flagged',
  'casesOpen',
  'casesDecided',
  'ordersOpen',
  'ordersDone',
] as const satisfies readonly (keyof Counters)[];

/** A name of a state or a category in the language of the pages; what they do not know stays as it is. */
const named =
  (group: string) =>
  (key: string): string => {
    const name = `${group}.${key}`;
    return i18next.exists(name) ? i18next.t(name as 'category.threat') : key;
  };

const Overview = ({ data, live }: { data: Oversight; live: Counters }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const duration = useDuration();
  return (
    <>
      <div className="tiles">
        {COUNTS.map((name) => (
          <Tile key={name} label={t(`counters.${name}`)} value={number(live[name])} />
        ))}
        <Tile label={t('counters.postsPerMinute')} value={number(live.postsPerMinute, { maximumFractionDigits: 1 })} />
      </div>
      <div className="tiles">
        <Tile label={t('oversight.precision')} rate={data.precision} hint={t('oversight.precisionHint')} />
        <Tile label={t('oversight.undone')} rate={data.undone} hint={t('oversight.undoneHint')} />
        <Tile
          label={t('oversight.clocksBroken')}
          rate={data.clocksBroken}
          hint={t('oversight.clocksBrokenHint')}
          alarm={data.clocksBroken.numerator > 0}
        />
        <Tile
          label={t('oversight.medianReview')}
          value={duration(data.medianReviewSeconds)}
          hint={t('oversight.medianReviewHint')}
        />
        <Tile
          label={t('oversight.medianRemoval')}
          value={duration(data.medianRemovalSeconds)}
          hint={t('oversight.medianRemovalHint')}
        />
      </div>
      <div className="two-columns">
        <BarTable title={t('oversight.casesByState')} buckets={data.casesByState} nameOf={named('caseState')} />
        <BarTable title={t('oversight.ordersByState')} buckets={data.ordersByState} nameOf={named('orderState')} />
        <BarTable title={t('oversight.casesByCategory')} buckets={data.casesByCategory} nameOf={named('category')} />
        <BarTable
          title={t('oversight.casesByLanguage')}
          buckets={data.casesByLanguage}
          nameOf={(key) => languageName(key, language)}
        />
        <RateTable
          title={t('oversight.precisionByCategory')}
          rates={data.precisionByCategory}
          nameOf={named('category')}
        />
        <RateTable
          title={t('oversight.precisionByLanguage')}
          rates={data.precisionByLanguage}
          nameOf={(key) => languageName(key, language)}
        />
        <UpkeepLists />
        <RateTable title={t('oversight.foundInSamples')} rates={data.foundInSamples} nameOf={named('purpose')} />
      </div>
      <QueueTable queues={live.queues} at={live.at} />
    </>
  );
};

export const OverviewPage = () => {
  const { t } = useTranslation();
  const oversight = useQuery({
    queryKey: KEYS.oversight,
    queryFn: ({ signal }) => api.oversight(signal),
    refetchInterval: 30_000,
  });
  const { data: live } = useQuery<Counters | null>({ queryKey: KEYS.counters, enabled: false });
  return (
    <div className="page" data-testid={TEST_IDS.oversight}>
      <PageHeading title={t('oversight.title')} />
      <OversightTabs />
      <DriftNotice />
      <Loaded query={oversight} lines={10}>
        {(data) => <Overview data={data} live={live ?? data.counters} />}
      </Loaded>
    </div>
  );
};
