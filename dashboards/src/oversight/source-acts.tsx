import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SourceAction, SourceDetail } from '#api/schemas/sources.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { ActReason } from '../parts/act-reason.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';

type Act = Exclude<SourceAction, 'edit'>;
const LOOK: Record<Act, { icon: IconName; tone: string }> = {
  approve: { icon: 'check', tone: 'primary' },
  refuse: { icon: 'cross', tone: '' },
  pause: { icon: 'pause', tone: '' },
  resume: { icon: 'play', tone: '' },
  retire: { icon: 'lock', tone: 'danger' },
};

export const keepSource = (next: SourceDetail): void => {
  queryClient.setQueryData(KEYS.source(next.id), next);
  void queryClient.invalidateQueries({ queryKey: KEYS.sources });
};

const send = ({ id, version }: SourceDetail, act: Act, reason: string): Promise<SourceDetail> => {
  switch (act) {
    case 'approve':
      return api.sources.approve(id, { version, ...(reason === '' ? {} : { reason }) });
    case 'refuse':
      return api.sources.refuse(id, { version, reason });
    case 'retire':
      return api.sources.retire(id, { version, reason });
    default:
      return api.sources.pause(id, { paused: act === 'pause', reason });
  }
};

const ReasonDialog = ({ item, act, onClose }: { item: SourceDetail; act: Act; onClose: () => void }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const isFree = act === 'approve';
  const save = useMutation({
    mutationFn: () => send(item, act, reason.trim()),
    onSuccess: (next) => {
      keepSource(next);
      onClose();
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: KEYS.source(item.id) }),
  });
  return (
    <ActDialog
      title={t(`source.acts.${act}.title`)}
      onClose={onClose}
      act={save}
      confirm={t(`source.acts.${act}.do`)}
      tone={LOOK[act].tone === 'danger' ? 'danger' : 'primary'}
      testId={TEST_IDS.sourceConfirm}
    >
      <p>{t(`source.acts.${act}.text`)}</p>
      <ActReason reason={reason} onChange={setReason} isFree={isFree} testId={TEST_IDS.sourceReason} />
    </ActDialog>
  );
};

/** What this person may do with a source now, each with its reason. */
export const SourceActs = ({ item }: { item: SourceDetail }) => {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Act | null>(null);
  return (
    <>
      {item.actions.map((action) =>
        action === 'edit' ? (
          <Link
            key={action}
            className="button"
            data-testid={TEST_IDS.sourceEdit}
            to={`/oversight/sources/${encodeURIComponent(item.id)}/edit`}
          >
            <Icon name="pen" />
            {t('source.edit')}
          </Link>
        ) : (
          <button
            key={action}
            type="button"
            className={`button ${LOOK[action].tone}`}
            data-testid={`${TEST_IDS.sourceAct}-${action}`}
            onClick={() => setAsked(action)}
          >
            <Icon name={LOOK[action].icon} />
            {t(`source.acts.${action}.do`)}
          </button>
        ),
      )}
      {asked !== null && <ReasonDialog item={item} act={asked} onClose={() => setAsked(null)} />}
    </>
  );
};
