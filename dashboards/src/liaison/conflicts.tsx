import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ConflictShown } from '#api/schemas/coordination.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { isReasoned, ReasonArea } from './reason-area.tsx';

/** What stands in the way of a draft, and the second person's way past it. */
export const Conflicts = ({
  conflicts,
  mayRelease,
  onRelease,
}: {
  conflicts: readonly ConflictShown[];
  mayRelease: boolean;
  onRelease: (reason: string) => Promise<void>;
}) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState<string | null>(null);
  const release = useMutation({
    mutationFn: () => onRelease((reason ?? '').trim()),
    onSuccess: () => setReason(null),
  });
  if (conflicts.length === 0) return null;
  return (
    <section className="notice warn" aria-label={t('conflicts.title')} data-testid={TEST_IDS.orderConflicts}>
      <Icon name="warning" />
      <div>
        <p>
          <strong>{t('conflicts.title')}</strong>
        </p>
        <ul className="plain-list">
          {conflicts.map((conflict) => (
            <li key={conflict.key} className="wrap-anywhere">
              {t(`conflicts.kind.${conflict.kind}`)} ·{' '}
              {conflict.orderId === null ? (
                conflict.reference
              ) : (
                <Link to={`/liaison/orders/${conflict.orderId}`}>{conflict.reference}</Link>
              )}{' '}
              · {conflict.detail}
              {conflict.url !== null && (
                <>
                  {' · '}
                  <code>{conflict.url}</code>
                </>
              )}{' '}
              <span className="badge">{t(conflict.open ? 'conflicts.open' : 'conflicts.released')}</span>
            </li>
          ))}
        </ul>
        <p className="fine">
          {t('conflicts.text')} <Link to="/liaison/coordination">{t('coordination.title')}</Link>
        </p>
        {mayRelease && conflicts.every(({ kind }) => kind !== 'investigation') && (
          <button type="button" className="button" onClick={() => setReason('')}>
            {t('conflicts.release')}
          </button>
        )}
      </div>
      {reason !== null && (
        <ActDialog
          title={t('conflicts.release')}
          onClose={() => setReason(null)}
          act={release}
          isReady={isReasoned(reason)}
          confirm={t('conflicts.release')}
          testId={TEST_IDS.releaseConfirm}
        >
          <p>{t('conflicts.text')}</p>
          <ReasonArea reason={reason} onChange={setReason} />
        </ActDialog>
      )}
    </section>
  );
};
