import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { AllowListEntry, SourceDetail } from '#api/schemas/sources.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useNumber } from '../locale/use-number.ts';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Ago, Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { OversightTabs } from './oversight-tabs.tsx';
import { SourceActs } from './source-acts.tsx';
import { SourceBadge } from './source-badge.tsx';
import { SourceEntryFacts } from './source-entry-facts.tsx';
import { healthOf, nameOfSource } from './source-health.ts';
import { SourceSkipsCard } from './source-skips.tsx';

const Proposal = ({ item }: { item: SourceDetail }) => {
  const { t } = useTranslation();
  const { proposal } = item;
  if (proposal === null) return null;
  const isTheirs = !item.actions.includes('approve') && item.actions.includes('edit');
  return (
    <section className="card stack tight" aria-label={t('source.proposal')} data-testid={TEST_IDS.sourceProposal}>
      <h2>{t('source.proposal')}</h2>
      <p className="meta">
        {proposal.authors.map((id) => (
          <PersonName key={id} id={id} people={item.people} />
        ))}
        <Time at={proposal.at} />
      </p>
      <p>{proposal.reason}</p>
      {isTheirs && (
        <p className="notice info">
          <Icon name="lock" />
          <span>{t('source.waitsForOther')}</span>
        </p>
      )}
      <SourceEntryFacts
        entry={proposal.entry}
        changes={item.source === null ? [] : proposal.changes}
        people={item.people}
        operators={item.operators}
      />
    </section>
  );
};

/** How it goes, what it brings and what it costs. */
const Figures = ({ item }: { item: SourceDetail }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const { status } = item;
  const cost = status?.cost;
  const megabytes = (bytes: number): string =>
    number(bytes / 1e6, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 2 });
  const share = (part: number, whole: number): string =>
    whole === 0 ? t('source.noShare') : `${number((100 * part) / whole, { maximumFractionDigits: 1 })} %`;
  return (
    <section className="card stack" aria-label={t('source.healthTitle')} data-testid={TEST_IDS.sourceFigures}>
      <h2>{t('source.healthTitle')}</h2>
      <dl className="facts">
        <dt>{t('source.last')}</dt>
        <dd>{status?.lastPollAt == null ? t('source.never') : <Ago at={status.lastPollAt} />}</dd>
        <dt>{t('source.next')}</dt>
        <dd data-testid={TEST_IDS.sourceNext}>
          {item.nextVisitAt === null ? t('source.noNext') : <Time at={item.nextVisitAt} />}
          {item.nextVisitAt !== null && status?.nextPollWhy !== undefined && (
            <span className="quiet"> {t(`source.nextWhy.${status.nextPollWhy}`)}</span>
          )}
        </dd>
        <dt>{t('source.lastReason')}</dt>
        <dd>
          {status?.lastReason ?? t('source.noReason')}
          {(status?.failures ?? 0) > 0 && ` · ${t('source.failures', { count: status?.failures ?? 0 })}`}
        </dd>
        <dt>{t('source.posts')}</dt>
        <dd>{number(item.yield.posts)}</dd>
        <dt>{t('source.flagged')}</dt>
        <dd>
          {number(item.yield.flagged)} ({share(item.yield.flagged, item.yield.posts)})
        </dd>
        <dt>{t('source.cases')}</dt>
        <dd>{number(item.yield.cases)}</dd>
        <dt>{t('source.confirmed')}</dt>
        <dd>
          {number(item.yield.confirmed)} ({share(item.yield.confirmed, item.yield.cases)})
        </dd>
        <dt>{t('source.returned')}</dt>
        <dd>{number(item.yield.returned)}</dd>
        {cost !== undefined && (
          <>
            <dt>{t('source.cost.since')}</dt>
            <dd>
              <Time at={cost.since} format="day" />
            </dd>
            <dt>{t('source.cost.visits')}</dt>
            <dd>{number(cost.visits)}</dd>
            <dt>{t('source.cost.requests')}</dt>
            <dd>
              {number(cost.requests)} ({t('source.cost.notModified', { shown: number(cost.notModified) })})
            </dd>
            <dt>{t('source.cost.bytes')}</dt>
            <dd>{megabytes(cost.bytes)}</dd>
            <dt>{t('source.cost.browser')}</dt>
            <dd>
              {t('source.cost.browserOf', { part: number(cost.browserPages), whole: number(cost.captures) })} (
              {share(cost.browserPages, cost.captures)})
            </dd>
            <dt>{t('source.cost.time')}</dt>
            <dd>
              {t('source.cost.seconds', {
                shown: number(cost.milliseconds / 1000 / Math.max(1, cost.visits), { maximumFractionDigits: 1 }),
              })}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
};

const History = ({ item }: { item: SourceDetail }) => {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t('source.history')} data-testid={TEST_IDS.sourceHistory}>
      <h2>{t('source.history')}</h2>
      <ol className="plain-list">
        {item.history.toReversed().map(({ act, actor, at, reason, fields }) => (
          <li key={`${act} ${at}`}>
            <p className="meta">
              <Time at={at} format="exact" />
              <strong>{t(`source.act.${act}`)}</strong>
              <PersonName id={actor.id} kind={actor.kind} people={item.people} />
            </p>
            {reason !== null && <p>{reason}</p>}
            {act !== 'set' && fields.length > 0 && fields.length < 8 && (
              <p className="quiet">
                {(fields as (keyof AllowListEntry)[]).map((field) => t(`source.fields.${field}`)).join(', ')}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
};

export const SourcePage = () => {
  const { t } = useTranslation();
  const { sourceId = '' } = useParams();
  const source = useQuery({
    queryKey: KEYS.source(sourceId),
    queryFn: ({ signal }) => api.sources.get(sourceId, signal),
    refetchInterval: 15_000,
  });
  return (
    <div className="page" data-testid={TEST_IDS.sourceView}>
      <PageHeading title={source.data === undefined ? t('source.one') : nameOfSource(source.data)}>
        {source.data !== undefined && <SourceActs item={source.data} />}
      </PageHeading>
      <OversightTabs />
      <Link className="back" to="/oversight/sources">
        {t('source.back')}
      </Link>
      <Loaded query={source} lines={10}>
        {(item) => (
          <>
            <p data-testid={TEST_IDS.sourceState} data-health={healthOf(item)} data-version={item.version}>
              <SourceBadge item={item} />
            </p>
            {[item.retirement, item.pause].map(
              (mark) =>
                mark !== null && (
                  <p key={mark.at} className="notice">
                    <Icon name="pause" />
                    <span>
                      {mark.reason} (<PersonName id={mark.by} people={item.people} />, <Time at={mark.at} />)
                    </span>
                  </p>
                ),
            )}
            {item.overdue && item.retirement === null && (
              <p className="notice danger">
                <Icon name="warning" />
                <span>{t('source.overdueHint')}</span>
              </p>
            )}
            <Proposal item={item} />
            <div className="two-columns">
              {item.source !== null && (
                <section className="card stack" aria-label={t('source.inForce')}>
                  <h2>{t('source.inForce')}</h2>
                  <SourceEntryFacts entry={item.source} people={item.people} operators={item.operators} />
                  <p className="meta">
                    {t('source.approved')}
                    <PersonName id={item.source.approvedBy} people={item.people} />
                    <Time at={item.source.approvedAt} format="day" />
                  </p>
                </section>
              )}
              <div className="stack">
                {item.source !== null && <Figures item={item} />}
                <History item={item} />
              </div>
            </div>
            {item.source !== null && <SourceSkipsCard sourceId={item.id} />}
          </>
        )}
      </Loaded>
    </div>
  );
};
