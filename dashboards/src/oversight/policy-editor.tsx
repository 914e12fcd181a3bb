import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyList } from '#api/schemas/policies.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { type Draft, draftOf, HEADS, type Head, LANGUAGES, policyOf, SHARES } from './policy-draft.ts';
import { SimulatePanel } from './simulate-panel.tsx';

const ThresholdFields = ({ draft, onChange }: { draft: Draft; onChange: (next: Draft) => void }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const set = (head: Head, lang: string | null, value: string): void => {
    const before = draft.thresholds[head];
    const after =
      lang === null
        ? { ...before, default: value }
        : { ...before, byLanguage: { ...before.byLanguage, [lang]: value } };
    onChange({ ...draft, thresholds: { ...draft.thresholds, [head]: after } });
  };
  const nameOf = (head: Head): string => (head === 'violating' ? t('case.violating') : t(`category.${head}`));
  const free = LANGUAGES.filter((lang) => !draft.languages.includes(lang));
  return (
    <>
      <ScrollTable label={t('policy.thresholds')}>
        <table className="data-table threshold-fields">
          <caption className="visually-hidden">{t('policy.thresholds')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('policy.head')}</th>
              <th scope="col">{t('policy.default')}</th>
              {draft.languages.map((lang) => (
                <th key={lang} scope="col">
                  {languageName(lang, language)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {HEADS.map((head) => (
              <tr key={head}>
                <th scope="row">{nameOf(head)}</th>
                <td>
                  <input
                    type="number"
                    min="0"
                    max="1"
                    step="0.01"
                    required
                    aria-label={`${nameOf(head)}, ${t('policy.default')}`}
                    data-testid={`${TEST_IDS.policyThreshold}-${head}`}
                    value={draft.thresholds[head].default}
                    onChange={(event) => set(head, null, event.target.value)}
                  />
                </td>
                {draft.languages.map((lang) => (
                  <td key={lang}>
                    <input
                      type="number"
                      min="0"
                      max="1"
                      step="0.01"
                      placeholder={draft.thresholds[head].default}
                      aria-label={`${nameOf(head)}, ${languageName(lang, language)}`}
                      data-testid={`${TEST_IDS.policyThreshold}-${head}-${lang}`}
                      value={draft.thresholds[head].byLanguage[lang] ?? ''}
                      onChange={(event) => set(head, lang, event.target.value)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
      <p className="hint">{t('policy.thresholdHint')}</p>
      {free.length > 0 && (
        <label className="field policy-language">
          <span>{t('policy.addLanguage')}</span>
          <select
            value=""
            data-testid={TEST_IDS.policyAddLanguage}
            onChange={(event) => onChange({ ...draft, languages: [...draft.languages, event.target.value].sort() })}
          >
            <option value="">{t('policy.choose')}</option>
            {free.map((lang) => (
              <option key={lang} value={lang}>
                {languageName(lang, language)}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
};

/** Writes a new version, beginning with what is in force. */
export const PolicyEditor = ({ list, onDone }: { list: PolicyList; onDone: () => void }) => {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const taken = [list.shipped.version, ...list.items.map(({ record }) => record.policy.version)];
  const [draft, setDraft] = useState(() => draftOf(list.live, taken));
  const save = useMutation({
    mutationFn: () => api.policies.draft({ policy: policyOf(draft), note: draft.note.trim() }),
    onSuccess: (next) => {
      queryClient.setQueryData(KEYS.policies, next);
      onDone();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <section className="card stack" aria-label={t('policy.newVersion')} data-testid={TEST_IDS.policyEditor}>
      <h2>{t('policy.newVersion')}</h2>
      <form ref={form} className="stack" onSubmit={submit}>
        <div className="policy-fields">
          <label className="field">
            <span>{t('policy.version')}</span>
            <input
              required
              pattern="[a-z0-9][a-z0-9.\-]{0,63}"
              title={t('policy.versionHint')}
              data-testid={TEST_IDS.policyVersion}
              value={draft.version}
              onChange={(event) => setDraft({ ...draft, version: event.target.value })}
            />
            <span className="hint">{t('policy.versionHint')}</span>
          </label>
          <label className="field">
            <span>{t('policy.note')}</span>
            <input
              required
              minLength={3}
              maxLength={4000}
              data-testid={TEST_IDS.policyNote}
              value={draft.note}
              onChange={(event) => setDraft({ ...draft, note: event.target.value })}
            />
            <span className="hint">{t('policy.noteHint')}</span>
          </label>
        </div>
        <ThresholdFields draft={draft} onChange={setDraft} />
        <fieldset className="policy-fields">
          <legend>{t('policy.samples')}</legend>
          {SHARES.map((name) => (
            <label key={name} className="field">
              <span>{t(`policy.${name}`)}</span>
              <input
                type="number"
                min="0"
                max="100"
                step="any"
                required
                value={draft.shares[name]}
                onChange={(event) => setDraft({ ...draft, shares: { ...draft.shares, [name]: event.target.value } })}
              />
            </label>
          ))}
          <label className="field">
            <span>{t('policy.dailyCap')}</span>
            <input
              type="number"
              min="0"
              max="100000"
              step="1"
              required
              value={draft.dailyCap}
              onChange={(event) => setDraft({ ...draft, dailyCap: event.target.value })}
            />
          </label>
        </fieldset>
        {save.isError && <ErrorPanel error={save.error} />}
        <div className="button-row">
          <button type="submit" className="button primary" data-testid={TEST_IDS.policySave} disabled={save.isPending}>
            {t('policy.save')}
          </button>
          <button type="button" className="button" onClick={onDone}>
            {t('app.cancel')}
          </button>
        </div>
      </form>
      <SimulatePanel
        policy={() =>
          // The reason is for the record; a simulation needs none.
          [...(form.current?.querySelectorAll<HTMLInputElement>('input[type="number"]') ?? [])].every((field) =>
            field.reportValidity(),
          )
            ? policyOf(draft)
            : null
        }
      />
    </section>
  );
};
