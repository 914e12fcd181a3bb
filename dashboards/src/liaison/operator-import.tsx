import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperatorEntry, OperatorsImported } from '#api/schemas/operators.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { TEST_IDS } from '../test-ids.ts';
import type { OperatorDraft } from './operator-form.ts';

/** What a column holds is said on the form too. */
const HINT: Record<string, keyof OperatorDraft> = {
  ...{ id: 'id', name: 'name', platforms: 'platforms', contact_point: 'contactPoint', languages: 'languages' },
  ...{ established_in: 'establishedIn', representative: 'representative', representative_in: 'representativeIn' },
  ...{ channel: 'channel', address: 'address', key_id: 'keyId', public_key: 'publicKeyPem' },
};

/** The server's own words in English; elsewhere what belongs there, and the server's words after it. */
const RowFault = ({ column, message, fix }: { column: string; message: string; fix: string }) => {
  const { t, i18n } = useTranslation();
  const hint = HINT[column];
  return (
    <p className="field-fault">
      <code>{column}</code>{' '}
      {i18n.resolvedLanguage !== 'en' && hint !== undefined && `${t(`operator.form.hints.${hint}`)} `}
      <span lang="en">
        {message}. {i18n.resolvedLanguage === 'en' ? fix : ''}
      </span>
    </p>
  );
};

const Rows = ({ rows }: Pick<OperatorsImported, 'rows'>) => {
  const { t } = useTranslation();
  return (
    <ScrollTable label={t('operator.import.rows')}>
      <table className="data-table" data-testid={TEST_IDS.operatorRows}>
        <thead>
          <tr>
            <th scope="col" className="number">
              {t('operator.import.line')}
            </th>
            <th scope="col">{t('operator.form.id')}</th>
            <th scope="col">{t('operator.import.effect')}</th>
            <th scope="col">{t('operator.import.what')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, id, effect, changes, faults }) => (
            <tr key={line}>
              <td className="number">{line}</td>
              <th scope="row">{id}</th>
              <td>{t(`operator.import.effects.${effect}`)}</td>
              <td>
                {faults.length === 0
                  ? (changes as (keyof OperatorEntry)[]).map((field) => t(`operator.fields.${field}`)).join(', ')
                  : faults.map((fault) => <RowFault key={`${fault.column} ${fault.message}`} {...fault} />)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
};

/** A file of operators: tried first, then taken in, whole or not at all. */
export const OperatorImport = () => {
  const { t } = useTranslation();
  const [csv, setCsv] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const send = useMutation({
    mutationFn: (dryRun: boolean) => api.directory.import({ csv: csv ?? '', reason: reason.trim(), dryRun }),
    onSuccess: ({ done }) => {
      if (done) void queryClient.invalidateQueries({ queryKey: KEYS.operators });
    },
  });
  const { data } = send;
  const isClean = data !== undefined && !data.done && data.rows.every(({ effect }) => effect !== 'refused');
  return (
    <details className="card" data-testid={TEST_IDS.operatorImport}>
      <summary>{t('operator.import.title')}</summary>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate(true);
        }}
      >
        <p className="quiet">{t('operator.import.lead')}</p>
        <label className="field">
          <span>{t('operator.import.file')}</span>
          <input
            type="file"
            accept=".csv,text/csv"
            required
            data-testid={TEST_IDS.operatorFile}
            onChange={(event) => {
              send.reset();
              const file = event.target.files?.[0];
              void file?.text().then(setCsv);
              if (file === undefined) setCsv(null);
            }}
          />
        </label>
        <label className="field">
          <span>{t('source.reason')}</span>
          <textarea
            required
            minLength={3}
            maxLength={2000}
            value={reason}
            data-testid={TEST_IDS.operatorReason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <div className="button-row">
          <button
            type="submit"
            className="button"
            data-testid={TEST_IDS.operatorTry}
            disabled={csv === null || send.isPending}
          >
            {t('operator.import.try')}
          </button>
          <button
            type="button"
            className="button primary"
            data-testid={TEST_IDS.operatorTakeIn}
            disabled={!isClean || send.isPending}
            onClick={() => send.mutate(false)}
          >
            {t('operator.import.do')}
          </button>
        </div>
        {send.isError && <ErrorPanel error={send.error} />}
        {data !== undefined && (
          <p role="status">
            {t(data.done ? 'operator.import.done' : isClean ? 'operator.import.clean' : 'operator.import.refused')}
          </p>
        )}
        {data !== undefined && <Rows rows={data.rows} />}
      </form>
    </details>
  );
};
