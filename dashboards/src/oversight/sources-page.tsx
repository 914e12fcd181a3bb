import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { SourceItem } from '#api/schemas/sources.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { Ago, Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { adapterName } from './adapter-name.ts';
import { OversightTabs } from './oversight-tabs.tsx';
import { SourceBadge } from './source-badge.tsx';
import { HEALTHS, healthOf, matchesWords, nameOfSource } from './source-health.ts';

const SourceRow = ({ item }: { item: SourceItem }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const { status, nextVisitAt } = item;
  const entry = item.source ?? item.proposal?.entry;
  const health = healthOf(item);
  return (
    <li className="card" data-testid={TEST_IDS.sourceRow} data-source={item.id} data-health={health}>
      <div className="card-head">
        <h2>
          <Link to={`/oversight/sources/${encodeURIComponent(item.id)}`}>{nameOfSource(item)}</Link>
        </h2>
        <SourceBadge item={item} />
      </div>
      {status?.lastReason != null && (health === 'failing' || health === 'skipped') && (
        <p className={health === 'failing' ? 'notice danger' : 'quiet'}>{status.lastReason}</p>
      )}
      {entry !== undefined && (
        <p className="meta">
          <span>{adapterName(entry.adapter)}</span>
          <span>{entry.languages.map((code) => languageName(code, language)).join(', ')}</span>
          <code>{entry.addresses[0]}</code>
          {entry.addresses.length > 1 && (
            <span>{t('source.moreAddresses', { count: entry.addresses.length - 1 })}</span>
          )}
        </p>
      )}
      {item.source !== null && (
        <dl className="source-figures">
          <div>
            <dt>{t('source.last')}</dt>
            <dd>{status?.lastPollAt == null ? t('source.never') : <Ago at={status.lastPollAt} />}</dd>
          </div>
          <div>
            <dt>{t('source.next')}</dt>
            <dd>{nextVisitAt === null ? t('source.noNext') : <Time at={nextVisitAt} />}</dd>
          </div>
          <div>
            <dt>{t('source.posts')}</dt>
            <dd>{number(item.yield.posts)}</dd>
          </div>
          <div>
            <dt>{t('source.flagged')}</dt>
            <dd>{number(item.yield.flagged)}</dd>
          </div>
          <div>
            <dt>{t('source.confirmed')}</dt>
            <dd>{number(item.yield.confirmed)}</dd>
          </div>
          <div>
            <dt>{t('source.fields.reviewBy')}</dt>
            <dd>
              <Time at={item.source.reviewBy} format="day" />
            </dd>
          </div>
        </dl>
      )}
    </li>
  );
};

/** What a first source needs, for a house that has none. */
const NoSources = ({ mayPropose }: { mayPropose: boolean }) => {
  const { t } = useTranslation();
  return (
    <EmptyState title={t('source.none')}>
      <ol className="source-lesson">
        {(['place', 'basis', 'try', 'second'] as const).map((step) => (
          <li key={step}>{t(`source.lesson.${step}`)}</li>
        ))}
      </ol>
      {mayPropose && (
        <Link className="button primary" to="/oversight/sources/new">
          {t('source.propose')}
        </Link>
      )}
    </EmptyState>
  );
};

export const SourcesPage = () => {
  const { t } = useTranslation();
  const mayPropose = useMay()('source:write');
  const [search, setSearch] = useSearchParams();
  const words = search.get('q') ?? '';
  const state = search.get('state') ?? '';
  const sources = useQuery({
    queryKey: KEYS.sources,
    queryFn: ({ signal }) => api.sources.list(signal),
    refetchInterval: 15_000,
  });
  const set = (name: string, value: string): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const isShown = (item: SourceItem): boolean =>
    (state === '' ? item.state !== 'retired' && item.state !== 'refused' : healthOf(item) === state) &&
    matchesWords(item, words.trim());
  return (
    <div className="page">
      <PageHeading title={t('source.title')} lead={t('source.lead')}>
        {mayPropose && (
          <Link className="button primary" data-testid={TEST_IDS.sourceNew} to="/oversight/sources/new">
            {t('source.propose')}
          </Link>
        )}
      </PageHeading>
      <OversightTabs />
      <Loaded query={sources} lines={8}>
        {({ items }) => {
          if (items.length === 0) return <NoSources mayPropose={mayPropose} />;
          const shown = items.filter(isShown);
          const waiting = items.filter(({ actions }) => actions.includes('approve'));
          return (
            <>
              {waiting.length > 0 && (
                <p className="notice info">
                  <Icon name="pen" />
                  <span>
                    {t('source.waitingForYou', { count: waiting.length })}{' '}
                    {waiting.map((item) => (
                      <Link key={item.id} to={`/oversight/sources/${encodeURIComponent(item.id)}`}>
                        {nameOfSource(item)}
                      </Link>
                    ))}
                  </span>
                </p>
              )}
              <search className="filters">
                <label className="field">
                  <span>{t('source.search')}</span>
                  <input
                    type="search"
                    value={words}
                    data-testid={TEST_IDS.sourceSearch}
                    onChange={(event) => set('q', event.target.value)}
                  />
                </label>
                <label className="field">
                  <span>{t('source.stateFilter')}</span>
                  <select
                    value={state}
                    data-testid={TEST_IDS.sourceStateFilter}
                    onChange={(event) => set('state', event.target.value)}
                  >
                    <option value="">{t('source.allLiving')}</option>
                    {HEALTHS.map((health) => (
                      <option key={health} value={health}>
                        {t(`source.health.${health}`)}
                      </option>
                    ))}
                  </select>
                </label>
              </search>
              <p className="quiet" role="status">
                {t('source.shown', { count: shown.length, all: items.length })}
              </p>
              {shown.length === 0 ? (
                <EmptyState title={t('source.noMatch')} />
              ) : (
                <ul className="plain-list sources">
                  {shown.map((item) => (
                    <SourceRow key={item.id} item={item} />
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Loaded>
    </div>
  );
};
