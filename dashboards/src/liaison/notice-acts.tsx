import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoticeAction, NoticeDetail } from '#api/schemas/notices.ts';
import { api } from '../api/client.ts';
import { isFailure } from '../api/failure.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';

export const keepNotice = (next: NoticeDetail): void => {
  queryClient.setQueryData(KEYS.notice(next.notice.id), next);
  void queryClient.invalidateQueries({ queryKey: KEYS.notices });
};

/** Acts that are asked once more; those with words need them. */
const ASKED = {
  sign: { words: 0, tone: 'primary', icon: 'pen' },
  withdraw: { words: 3, tone: 'danger', icon: 'cross' },
  serve: { words: 3, tone: 'primary', icon: 'send' },
  transmit: { words: 3, tone: 'primary', icon: 'send' },
} as const satisfies Partial<Record<NoticeAction, { words: number; tone: 'primary' | 'danger'; icon: IconName }>>;
type Asked = keyof typeof ASKED;
const ASKED_NAMES = Object.keys(ASKED) as Asked[];

const act = (what: Asked, { notice }: NoticeDetail, words: string): Promise<NoticeDetail> => {
  const text = words.trim();
  switch (what) {
    case 'sign':
      return api.notices.sign(notice.id, { seq: notice.seq });
    case 'withdraw':
      return api.notices.withdraw(notice.id, { reason: text });
    case 'serve':
      return api.notices.serve(notice.id, { proof: text });
    case 'transmit':
      return api.notices.transmit(notice.id, { to: text });
  }
};

const NoticeDialog = ({ what, detail, onClose }: { what: Asked; detail: NoticeDetail; onClose: () => void }) => {
  const { t } = useTranslation();
  const { undoSeconds, account } = useSession();
  const [words, setWords] = useState('');
  const { words: least, tone } = ASKED[what];
  const done = useMutation({
    mutationFn: () => act(what, detail, words),
    onSuccess: (next) => {
      keepNotice(next);
      onClose();
    },
    onError: (error) => {
      if (isFailure(error) && error.status === 409)
        void queryClient.invalidateQueries({ queryKey: KEYS.notice(detail.notice.id) });
    },
  });
  return (
    <ActDialog
      title={t(`notice.act.${what}.title`)}
      onClose={onClose}
      act={done}
      isReady={words.trim().length >= least}
      confirm={t(`notice.act.${what}.do`)}
      tone={tone}
      testId={TEST_IDS.noticeActConfirm}
    >
      <p>{t(`notice.act.${what}.text`)}</p>
      {what === 'sign' && (
        <>
          <p>{`${account.displayName}, ${account.post}`}</p>
          <p className="quiet">{t('sign.undo', { count: undoSeconds })}</p>
        </>
      )}
      {least > 0 && (
        <label className="field">
          <span>{t(`notice.act.${what as Exclude<Asked, 'sign'>}.words`)}</span>
          <textarea
            rows={3}
            required
            minLength={least}
            maxLength={what === 'transmit' ? 500 : 1000}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </label>
      )}
    </ActDialog>
  );
};

/** What this person may do with it now. */
export const NoticeActs = ({ detail, onEdit }: { detail: NoticeDetail; onEdit: () => void }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Asked | null>(null);
  const undo = useMutation({ mutationFn: () => api.notices.undo(detail.notice.id), onSuccess: keepNotice });
  const { actions } = detail;
  return (
    <>
      {actions.includes('edit') && (
        <button type="button" className="button" data-testid={TEST_IDS.editNotice} onClick={onEdit}>
          {t('order.edit')}
        </button>
      )}
      {actions.includes('undo') && (
        <button type="button" className="button" disabled={undo.isPending} onClick={() => undo.mutate()}>
          <Icon name="undo" />
          {t('notice.undo')}
        </button>
      )}
      {undo.isError && <ErrorPanel error={undo.error} />}
      {ASKED_NAMES.filter((name) => actions.includes(name)).map((name) => (
        <button
          key={name}
          type="button"
          className={`button ${ASKED[name].tone}`}
          data-testid={`${TEST_IDS.noticeAct}-${name}`}
          onClick={() => setOpen(name)}
        >
          <Icon name={ASKED[name].icon} />
          {t(`notice.act.${name}.do`)}
        </button>
      ))}
      {open !== null && <NoticeDialog what={open} detail={detail} onClose={() => setOpen(null)} />}
    </>
  );
};
