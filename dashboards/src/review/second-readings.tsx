import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BlindItem } from '#api/schemas/quality.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { type Answer, BlindForm } from './blind-form.tsx';

/** Decided cases, read by somebody who does not know the decision. */
export const SecondReadings = () => {
  const { t } = useTranslation();
  const next = useMutation({ mutationFn: () => api.quality.nextReading() });
  const read = useMutation({
    mutationFn: ({ item, answer }: { item: BlindItem; answer: Answer }) =>
      api.quality.read({ caseId: item.caseId, reading: { ...answer, contentHash: item.contentHash } }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: KEYS.quality });
      next.mutate();
    },
  });
  const item = next.data?.item;
  return (
    <section className="card stack" aria-label={t('quality.readings')} data-testid={TEST_IDS.secondReadings}>
      <h2>{t('quality.readings')}</h2>
      <p>{t('quality.readingsText')}</p>
      {(next.isError || read.isError) && <ErrorPanel error={next.error ?? read.error} />}
      {item === null && (
        <p className="notice good" role="status" data-testid={TEST_IDS.noReading}>
          {t('quality.noReading')}
        </p>
      )}
      {item == null ? (
        <div className="button-row">
          <button
            type="button"
            className="button"
            data-testid={TEST_IDS.nextReading}
            disabled={next.isPending}
            onClick={() => next.mutate()}
          >
            {t('quality.nextReading')}
          </button>
        </div>
      ) : (
        <BlindForm
          key={item.caseId}
          item={item}
          withReason
          isBusy={read.isPending}
          submit={t('quality.saveReading')}
          onAnswer={(answer) => read.mutate({ item, answer })}
        />
      )}
    </section>
  );
};
