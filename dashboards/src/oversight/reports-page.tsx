import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Report } from '#api/schemas/reports.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useNumber } from '../locale/use-number.ts';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { OversightTabs } from './oversight-tabs.tsx';

type Figure = Report['figures'][number];

/** The records that a figure was counted from, each a link. */
const Records = ({ year, figure }: { year: number; figure: Figure }) => {
  const { t } = useTranslation();
  const records = useQuery({
    queryKey: KEYS.reportRecords(year, figure.id),
    queryFn: ({ signal }) => api.reports.records(year, figure.id, signal),
  });
  return (
    <section
      className="card"
      aria-label={t('report.recordsOf', { figure: figure.label })}
      data-testid={TEST_IDS.reportRecords}
    >
      <h2>{t('report.recordsOf', { figure: figure.label })}</h2>
      <Loaded query={records}>
        {({ records: found }) =>
          found.length === 0 ? (
            <p className="quiet">{t('report.none')}</p>
          ) : (
            <ul>
              {found.map(({ kind, id }) => (
                <li key={`${kind} ${id}`}>
                  <Link to={kind === 'order' ? `/liaison/orders/${id}` : `/desk/complaints/${id}`}>{id}</Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
};

const Point = ({
  label,
  figures,
  shown,
  onShow,
}: {
  label: string;
  figures: Figure[];
  shown: string | null;
  onShow: (id: Figure['id']) => void;
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <section className="card" aria-label={label}>
      <table className="data-table">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('report.figure')}</th>
            <th scope="col" className="number">
              {t('report.value')}
            </th>
            <th scope="col">{t('report.records')}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => (
            <tr key={figure.id}>
              <th scope="row">{figure.label}</th>
              <td className="number">
                {figure.value === null ? <span className="quiet">{t('report.notKept')}</span> : number(figure.value)}
              </td>
              <td>
                {figure.records > 0 && (
                  <button
                    type="button"
                    className="button small"
                    aria-pressed={shown === figure.id}
                    aria-label={`${t('report.show')}: ${figure.label}`}
                    onClick={() => onShow(figure.id)}
                  >
                    {t('report.show')}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Year = ({ year }: { year: number }) => {
  const { t, i18n } = useTranslation();
  const lang = i18n.resolvedLanguage === 'zh-CN' ? 'zh-CN' : 'en';
  const [shown, setShown] = useState<Figure['id'] | null>(null);
  const report = useQuery({
    queryKey: KEYS.report(year, lang),
    queryFn: ({ signal }) => api.reports.year(year, lang, signal),
  });
  return (
    <Loaded query={report} lines={8}>
      {({ points, figures, isComplete }) => {
        const figure = figures.find(({ id }) => id === shown);
        return (
          <div className="stack">
            {!isComplete && <p className="notice">{t('report.running')}</p>}
            <p>
              {t('report.download')}:{' '}
              {(['csv', 'pdf', 'html'] as const).map((format) => (
                <a key={format} className="button small" href={api.reports.file(year, format, lang)} download>
                  {format.toUpperCase()}
                </a>
              ))}{' '}
              <a href={api.reports.file(year, 'statements.json', lang)} download>
                {t('report.statements')}
              </a>
            </p>
            {points.map(({ point, label }) => (
              <Point
                key={point}
                label={label}
                figures={figures.filter((one) => one.point === point)}
                shown={shown}
                onShow={(id) => setShown(shown === id ? null : id)}
              />
            ))}
            {figure !== undefined && <Records year={year} figure={figure} />}
          </div>
        );
      }}
    </Loaded>
  );
};

export const ReportsPage = () => {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<number | null>(null);
  const years = useQuery({ queryKey: KEYS.reportYears, queryFn: ({ signal }) => api.reports.years(signal) });
  return (
    <div className="page" data-testid={TEST_IDS.reports}>
      <PageHeading title={t('report.title')} lead={t('report.lead')} />
      <OversightTabs />
      <Loaded query={years}>
        {({ years: all, current }) => (
          <div className="stack">
            <label className="field">
              <span className="field-label">{t('report.year')}</span>
              <select
                data-testid={TEST_IDS.reportYear}
                value={chosen ?? current}
                onChange={(event) => setChosen(Number(event.target.value))}
              >
                {all.map((year) => (
                  <option key={year}>{year}</option>
                ))}
              </select>
            </label>
            <Year key={chosen ?? current} year={chosen ?? current} />
          </div>
        )}
      </Loaded>
    </div>
  );
};
