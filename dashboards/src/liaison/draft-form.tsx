import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { CaseDetail, LabelGuide } from '#api/schemas/cases.ts';
import type { PreviewOrder } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { countryName, languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { MissingInForm } from './form-missing.tsx';
import { emptyForm, formOf, missingInForm } from './order-form.ts';
import { OrderFormFields } from './order-form-fields.tsx';
import { uncoveredOperators } from './uncovered.ts';

/** Draws up an order for one operator of the case; the house fills the rest of Annex I. */
export const DraftForm = ({
  detail,
  categories,
  onDraft,
}: {
  detail: CaseDetail;
  categories: readonly LabelGuide['reasons'][number]['category'][];
  onDraft: (draft: PreviewOrder) => void;
}) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const navigate = useNavigate();
  const free = uncoveredOperators(detail);
  const [picked, setPicked] = useState(free[0]?.id ?? '');
  const [draft, setDraft] = useState(emptyForm);
  const [asked, setAsked] = useState(false);
  const directory = useQuery({ queryKey: KEYS.operators, queryFn: ({ signal }) => api.operators(signal) });
  const operatorId = free.some(({ id }) => id === picked) ? picked : (free[0]?.id ?? '');
  const operator = directory.data?.items.find(({ id }) => id === operatorId);
  const missing = missingInForm(draft);
  const caseId = detail.case.id;
  useEffect(() => {
    if (operatorId !== '') onDraft({ caseId, operatorId, form: formOf(draft) });
  }, [caseId, operatorId, draft, onDraft]);
  const save = useMutation({
    mutationFn: () => api.orders.draft({ caseId: detail.case.id, operatorId, form: formOf(draft) }),
    onSuccess: (next) => {
      queryClient.setQueryData(KEYS.order(next.order.id), next);
      void queryClient.invalidateQueries({ queryKey: KEYS.orders });
      void queryClient.invalidateQueries({ queryKey: KEYS.cases });
      void navigate(`/liaison/orders/${next.order.id}`);
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: KEYS.case(detail.case.id) }),
  });
  return (
    <form
      className="card stack"
      aria-label={t('draft.form')}
      data-testid={TEST_IDS.draftForm}
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (missing.length === 0 && !save.isPending) save.mutate();
      }}
    >
      <h2>{t('draft.form')}</h2>
      <label className="field">
        <span>{t('draft.operator')}</span>
        <select
          value={operatorId}
          data-testid={TEST_IDS.operatorPick}
          onChange={(event) => setPicked(event.target.value)}
        >
          {free.map(({ id, name, locations }) => (
            <option key={id} value={id}>
              {`${name} (${t('review.locations', { count: locations.length })})`}
            </option>
          ))}
        </select>
      </label>
      <ul className="covered-urls">
        {free
          .find(({ id }) => id === operatorId)
          ?.locations.map(({ postId, url }) => (
            <li key={postId}>
              <code>{url}</code>
            </li>
          ))}
      </ul>
      {directory.isError && <ErrorPanel error={directory.error} onRetry={() => void directory.refetch()} />}
      {operator !== undefined && (
        <dl className="facts">
          <dt>{t('draft.contactPoint')}</dt>
          <dd>{operator.contactPoint}</dd>
          <dt>{t('draft.languages')}</dt>
          <dd>{operator.languages.map((code) => languageName(code, language)).join(', ')}</dd>
          <dt>{t('draft.establishedIn')}</dt>
          <dd>
            {countryName(operator.legalRepresentative?.country ?? operator.establishedIn, language)}
            {operator.legalRepresentative !== null && ` (${operator.legalRepresentative.name})`}
          </dd>
        </dl>
      )}
      <OrderFormFields
        draft={draft}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        categories={categories}
        firstOrder={operator?.firstOrder ?? false}
        priorInformationSentAt={operator?.priorInformationSentAt ?? null}
      />
      {asked && <MissingInForm missing={missing} />}
      {save.isError && <ErrorPanel error={save.error} />}
      <button
        type="submit"
        className="button primary"
        data-testid={TEST_IDS.saveDraft}
        // Until the directory is here the form cannot say that a first order waits, and offers no emergency. An operator that is not in it is
        // told by the server.
        disabled={save.isPending || operatorId === '' || directory.data === undefined}
      >
        {t('draft.save')}
      </button>
    </form>
  );
};
