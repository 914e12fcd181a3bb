import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DrillShown, StartDrill } from '#api/schemas/drills.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useNumber } from '../locale/use-number.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { OversightTabs } from './oversight-tabs.tsx';

const ANSWERS = ['in_time', 'late', 'never'] as const;

const StartForm = () => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [answers, setAnswers] = useState<StartDrill['answers']>('in_time');
  const sources = useQuery({ queryKey: KEYS.sources, queryFn: ({ signal }) => api.sources.list(signal) });
  const start = useMutation({
    mutationFn: (drill: StartDrill) => api.drills.start(drill),
    onSuccess: () => client.invalidateQueries({ queryKey: KEYS.drills }),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    start.mutate({
      ...{ name: text('name'), purpose: text('purpose'), sourceId: text('source'), answers },
      cases: Number(text('cases')),
      languages: text('languages')
        .split(/[,，\s]+/u)
        .filter((one) => one !== ''),
    });
  };
  return (
    <form className="card stack" aria-label={t('drill.start')} onSubmit={submit}>
      <h2>{t('drill.start')}</h2>
      <label className="field">
        <span className="field-label">{t('drill.name')}</span>
        <input name="name" required minLength={3} maxLength={120} />
      </label>
      <label className="field">
        <span className="field-label">{t('drill.purpose')}</span>
        <textarea name="purpose" required minLength={10} maxLength={2000} rows={2} />
      </label>
      <label className="field">
        <span className="field-label">{t('drill.source')}</span>
        <select name="source" required>
          {sources.data?.items.map(({ id, source }) => (
            <option key={id} value={id}>
              {source?.name ?? id}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span className="field-label">{t('drill.cases')}</span>
        <input name="cases" type="number" required min={1} max={50} defaultValue={10} />
      </label>
      <label className="field">
        <span className="field-label">{t('drill.languages')}</span>
        <input name="languages" required defaultValue="en, zh" />
      </label>
      <label className="field">
        <span className="field-label">{t('drill.answers')}</span>
        <select value={answers} onChange={(event) => setAnswers(event.target.value as StartDrill['answers'])}>
          {ANSWERS.map((one) => (
            <option key={one} value={one}>
              {t(`drill.answer.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {start.isError && <ErrorPanel error={start.error} />}
      <div className="button-row">
        <button type="submit" className="button primary" data-testid={TEST_IDS.drillStart} disabled={start.isPending}>
          {t('drill.start')}
        </button>
      </div>
    </form>
  );
};

const DrillCard = ({ drill }: { drill: DrillShown }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const may = useMay();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => api.drills.end(drill.id),
    onSuccess: () => client.invalidateQueries({ queryKey: KEYS.drills }),
  });
  const { totals } = drill;
  const of = (part: number, whole: number): string => t('drill.ofN', { part: number(part), whole: number(whole) });
  const facts: [string, string][] = [
    [t('drill.placed'), of(totals.placed, totals.cases)],
    [t('drill.decided'), of(totals.decided, totals.cases)],
    [t('drill.countersigned'), number(totals.countersigned)],
    [t('drill.signed'), of(totals.signed, totals.orders)],
    [t('drill.inTheHour'), of(totals.inTheHour, totals.received)],
    [t('drill.breached'), of(totals.breached, totals.received)],
    [t('drill.noticesSigned'), of(totals.noticesSigned, totals.notices)],
    [t('drill.noticesDecided'), of(totals.noticesDecided, totals.noticesSigned)],
    [
      t('drill.agreed'),
      totals.agreed === null ? t('drill.tooFew') : of(totals.agreed.numerator, totals.agreed.denominator),
    ],
    [
      t('drill.toDecision'),
      totals.medianSecondsToDecision === null
        ? t('drill.tooFew')
        : t('oversight.minutes', { count: Math.round(totals.medianSecondsToDecision / 60) }),
    ],
  ];
  return (
    <section className="card stack" aria-label={drill.name}>
      <h2>
        {drill.name} <span className="badge">{t(`drill.state.${drill.state}`)}</span>
      </h2>
      <p>{drill.purpose}</p>
      <p className="quiet">
        <Time at={drill.startedAt} /> · {t(`drill.answer.${drill.answers}`)}
      </p>
      <table className="data-table">
        <caption className="visually-hidden">{drill.name}</caption>
        <tbody>
          {facts.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {drill.records.length > 0 && (
        <ul>
          {drill.records.map(({ caseId }) => (
            <li key={caseId}>
              <Link to={`/review/cases/${caseId}`}>{caseId}</Link>
            </li>
          ))}
        </ul>
      )}
      {end.isError && <ErrorPanel error={end.error} />}
      {drill.state === 'running' && may('drill:manage') && (
        <div className="button-row">
          <button
            type="button"
            className="button danger"
            data-testid={TEST_IDS.drillEnd}
            disabled={end.isPending}
            onClick={() => end.mutate()}
          >
            {t('drill.end')}
          </button>
        </div>
      )}
    </section>
  );
};

export const DrillsPage = () => {
  const { t } = useTranslation();
  const may = useMay();
  const drills = useQuery({
    queryKey: KEYS.drills,
    queryFn: ({ signal }) => api.drills.list(signal),
    refetchInterval: 15_000,
  });
  return (
    <div className="page" data-testid={TEST_IDS.drills}>
      <PageHeading title={t('drill.title')} lead={t('drill.lead')} />
      <OversightTabs />
      <div className="stack">
        <p className="notice">{t('drill.rule')}</p>
        {may('drill:manage') && <StartForm />}
        <Loaded query={drills}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title={t('drill.none')} />
            ) : (
              items.map((drill) => <DrillCard key={drill.id} drill={drill} />)
            )
          }
        </Loaded>
      </div>
    </div>
  );
};
