import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FirstSteps } from '#api/schemas/setup.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';

type Authority = NonNullable<FirstSteps['authority']>;
const TYPES = ['judge-or-court', 'law-enforcement', 'other-competent-authority'] as const;
const FIELDS = ['name', 'contact', 'feedbackContact', 'challengeBefore', 'challengeDeadline'] as const;

/** Which authority this is, as it stands on every order. Written down once. */
export const AuthorityForm = () => {
  const { t } = useTranslation();
  const save = useMutation({
    mutationFn: (body: Authority) => api.setup.authority(body),
    onSuccess: (steps) => queryClient.setQueryData(KEYS.firstSteps, steps),
  });
  return (
    <form
      className="stack"
      data-testid={TEST_IDS.authorityForm}
      aria-label={t('steps.authority')}
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        const text = (name: string): string => String(data.get(name) ?? '').trim();
        const timeZone = text('timeZone');
        save.mutate({
          memberState: text('memberState').toUpperCase(),
          type: text('type') as Authority['type'],
          ...(Object.fromEntries(FIELDS.map((field) => [field, text(field)])) as Pick<
            Authority,
            (typeof FIELDS)[number]
          >),
          nationalProvisions: text('nationalProvisions'),
          languages: text('languages')
            .split(/[,，\s]+/u)
            .filter((one) => one !== ''),
          counterparts: {},
          ...(timeZone === '' ? {} : { timeZone }),
        });
      }}
    >
      <div className="two-fields">
        {FIELDS.map((field) => (
          <label key={field} className="field">
            <span className="field-label">{t(`steps.fields.${field}`)}</span>
            <input name={field} required minLength={field.endsWith('ontact') ? 3 : 1} maxLength={500} />
          </label>
        ))}
        <label className="field">
          <span className="field-label">{t('steps.fields.memberState')}</span>
          <input name="memberState" required pattern="[A-Za-z]{2}" maxLength={2} />
        </label>
        <label className="field">
          <span className="field-label">{t('steps.fields.type')}</span>
          <select name="type">
            {TYPES.map((type) => (
              <option key={type} value={type}>
                {t(`steps.types.${type}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="field-label">{t('steps.fields.nationalProvisions')}</span>
          <input name="nationalProvisions" type="url" required />
        </label>
        <label className="field">
          <span className="field-label">{t('steps.fields.languages')}</span>
          <input name="languages" required defaultValue="en" />
        </label>
        <label className="field">
          <span className="field-label">{t('steps.fields.timeZone')}</span>
          <input name="timeZone" placeholder={Intl.DateTimeFormat().resolvedOptions().timeZone} />
        </label>
      </div>
      {save.isError && <ErrorPanel error={save.error} />}
      <div className="button-row">
        <button type="submit" className="button primary" disabled={save.isPending}>
          {t('steps.save')}
        </button>
      </div>
    </form>
  );
};
