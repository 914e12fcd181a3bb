import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '#api/schemas/cases.ts';
import type { Spread } from '#api/schemas/spread.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { timeSpan } from '../locale/time-left.ts';
import { useNumber } from '../locale/use-number.ts';
import { TEST_IDS } from '../test-ids.ts';
import { Icon } from './icons.tsx';
import { Loaded } from './loaded.tsx';
import { ScrollTable } from './scroll-table.tsx';
import './spread.css';
import { Time } from './time.tsx';

const useDuration = () => {
  const number = useNumber();
  return (seconds: number): string => {
    const { unit, count } = timeSpan(seconds * 1000);
    return number(count, { style: 'unit', unit: unit.slice(0, -1), unitDisplay: 'long' });
  };
};

const WIDTH = 600;
const HEIGHT = 72;

/** Addresses over time, as steps; the figures beside it and the table below say the same in words. */
const Steps = ({ timeline }: { timeline: Spread['timeline'] }) => {
  const [first, last] = [timeline[0], timeline.at(-1)];
  if (first === undefined || last === undefined || first.at === last.at) return null;
  const [from, to] = [Date.parse(first.at), Date.parse(last.at)];
  const x = (at: string): number => ((Date.parse(at) - from) / (to - from)) * WIDTH;
  const y = (total: number): number => HEIGHT - (total / last.total) * (HEIGHT - 4);
  const path = timeline
    .map(({ at, total }, index) => `${index === 0 ? `M0 ${HEIGHT}V` : `H${x(at)}V`}${y(total)}`)
    .join('');
  return (
    <figure className="spread-steps">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <path className="spread-area" d={`${path}H${WIDTH}V${HEIGHT}Z`} />
        <path className="spread-line" d={path} vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption className="fine">
        <Time at={first.at} />
        <Time at={last.at} />
      </figcaption>
    </figure>
  );
};

const Figures = ({ spread }: { spread: Spread }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const duration = useDuration();
  const { first, pace, platforms } = spread;
  const rows: [string, string][] = [
    [t('spread.copies'), t('spread.copiesOf', { up: number(spread.up + spread.blocked), total: number(spread.total) })],
    [t('spread.platforms'), number(platforms.length)],
    [t('spread.lastDay'), number(pace.lastDay)],
    [t('spread.perDay'), number(pace.perDay, { maximumFractionDigits: 1 })],
    [t('spread.doubled'), pace.doubledInSeconds === null ? t('spread.tooFew') : duration(pace.doubledInSeconds)],
  ];
  return (
    <>
      {first !== null && (
        <p>
          {t('spread.first', { platform: first.platform })} <Time at={first.at} />
        </p>
      )}
      <dl className="spread-figures">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt className="fine">{name}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
};

const Platforms = ({ spread, nameOf }: { spread: Spread; nameOf: (operatorId: string) => string }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const duration = useDuration();
  return (
    <ScrollTable label={t('spread.order')}>
      <table className="spread-table">
        <caption className="fine">{t('spread.order')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('spread.platform')}</th>
            <th scope="col">{t('spread.reached')}</th>
            <th scope="col">{t('spread.after')}</th>
            <th scope="col" className="number">
              {t('spread.addresses')}
            </th>
            <th scope="col" className="number">
              {t('spread.stillUp')}
            </th>
          </tr>
        </thead>
        <tbody>
          {spread.platforms.map((row) => (
            <tr key={`${row.operatorId} ${row.platform}`}>
              <th scope="row">
                {row.platform} <span className="quiet">{nameOf(row.operatorId)}</span>
              </th>
              <td>
                <Time at={row.firstAt} />
              </td>
              <td>{row.afterSeconds === 0 ? t('spread.began') : duration(row.afterSeconds)}</td>
              <td className="number tabular">{number(row.total)}</td>
              <td className="number tabular">{number(row.up)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
};

/** Printed, not linked: a click from here would tell the platform who looks. */
const Chain = ({ live }: { live: Spread['live'] }) => {
  const { t } = useTranslation();
  if (live.length === 0) return <p className="quiet">{t('spread.broken')}</p>;
  return (
    <details className="compare-fold" open={live.length <= 5}>
      <summary>{t('spread.chain', { count: live.length })}</summary>
      <ul className="plain-list spread-chain">
        {live.map((copy) => (
          <li key={copy.postId}>
            <strong>{copy.platform}</strong>{' '}
            <span className={`badge ${copy.isOrdered ? 'info' : 'warn'}`}>
              {t(copy.isOrdered ? 'spread.ordered' : 'spread.notOrdered')}
            </span>{' '}
            {copy.isBlocked && <span className="badge info">{t('locationStatus.geo_blocked')}</span>}{' '}
            <code>{copy.url}</code>
          </li>
        ))}
      </ul>
    </details>
  );
};

/** How a text spread over platforms and time. It counts addresses; people are not in it. */
export const SpreadPanel = ({ caseId, operators }: { caseId: string; operators: CaseDetail['operators'] }) => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: KEYS.caseSpread(caseId),
    queryFn: ({ signal }) => api.cases.spread(caseId, signal),
  });
  const nameOf = (id: string): string => operators.find((operator) => operator.id === id)?.name ?? id;
  return (
    <section className="card" aria-label={t('spread.title')} data-testid={TEST_IDS.spread}>
      <h2>{t('spread.title')}</h2>
      <Loaded query={query}>
        {(spread) => {
          const last = spread.returns.at(-1);
          return (
            <>
              {last !== undefined && (
                <div className="notice danger" role="alert" data-testid={TEST_IDS.spreadAlarm}>
                  <Icon name="warning" />
                  <span>
                    {t(`spread.alarm.${last.after}`, { count: spread.returns.length })} <Time at={last.at} />
                  </span>
                </div>
              )}
              <Figures spread={spread} />
              <Steps timeline={spread.timeline} />
              <Platforms spread={spread} nameOf={nameOf} />
              <Chain live={spread.live} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
};
