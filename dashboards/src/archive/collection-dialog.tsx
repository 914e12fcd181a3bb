import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionShown } from '#api/schemas/collections.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { FaultField } from '../parts/fault-field.tsx';
import { TEST_IDS } from '../test-ids.ts';

const DAYS = 90;

/** What a collection is for, who keeps it, and how long a post stays in it. */
export const CollectionDialog = ({
  collection,
  onClose,
  onKept,
}: {
  /** Null: a new one. */
  collection: CollectionShown | null;
  onClose: () => void;
  onKept?: (kept: CollectionShown) => void;
}) => {
  const { t } = useTranslation();
  const [name, setName] = useState(collection?.name ?? '');
  const [purpose, setPurpose] = useState(collection?.purpose ?? '');
  const [days, setDays] = useState(String(collection?.retentionDays ?? DAYS));
  const [isShared, setShared] = useState(collection?.isShared ?? true);
  const keep = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), purpose: purpose.trim(), isShared, retentionDays: Number(days) };
      return collection === null ? api.collections.make(body) : api.collections.describe(collection.id, body);
    },
    onSuccess: (kept) => {
      void queryClient.invalidateQueries({ queryKey: KEYS.collections });
      onKept?.(kept);
      onClose();
    },
  });
  return (
    <ActDialog
      title={t(collection === null ? 'collections.begin' : 'collections.describe')}
      onClose={onClose}
      act={keep}
      confirm={t('collections.keep')}
      testId={TEST_IDS.collectionKeep}
    >
      <label className="field">
        <span>{t('collections.name')}</span>
        <input
          required
          maxLength={80}
          value={name}
          data-testid={TEST_IDS.collectionName}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <FaultField label={t('collections.purpose')} hint={t('collections.purposeHint')}>
        {(control) => (
          <textarea
            {...control}
            required
            minLength={10}
            maxLength={2000}
            value={purpose}
            data-testid={TEST_IDS.collectionPurpose}
            onChange={(event) => setPurpose(event.target.value)}
          />
        )}
      </FaultField>
      <FaultField label={t('collections.days')} hint={t('collections.daysHint')}>
        {(control) => (
          <input
            {...control}
            type="number"
            required
            min={1}
            max={3650}
            value={days}
            data-testid={TEST_IDS.collectionDays}
            onChange={(event) => setDays(event.target.value)}
          />
        )}
      </FaultField>
      <label className="check">
        <input
          type="checkbox"
          checked={isShared}
          data-testid={TEST_IDS.collectionShared}
          onChange={(event) => setShared(event.target.checked)}
        />
        <span>{t('collections.shared')}</span>
      </label>
    </ActDialog>
  );
};
