import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ExportRunShown } from '#api/schemas/exports.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { i18next } from '../locale/i18n.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Listed } from '../parts/listed.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { ArchiveTabs } from './archive-tabs.tsx';

/** How often the page looks while a file is being made. */
const LOOK_MILLISECONDS = 2000;

const failureOf = (code: string): string => {
  const key = `errors.${code}.message`;
  return i18next.exists(key) ? i18next.t(key as 'errors.EXPORT_LARGE.message') : code;
};

const Run = ({ run }: { run: ExportRunShown }) => {
  const { t } = useTranslation();
  const cancel = useMutation({
    mutationFn: () => api.exports.cancel(run.id),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: KEYS.exports }),
  });
  const asked = Object.values(run.question).join(' · ');
  return (
    <li className="card" data-testid={TEST_IDS.exportRun} data-state={run.state}>
      <p className="hit-head">
        <strong>{t(`export.formats.${run.format}`)}</strong>
        <span className={`badge ${run.state === 'failed' ? 'warn' : run.state === 'done' ? 'good' : 'neutral'}`}>
          {t(`exports.states.${run.state}`)}
        </span>
        <span className="fine">
          <Time at={run.askedAt} /> · {t('exports.read', { count: run.read })}
        </span>
      </p>
      <p>{run.reason}</p>
      <p className="fine">{asked === '' ? t('exports.everything') : asked}</p>
      {run.failure !== null && <p>{failureOf(run.failure)}</p>}
      <p className="button-row">
        {run.state === 'done' && run.file !== null && (
          <>
            <a className="button" href={api.exports.fileUrl(run.id)} download data-testid={TEST_IDS.exportFetch}>
              {t('exports.fetch')}
            </a>
            <span className="fine">
              {t('exports.until')} <Time at={run.file.expiresAt} />
            </span>
          </>
        )}
        {run.state === 'asked' && (
          <button
            type="button"
            className="button"
            data-testid={TEST_IDS.exportCancel}
            disabled={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            {t('exports.cancel')}
          </button>
        )}
      </p>
      {cancel.isError && <ErrorPanel error={cancel.error} />}
    </li>
  );
};

/** Files that are made in the background for whoever is signed in. */
export const ExportsPage = () => {
  const { t } = useTranslation();
  const list = useQuery({
    queryKey: KEYS.exports,
    queryFn: ({ signal }) => api.exports.list(signal),
    refetchInterval: ({ state }) =>
      state.data?.items.some((run) => run.state === 'asked') === true ? LOOK_MILLISECONDS : false,
  });
  return (
    <div className="page">
      <PageHeading title={t('exports.title')} lead={t('exports.lead')} />
      <ArchiveTabs />
      <Listed query={list} empty={<EmptyState title={t('exports.none')}>{t('exports.noneHint')}</EmptyState>}>
        {(items) => (
          <ul className="plain-list">
            {items.map((run) => (
              <Run key={run.id} run={run} />
            ))}
          </ul>
        )}
      </Listed>
    </div>
  );
};
