import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ImportCoordination } from '#api/schemas/coordination.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { countryName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Hash } from '../parts/hash.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';

const LARGEST = 2_000_000;
type Given = Omit<ImportCoordination, 'dryRun'>;

/** A file is checked first, and taken in only as it was checked. */
const ImportForm = () => {
  const { t } = useTranslation();
  const [id, setId] = useState('');
  const [authority, setAuthority] = useState('');
  const [country, setCountry] = useState('');
  const [source, setSource] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [checked, setChecked] = useState<{ given: Given; addresses: number } | null>(null);
  const anew =
    (set: (text: string) => void) =>
    (text: string): void => {
      set(text);
      setChecked(null);
      take.reset();
    };
  const isTooLarge = file !== null && file.size > LARGEST;
  const isReady =
    /^[a-z0-9][a-z0-9-]*$/.test(id) &&
    authority.trim() !== '' &&
    /^[A-Za-z]{2}$/.test(country) &&
    source.trim().length >= 3 &&
    file !== null &&
    !isTooLarge;
  const check = useMutation({
    mutationFn: async () => {
      if (file === null) throw new Error('no file');
      const format = file.name.toLowerCase().endsWith('.json') ? ('json' as const) : ('csv' as const);
      const said = { id, authority: authority.trim(), country: country.toUpperCase(), source: source.trim() };
      const given: Given = { ...said, format, text: await file.text() };
      const { addresses } = await api.coordination.import({ ...given, dryRun: true });
      return { given, addresses };
    },
    onSuccess: setChecked,
  });
  const take = useMutation({
    mutationFn: (given: Given) => api.coordination.import({ ...given, dryRun: false }),
    onSuccess: () => {
      setChecked(null);
      void queryClient.invalidateQueries({ queryKey: KEYS.coordination });
    },
  });
  const text = (name: 'id' | 'authority' | 'country' | 'source', value: string, set: (text: string) => void) => (
    <label className="field">
      <span>{t(`coordination.${name}`)}</span>
      {name === 'id' && <span className="hint">{t('coordination.idHint')}</span>}
      {name === 'country' && <span className="hint">{t('coordination.countryHint')}</span>}
      <input
        type="text"
        required
        maxLength={name === 'country' ? 2 : 200}
        value={value}
        data-testid={`${TEST_IDS.coordinationForm}-${name}`}
        onChange={(event) => anew(set)(event.target.value)}
      />
    </label>
  );
  return (
    <form
      className="card stack"
      aria-label={t('coordination.import')}
      data-testid={TEST_IDS.coordinationForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (checked === null && isReady && !check.isPending) check.mutate();
      }}
    >
      <h2>{t('coordination.import')}</h2>
      {text('id', id, setId)}
      {text('authority', authority, setAuthority)}
      {text('country', country, setCountry)}
      {text('source', source, setSource)}
      <label className="field">
        <span>{t('coordination.file')}</span>
        <input
          type="file"
          accept=".csv,.json,text/csv,application/json"
          data-testid={TEST_IDS.coordinationFile}
          onChange={(event) => {
            setFile(event.target.files?.[0] ?? null);
            setChecked(null);
            take.reset();
          }}
        />
      </label>
      {isTooLarge && <p className="notice danger">{t('coordination.tooLarge')}</p>}
      {check.isError && <ErrorPanel error={check.error} />}
      {take.isError && <ErrorPanel error={take.error} />}
      <p role="status">
        {checked !== null && t('coordination.checked', { count: checked.addresses })}
        {take.data !== undefined && t('coordination.taken', { count: take.data.addresses })}
      </p>
      <div className="button-row end">
        <button
          type="submit"
          className="button"
          data-testid={TEST_IDS.coordinationCheck}
          disabled={!isReady || check.isPending || checked !== null}
        >
          {t('coordination.check')}
        </button>
        <button
          type="button"
          className="button primary"
          data-testid={TEST_IDS.coordinationTake}
          disabled={checked === null || take.isPending}
          onClick={() => {
            if (checked !== null) take.mutate(checked.given);
          }}
        >
          {t('coordination.take')}
        </button>
      </div>
    </form>
  );
};

/** What other authorities are at, list by list. */
export const CoordinationPage = () => {
  const { t } = useTranslation();
  const may = useMay();
  const { language } = useLanguage();
  const number = useNumber();
  const lists = useQuery({ queryKey: KEYS.coordination, queryFn: ({ signal }) => api.coordination.list(signal) });
  return (
    <div className="page" data-testid={TEST_IDS.coordination}>
      <Link className="back" to="/liaison">
        {t('liaison.back')}
      </Link>
      <PageHeading title={t('coordination.title')} lead={t('coordination.lead')} />
      <section className="card" aria-label={t('coordination.title')}>
        <Loaded query={lists}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title={t('coordination.none')}>{t('coordination.noneText')}</EmptyState>
            ) : (
              <ScrollTable label={t('coordination.title')}>
                <table className="data-table wide-table">
                  <thead>
                    <tr>
                      <th scope="col">{t('coordination.authority')}</th>
                      <th scope="col">{t('coordination.country')}</th>
                      <th scope="col">{t('coordination.source')}</th>
                      <th scope="col" className="number">
                        {t('coordination.addresses')}
                      </th>
                      <th scope="col">{t('coordination.imported')}</th>
                      <th scope="col">{t('coordination.hash')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((list) => (
                      <tr key={list.id} data-list={list.id}>
                        <th scope="row">{list.authority}</th>
                        <td>{countryName(list.country, language)}</td>
                        <td>{list.source}</td>
                        <td className="number">{number(list.addresses)}</td>
                        <td>
                          <Time at={list.importedAt} />
                        </td>
                        <td>
                          <Hash value={list.sha256} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </ScrollTable>
            )
          }
        </Loaded>
      </section>
      {may('operator:write') ? <ImportForm /> : <p className="quiet">{t('coordination.onlySupervisors')}</p>}
    </div>
  );
};
