import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { isFailure } from '../api/failure.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { useHotkeys } from '../app/use-hotkeys.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { Key } from '../parts/key.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { useCaseElement } from './case-focus.ts';
import type { QueueFilter } from './queue-filter.ts';
import { useTakeNext } from './take-next.ts';

/** A second person reads and agrees, or refuses with a reason. */
export const CountersignPanel = ({
  detail,
  revision,
  read,
  filter,
}: {
  detail: CaseDetail;
  revision: number;
  read: boolean;
  filter: QueueFilter;
}) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const takeNext = useTakeNext(filter);
  const { id, contentHash } = detail.case;
  const done = (next: CaseDetail): void => {
    queryClient.setQueryData(KEYS.case(id), next);
    takeNext.mutate();
  };
  const onError = (error: unknown): void => {
    if (isFailure(error) && error.status === 409) void queryClient.invalidateQueries({ queryKey: KEYS.case(id) });
  };
  const agree = useMutation({
    mutationFn: () => api.cases.countersign(id, { revision, contentHash }),
    onSuccess: done,
    onError,
  });
  const refuse = useMutation({
    mutationFn: () => api.cases.refuse(id, { revision, reason: reason.trim() }),
    onSuccess: done,
    onError,
  });
  const changed = detail.case.revision !== revision;
  const isBusy = agree.isPending || refuse.isPending || changed;
  const sign = (): void => {
    setAsked(true);
    if (read && !isBusy) agree.mutate();
  };
  useHotkeys({ submit: sign }, useCaseElement());
  return (
    <section className="card stack" data-testid={TEST_IDS.countersignPanel} aria-label={t('countersign.title')}>
      <h2>{t('countersign.title')}</h2>
      <p>{t('countersign.text')}</p>
      {asked && !read && (
        <p className="notice warn" role="alert">
          {t('decision.missing.unread')}
        </p>
      )}
      {(agree.isError || refuse.isError) && <ErrorPanel error={agree.error ?? refuse.error} />}
      <button
        type="button"
        className="button primary wide"
        data-testid={TEST_IDS.countersign}
        disabled={isBusy}
        onClick={sign}
      >
        <Icon name="pen" />
        {t('countersign.agree')}
        <Key action="submit" />
      </button>
      <form
        className="stack tight"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) refuse.mutate();
        }}
      >
        <label className="field">
          <span>{t('countersign.refusalReason')}</span>
          <textarea
            rows={3}
            minLength={3}
            maxLength={4000}
            required
            value={reason}
            data-testid={TEST_IDS.refusalReason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <button
          type="submit"
          className="button danger"
          data-testid={TEST_IDS.refuse}
          disabled={isBusy || reason.trim().length < 3}
        >
          {t('countersign.refuse')}
        </button>
      </form>
    </section>
  );
};
