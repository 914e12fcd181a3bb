import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NamedLooks, NameLooks } from '#api/schemas/looks.ts';
import { api } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { useLookNames } from './look-names.ts';

const Named = ({ items, isAll }: NamedLooks) => {
  const { t } = useTranslation();
  const { kindName } = useLookNames();
  if (items.length === 0) return <p role="status">{t('looks.nothing')}</p>;
  return (
    <>
      <ScrollTable label={t('looks.named')}>
        <table className="data-table" data-testid={TEST_IDS.lookNamed}>
          <caption className="visually-hidden">{t('looks.named')}</caption>
          <thead>
            <tr>
              {(['at', 'who', 'kind', 'what', 'reason'] as const).map((head) => (
                <th key={head} scope="col">
                  {t(`looks.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((look, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is shown once, in its order
              <tr key={index}>
                <td>
                  <Time at={look.at} />
                </td>
                <th scope="row">{look.name}</th>
                <td>{kindName(look.type)}</td>
                <td className="mono looked-at">{look.subject}</td>
                <td>{look.reason ?? <span className="quiet">{t('looks.noReason')}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
      {!isAll && <p className="fine">{t('looks.notAll')}</p>}
    </>
  );
};

/** Names, for whoever has the right to them: with a reason, which is in the ledger before the answer comes. */
export const NameLooksForm = ({ days }: { days: number }) => {
  const { t } = useTranslation();
  const [of, setOf] = useState<NameLooks['of']>('record');
  const [id, setId] = useState('');
  const [reason, setReason] = useState('');
  const ask = useMutation({ mutationFn: api.looks.named });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    ask.mutate({ of, id: id.trim(), days, reason: reason.trim() });
  };
  return (
    <section className="card stack" aria-label={t('looks.named')}>
      <h2>{t('looks.named')}</h2>
      <p className="fine">{t('looks.namedLead')}</p>
      <form className="stack" onSubmit={submit} data-testid={TEST_IDS.lookName}>
        <div className="figure-choice">
          <label className="field">
            <span className="field-label">{t('looks.of')}</span>
            <select value={of} onChange={(event) => setOf(event.target.value === 'person' ? 'person' : 'record')}>
              <option value="record">{t('looks.record')}</option>
              <option value="person">{t('looks.person')}</option>
            </select>
          </label>
        </div>
        <label className="field">
          <span className="field-label">{t(of === 'record' ? 'looks.recordId' : 'looks.personId')}</span>
          <input
            required
            maxLength={200}
            value={id}
            data-testid={TEST_IDS.lookNameId}
            onChange={(event) => setId(event.target.value)}
          />
        </label>
        <label className="field">
          <span className="field-label">{t('looks.why')}</span>
          <input
            required
            minLength={10}
            maxLength={300}
            value={reason}
            data-testid={TEST_IDS.lookNameReason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <div>
          <button type="submit" className="button primary" disabled={ask.isPending}>
            {t('looks.ask')}
          </button>
        </div>
      </form>
      {ask.isError && <ErrorPanel error={ask.error} />}
      {ask.data !== undefined && <Named {...ask.data} />}
    </section>
  );
};
