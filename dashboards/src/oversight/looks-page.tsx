import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LookReasons, Looks } from '#api/schemas/looks.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useNumber } from '../locale/use-number.ts';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { useLookNames } from './look-names.ts';
import { NameLooksForm } from './name-looks-form.tsx';
import { OversightTabs } from './oversight-tabs.tsx';

const SPANS = [7, 30, 90, 366] as const;

const Kinds = ({ kinds, total, isAll }: Looks) => {
  const { t } = useTranslation();
  const number = useNumber();
  const { kindName, roleName } = useLookNames();
  return (
    <section className="card stack" aria-label={t('looks.byKind')}>
      <h2>{t('looks.byKind')}</h2>
      {total === 0 ? (
        <p className="quiet">{t('looks.none')}</p>
      ) : (
        <ScrollTable label={t('looks.byKind')}>
          <table className="data-table">
            <caption className="visually-hidden">{t('looks.byKind')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('looks.kind')}</th>
                <th scope="col">{t('looks.role')}</th>
                <th scope="col" className="number">
                  {t('looks.count')}
                </th>
              </tr>
            </thead>
            <tbody>
              {kinds.map(({ type, role, looks }) => (
                <tr key={`${type} ${role}`}>
                  <th scope="row">{kindName(type)}</th>
                  <td>{roleName(role)}</td>
                  <td className="number">{number(looks)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollTable>
      )}
      {!isAll && <p className="fine">{t('looks.notAll')}</p>}
    </section>
  );
};

const ReasonTable = ({ reasons, read, isAll }: LookReasons) => {
  const { t } = useTranslation();
  const number = useNumber();
  const { kindName, roleName } = useLookNames();
  return (
    <>
      <p className="fine" role="status">
        {t('looks.read', { count: read })} {!isAll && t('looks.notAll')}
      </p>
      <ScrollTable label={t('looks.reasons')}>
        <table className="data-table" data-testid={TEST_IDS.lookReasons}>
          <caption className="visually-hidden">{t('looks.reasons')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('looks.reason')}</th>
              <th scope="col">{t('looks.kind')}</th>
              <th scope="col">{t('looks.role')}</th>
              <th scope="col" className="number">
                {t('looks.count')}
              </th>
            </tr>
          </thead>
          <tbody>
            {reasons.map(({ type, role, reason, looks }) => (
              <tr key={`${type} ${role} ${reason ?? ''}`}>
                <th scope="row">{reason ?? <span className="quiet">{t('looks.noReason')}</span>}</th>
                <td>{kindName(type)}</td>
                <td>{roleName(role)}</td>
                <td className="number">{number(looks)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </>
  );
};

const Reasons = ({ days }: { days: number }) => {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const reasons = useQuery({
    queryKey: KEYS.lookReasons(days),
    queryFn: ({ signal }) => api.looks.reasons(days, signal),
    enabled: isAsked,
    // Each reading is a touch of the custody log.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  return (
    <section className="card stack" aria-label={t('looks.reasons')}>
      <h2>{t('looks.reasons')}</h2>
      <p className="fine">{t('looks.reasonsLead')}</p>
      {isAsked ? (
        <Loaded query={reasons}>{(data) => <ReasonTable {...data} />}</Loaded>
      ) : (
        <div>
          <button type="button" className="button" onClick={() => setAsked(true)}>
            {t('looks.showReasons')}
          </button>
        </div>
      )}
    </section>
  );
};

export const LooksPage = () => {
  const { t } = useTranslation();
  const may = useMay();
  const [days, setDays] = useState<number>(30);
  const looks = useQuery({
    queryKey: KEYS.looks(days),
    queryFn: ({ signal }) => api.looks.kinds(days, signal),
  });
  return (
    <div className="page" data-testid={TEST_IDS.looks}>
      <PageHeading title={t('looks.title')} lead={t('looks.lead')} />
      <OversightTabs />
      <div className="stack">
        <div className="figure-choice">
          <label className="field">
            <span className="field-label">{t('looks.span')}</span>
            <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {SPANS.map((span) => (
                <option key={span} value={span}>
                  {t('looks.lastDays', { count: span })}
                </option>
              ))}
            </select>
          </label>
        </div>
        <Loaded query={looks} lines={6}>
          {(data) => <Kinds {...data} />}
        </Loaded>
        <Reasons key={days} days={days} />
        {may('access:name') && <NameLooksForm days={days} />}
      </div>
    </div>
  );
};
