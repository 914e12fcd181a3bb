import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** Answers an Annex III; once the operator has it, a fresh hour starts. */
export const ClarificationBox = ({ order }: { order: OrderDetail['order'] }) => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const send = useMutation({
    mutationFn: () => api.orders.clarify(order.id, { text: text.trim() }),
    onSuccess: (next) => {
      queryClient.setQueryData(KEYS.order(order.id), next);
      void queryClient.invalidateQueries({ queryKey: KEYS.orders });
      setText('');
    },
  });
  const isReady = text.trim().length >= 3;
  return (
    <form
      className="card stack tight clarification"
      aria-label={t('clarify.title')}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !send.isPending) send.mutate();
      }}
    >
      <h2>{t('clarify.title')}</h2>
      <p>{t(order.state === 'impossible' ? 'clarify.impossible' : 'clarify.text')}</p>
      <label className="field">
        <span>{t('clarify.field')}</span>
        <textarea
          rows={4}
          minLength={3}
          maxLength={4000}
          value={text}
          data-testid={TEST_IDS.clarificationText}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {send.isError && <ErrorPanel error={send.error} />}
      <div className="button-row end">
        <button
          type="submit"
          className="button primary"
          data-testid={TEST_IDS.sendClarification}
          disabled={!isReady || send.isPending}
        >
          {t('clarify.send')}
        </button>
      </div>
    </form>
  );
};
