import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { isFailure } from '../api/failure.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { MissingInForm } from './form-missing.tsx';
import { draftOf, formOf, missingInForm, type OrderForm } from './order-form.ts';
import { OrderFormFields } from './order-form-fields.tsx';

/** Changes the liaison's part of a draft. Where somebody else changed it meanwhile, what was typed here stays. */
export const EditForm = ({
  detail,
  onDraft,
  onDone,
}: {
  detail: OrderDetail;
  /** What stands in the form now, for the preview beside it. */
  onDraft: (form: OrderForm) => void;
  onDone: () => void;
}) => {
  const { t } = useTranslation();
  const { order } = detail;
  const [draft, setDraft] = useState(() => draftOf(order.form));
  const [seq, setSeq] = useState(order.seq);
  const missing = missingInForm(draft);
  useEffect(() => onDraft(formOf(draft)), [draft, onDraft]);
  const save = useMutation({
    mutationFn: () => api.orders.edit(order.id, { seq, form: formOf(draft) }),
    onSuccess: (next) => {
      queryClient.setQueryData(KEYS.order(order.id), next);
      onDone();
    },
    onError: (error) => {
      if (isFailure(error) && error.status === 409)
        void queryClient.invalidateQueries({ queryKey: KEYS.order(order.id) });
    },
  });
  const changed = order.seq !== seq;
  return (
    <form
      className="card stack"
      aria-label={t('order.edit')}
      data-testid={TEST_IDS.draftForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length === 0 && !save.isPending && !changed) save.mutate();
      }}
    >
      <h2>{t('order.edit')}</h2>
      {changed && (
        <div className="notice warn" role="alert">
          <div>
            <p>{t('order.changedText')}</p>
            <button type="button" className="button" onClick={() => setSeq(order.seq)}>
              {t('order.changedAdopt')}
            </button>
          </div>
        </div>
      )}
      <OrderFormFields
        draft={draft}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        categories={[]}
        firstOrder={order.firstOrder}
        priorInformationSentAt={order.priorInformationSentAt}
      />
      <MissingInForm missing={missing} />
      {save.isError && <ErrorPanel error={save.error} />}
      <div className="button-row end">
        <button type="button" className="button" onClick={onDone}>
          {t('app.cancel')}
        </button>
        <button
          type="submit"
          className="button primary"
          data-testid={TEST_IDS.saveDraft}
          disabled={save.isPending || changed}
        >
          {t('order.save')}
        </button>
      </div>
    </form>
  );
};
