import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { nextCase } from './next-case.ts';
import type { QueueFilter } from './queue-filter.ts';
import { useOpenNext } from './take-next.ts';

const REASONS = ['language', 'heavy', 'conflict', 'context'] as const;

/** Gives the case back with a reason, which stays on it as a note, and goes on to the next. */
export const SkipDialog = ({
  caseId,
  filter,
  onClose,
}: {
  caseId: string;
  filter: QueueFilter;
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const openNext = useOpenNext(filter);
  const [reason, setReason] = useState('');
  const skip = useMutation({
    mutationFn: async () => {
      // The next one is claimed first: once this case is free again it would be the next one itself.
      const next = await nextCase(filter);
      const released = await api.cases.release(caseId, { reason: reason.trim() });
      return { next, released };
    },
    onSuccess: ({ next, released }) => {
      queryClient.setQueryData(KEYS.case(caseId), released);
      onClose();
      openNext(next);
    },
  });
  return (
    <ActDialog
      title={t('skip.title')}
      onClose={onClose}
      act={skip}
      isReady={reason.trim() !== ''}
      confirm={t('skip.confirm')}
      testId={TEST_IDS.skipConfirm}
    >
      <p>{t('skip.text')}</p>
      <div className="button-row">
        {REASONS.map((one) => (
          <button key={one} type="button" className="button small" onClick={() => setReason(t(`skip.reasons.${one}`))}>
            {t(`skip.reasons.${one}`)}
          </button>
        ))}
      </div>
      <label className="field">
        <span>{t('skip.reason')}</span>
        <input
          required
          maxLength={400}
          value={reason}
          data-testid={TEST_IDS.skipReason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
    </ActDialog>
  );
};
