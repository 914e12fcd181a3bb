import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaptureAction, CaptureDetail } from '#api/schemas/posts.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { ActReason } from '../parts/act-reason.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';

const LOOK: Record<CaptureAction, { icon: IconName; tone: string }> = {
  hold: { icon: 'lock', tone: '' },
  release: { icon: 'play', tone: '' },
  purge: { icon: 'cross', tone: 'danger' },
};

const ReasonDialog = ({ captureId, act, onClose }: { captureId: string; act: CaptureAction; onClose: () => void }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: () =>
      act === 'purge'
        ? api.captures.purge(captureId, { reason: reason.trim() })
        : api.captures.hold(captureId, { held: act === 'hold', reason: reason.trim() }),
    onSuccess: (next) => {
      queryClient.setQueryData(KEYS.capture(captureId), next);
      onClose();
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: KEYS.capture(captureId) }),
  });
  return (
    <ActDialog
      title={t(`evidence.acts.${act}.title`)}
      onClose={onClose}
      act={save}
      confirm={t(`evidence.acts.${act}.do`)}
      tone={act === 'purge' ? 'danger' : 'primary'}
      testId={TEST_IDS.evidenceConfirm}
    >
      <p>{t(`evidence.acts.${act}.text`)}</p>
      <ActReason reason={reason} onChange={setReason} label={t('evidence.reason')} testId={TEST_IDS.evidenceReason} />
    </ActDialog>
  );
};

/** What this person may do with a capture now, each with its reason. */
export const CaptureActs = ({ capture }: { capture: CaptureDetail }) => {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<CaptureAction | null>(null);
  if (capture.actions.length === 0) return null;
  return (
    <div className="button-row">
      {capture.actions.map((action) => (
        <button
          key={action}
          type="button"
          className={`button ${LOOK[action].tone}`}
          data-testid={`${TEST_IDS.evidenceAct}-${action}`}
          onClick={() => setAsked(action)}
        >
          <Icon name={LOOK[action].icon} />
          {t(`evidence.acts.${action}.do`)}
        </button>
      ))}
      {asked !== null && <ReasonDialog captureId={capture.id} act={asked} onClose={() => setAsked(null)} />}
    </div>
  );
};
