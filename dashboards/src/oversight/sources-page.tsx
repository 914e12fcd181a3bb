import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SourceList } from '#api/schemas/oversight.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { Ago, Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { OversightTabs } from './oversight-tabs.tsx';
import { healthOf, type SourceHealth } from './source-health.ts';

const LOOK: Record<SourceHealth, { icon: IconName; tone: string }> = {
  well: { icon: 'check', tone: 'good' },
  failing: { icon: 'warning', tone: 'danger' },
  skipped: { icon: 'question', tone: 'warn' },
  paused: { icon: 'pause', tone: 'neutral' },
  reviewOverdue: { icon: 'warning', tone: 'danger' },
  waiting: { icon: 'clock', tone: 'info' },
};

const SourceCard = ({ item }: { item: SourceList['items'][number] }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const may = useMay();
  const { source, status } = item;
  const health = healthOf(item);
  const pause = useMutation({
    mutationFn: () => api.sources.pause(source.id, { paused: !source.paused }),
    onSuccess: (next) => queryClient.setQueryData(KEYS.sources, next),
  });
  return (
    <li className="card" data-testid={TEST_IDS.sourceRow} data-source={source.id} data-health={health}>
      <div className="card-head">
        <h2>{source.name}</h2>
        <div className="button-row">
          <span className={`badge ${LOOK[health].tone}`}>
            <Icon name={LOOK[health].icon} />
            {t(`source.health.${health}`)}
          </span>
          {may('source:write') && (
            <button
              type="button"
              className="button small"
              data-testid={TEST_IDS.sourcePause}
              disabled={pause.isPending}
              onClick={() => pause.mutate()}
            >
              <Icon name={source.paused ? 'play' : 'pause'} />
              {t(source.paused ? 'source.goOn' : 'source.pause')}
            </button>
          )}
        </div>
      </div>
      {pause.isError && <ErrorPanel error={pause.error} />}
      {status?.lastReason != null && (
        <p className={health === 'failing' ? 'notice danger' : 'quiet'}>{status.lastReason}</p>
      )}
      <dl className="facts">
        <dt>{t('source.last')}</dt>
        <dd>
          {status?.lastPollAt == null ? (
            t('source.never')
          ) : (
            <>
              <Ago at={status.lastPollAt} />
              {status.failures > 0 && ` · ${t('source.failures', { count: status.failures })}`}
            </>
          )}
        </dd>
        <dt>{t('source.posts')}</dt>
        <dd>{number(status?.posts ?? 0)}</dd>
        <dt>{t('source.adapter')}</dt>
        <dd>
          {source.adapter} · {source.languages.map((code) => languageName(code, language)).join(', ')} ·{' '}
          {t('source.every', { count: source.everySeconds })}
        </dd>
        <dt>{t('source.addresses')}</dt>
        <dd>
          {source.addresses.map((address) => (
            <code key={address} className="source-address">
              {address}
            </code>
          ))}
        </dd>
        <dt>{t('source.legalBasis')}</dt>
        <dd>{source.legalBasis}</dd>
        <dt>{t('source.purpose')}</dt>
        <dd>{source.purpose}</dd>
        <dt>{t('source.approved')}</dt>
        <dd>
          {source.approvedBy} · <Time at={source.approvedAt} format="day" />
        </dd>
        <dt>{t('source.reviewBy')}</dt>
        <dd>
          <Time at={source.reviewBy} format="day" />
          {item.overdue && (
            <span className="badge danger">
              <Icon name="warning" />
              {t('source.overdue')}
            </span>
          )}
        </dd>
      </dl>
    </li>
  );
};

export const SourcesPage = () => {
  const { t } = useTranslation();
  const sources = useQuery({
    queryKey: KEYS.sources,
    queryFn: ({ signal }) => api.sources.list(signal),
    refetchInterval: 15_000,
  });
  return (
    <div className="page">
      <PageHeading title={t('source.title')} lead={t('source.lead')} />
      <OversightTabs />
      <Loaded query={sources} lines={8}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('source.none')} />
          ) : (
            <ul className="plain-list sources">
              {items.map((item) => (
                <SourceCard key={item.source.id} item={item} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
};
