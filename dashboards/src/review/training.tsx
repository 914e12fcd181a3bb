import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BlindItem, TrainingFeedback } from '#api/schemas/quality.ts';
import { api } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { type Answer, BlindForm } from './blind-form.tsx';

const Feedback = ({ feedback: { right, answer } }: { feedback: TrainingFeedback }) => {
  const { t } = useTranslation();
  return (
    <div
      className={`notice ${right ? 'good' : 'warn'}`}
      role="status"
      data-testid={TEST_IDS.feedback}
      data-right={right}
    >
      <Icon name={right ? 'check' : 'warning'} />
      <div>
        <p className="notice-title">{t(right ? 'quality.right' : 'quality.wrong')}</p>
        <p>
          {t(`outcome.${answer.outcome}`)}
          {answer.categories.length > 0 &&
            `${t('app.colon')}${answer.categories.map((one) => t(`category.${one}`)).join(' · ')}`}
        </p>
        <p className="pre-wrap" dir="auto">
          {answer.note}
        </p>
      </div>
    </div>
  );
};

/** Golden items with their answer told at once. Nothing of it is kept, here or anywhere. */
export const Training = () => {
  const { t } = useTranslation();
  const [seen, setSeen] = useState<string[]>([]);
  const next = useMutation({ mutationFn: (done: string[]) => api.quality.nextTraining({ seen: done }) });
  const answer = useMutation({
    mutationFn: ({ item, given }: { item: BlindItem; given: Answer }) =>
      api.quality.train({ caseId: item.caseId, outcome: given.outcome, categories: given.categories }),
  });
  const goOn = (): void => {
    const done = next.data?.item == null ? seen : [...seen, next.data.item.caseId];
    setSeen(done);
    answer.reset();
    next.mutate(done);
  };
  const item = next.data?.item;
  return (
    <section className="card stack" aria-label={t('quality.training')} data-testid={TEST_IDS.training}>
      <h2>{t('quality.training')}</h2>
      <p>{t('quality.trainingText')}</p>
      {(next.isError || answer.isError) && <ErrorPanel error={next.error ?? answer.error} />}
      {item === null && (
        <p className="notice good" role="status">
          {t('quality.noTraining')}
        </p>
      )}
      {item != null && (
        <BlindForm
          key={item.caseId}
          item={item}
          withReason={false}
          isBusy={answer.isPending}
          submit={t('quality.check')}
          onAnswer={(given) => answer.mutate({ item, given })}
        >
          {answer.data !== undefined && <Feedback feedback={answer.data} />}
        </BlindForm>
      )}
      <div className="button-row">
        <button
          type="button"
          className="button"
          data-testid={TEST_IDS.nextTraining}
          disabled={next.isPending}
          onClick={goOn}
        >
          {t(item == null ? 'quality.startTraining' : 'quality.nextTraining')}
        </button>
      </div>
    </section>
  );
};
