import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PartnerEntry, PartnerItem } from '#api/schemas/sharing.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { CATEGORIES, type Category } from '../parts/categories.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';

const CategoryChecks = ({
  legend,
  picked,
  among,
  onChange,
}: {
  legend: string;
  picked: readonly Category[];
  among: readonly Category[];
  onChange: (picked: Category[]) => void;
}) => {
  const { t } = useTranslation();
  return (
    <fieldset className="stack tight">
      <legend className="field-label">{legend}</legend>
      {among.map((category) => (
        <label key={category} className="check">
          <input
            type="checkbox"
            value={category}
            checked={picked.includes(category)}
            onChange={(event) =>
              onChange(CATEGORIES.filter((one) => (one === category ? event.target.checked : picked.includes(one))))
            }
          />
          <span>{t(`category.${category}`)}</span>
        </label>
      ))}
    </fieldset>
  );
};

/** Adds a partner, or changes it. Its key is another act. */
export const PartnerForm = ({ partner, onDone }: { partner: PartnerItem | null; onDone: () => void }) => {
  const { t } = useTranslation();
  const [id, setId] = useState(partner?.id ?? '');
  const [name, setName] = useState(partner?.name ?? '');
  const [agreement, setAgreement] = useState(partner?.agreement ?? '');
  const [categories, setCategories] = useState<Category[]>([...(partner?.categories ?? [])]);
  const [url, setUrl] = useState(partner?.webhook?.url ?? '');
  const [news, setNews] = useState<Category[]>([...(partner?.webhook?.categories ?? [])]);
  const [apiRoot, setApiRoot] = useState(partner?.apiRoot ?? '');
  const [perMinute, setPerMinute] = useState(String(partner?.requestsPerMinute ?? 60));
  const [suspended, setSuspended] = useState(partner?.suspended ?? false);
  const told = news.filter((one) => categories.includes(one));
  const entry: PartnerEntry = {
    ...{ name: name.trim(), agreement: agreement.trim(), categories, suspended },
    webhook: url.trim() === '' ? null : { url: url.trim(), categories: told.length === 0 ? categories : told },
    apiRoot: apiRoot.trim() === '' ? null : apiRoot.trim(),
    requestsPerMinute: Number(perMinute),
  };
  // Nothing leaves in the clear.
  const isSecret = [url, apiRoot].every((one) => one.trim() === '' || /^https:\/\/[^\s/@?#]+/.test(one.trim()));
  const isReady =
    isSecret &&
    /^[a-z0-9][a-z0-9-]{0,63}$/.test(id) &&
    entry.name !== '' &&
    entry.agreement.length >= 3 &&
    categories.length > 0 &&
    Number.isInteger(entry.requestsPerMinute);
  const save = useMutation({
    mutationFn: () => api.sharing.setPartner(id, entry),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: KEYS.partners });
      onDone();
    },
  });
  const text = (
    field: 'id' | 'name' | 'agreement' | 'webhook' | 'apiRoot' | 'perMinute',
    value: string,
    set: (typed: string) => void,
  ) => (
    <label className="field">
      <span>{t(`sharing.${field}`)}</span>
      <input
        type={field === 'perMinute' ? 'number' : 'text'}
        {...(field === 'perMinute' ? { min: 1, max: 600 } : { maxLength: 2000 })}
        value={value}
        data-testid={`${TEST_IDS.partnerField}-${field}`}
        onChange={(event) => set(event.target.value)}
      />
    </label>
  );
  return (
    <form
      className="stack"
      aria-label={t(partner === null ? 'sharing.add' : 'sharing.edit')}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !save.isPending) save.mutate();
      }}
    >
      {partner === null && text('id', id, setId)}
      {text('name', name, setName)}
      {text('agreement', agreement, setAgreement)}
      <CategoryChecks
        legend={t('sharing.categories')}
        picked={categories}
        among={CATEGORIES}
        onChange={setCategories}
      />
      {text('webhook', url, setUrl)}
      {url.trim() !== '' && categories.length > 0 && (
        <CategoryChecks legend={t('sharing.webhookCategories')} picked={told} among={categories} onChange={setNews} />
      )}
      {text('apiRoot', apiRoot, setApiRoot)}
      {text('perMinute', perMinute, setPerMinute)}
      <label className="check">
        <input type="checkbox" checked={suspended} onChange={(event) => setSuspended(event.target.checked)} />
        <span>{t('sharing.suspended')}</span>
      </label>
      {!isSecret && (
        <p className="notice warn" role="alert">
          {t('sharing.notSecret')}
        </p>
      )}
      {save.isError && <ErrorPanel error={save.error} />}
      <div className="button-row end">
        <button type="button" className="button" onClick={onDone}>
          {t('app.cancel')}
        </button>
        <button
          type="submit"
          className="button primary"
          data-testid={TEST_IDS.partnerSave}
          disabled={!isReady || save.isPending}
        >
          {t('sharing.save')}
        </button>
      </div>
    </form>
  );
};
