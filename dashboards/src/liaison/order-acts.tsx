import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { isFailure } from '../api/failure.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { useOfferUndo } from '../app/undo.tsx';
import { ActDialog } from '../parts/act-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { keepOrder } from './keep-order.ts';

const lookAgain = (orderId: string) => (error: unknown) => {
  if (isFailure(error) && error.status === 409) void queryClient.invalidateQueries({ queryKey: KEYS.order(orderId) });
};

const SignDialog = ({ detail, onClose }: { detail: OrderDetail; onClose: () => void }) => {
  const { t } = useTranslation();
  const { undoSeconds, account } = useSession();
  const offerUndo = useOfferUndo();
  const { order } = detail;
  const sign = useMutation({
    mutationFn: () => api.orders.sign(order.id, { seq: order.seq }),
    onSuccess: (next) => {
      keepOrder(next);
      if (next.order.holdUntil !== null)
        offerUndo({
          id: order.id,
          label: t('undo.signed', { reference: order.reference }),
          until: next.order.holdUntil,
          undo: async () => keepOrder(await api.orders.undo(order.id)),
        });
      onClose();
    },
    onError: lookAgain(order.id),
  });
  return (
    <Dialog title={t('sign.title')} onClose={onClose}>
      <p>{t('sign.text', { reference: order.reference, operator: detail.operator.name })}</p>
      <dl className="facts">
        <dt>{t('sign.signer')}</dt>
        <dd>{`${account.displayName}, ${account.post}`}</dd>
        <dt>{t('order.addresses')}</dt>
        <dd>{order.document.sectionB.urls.length}</dd>
      </dl>
      <p className="quiet">{t('sign.undo', { count: undoSeconds })}</p>
      {sign.isError && <ErrorPanel error={sign.error} />}
      <div className="button-row end">
        <button type="button" className="button" onClick={onClose}>
          {t('app.cancel')}
        </button>
        <button
          type="button"
          className="button primary"
          data-testid={TEST_IDS.signOrderConfirm}
          disabled={sign.isPending}
          onClick={() => sign.mutate()}
        >
          <Icon name="pen" />
          {t('sign.confirm')}
        </button>
      </div>
    </Dialog>
  );
};

const WithdrawDialog = ({ detail, onClose }: { detail: OrderDetail; onClose: () => void }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { order } = detail;
  const withdraw = useMutation({
    mutationFn: () => api.orders.withdraw(order.id, { reason: reason.trim() }),
    onSuccess: (next) => {
      keepOrder(next);
      void queryClient.invalidateQueries({ queryKey: KEYS.case(order.caseId) });
      onClose();
    },
    onError: lookAgain(order.id),
  });
  return (
    <ActDialog
      title={t('withdraw.title')}
      onClose={onClose}
      act={withdraw}
      isReady={reason.trim().length >= 3}
      confirm={t('withdraw.confirm')}
      tone="danger"
      testId={TEST_IDS.withdrawConfirm}
    >
      <p>{t('withdraw.text')}</p>
      <label className="field">
        <span>{t('withdraw.reason')}</span>
        <textarea
          rows={3}
          required
          minLength={3}
          maxLength={2000}
          value={reason}
          data-testid={TEST_IDS.withdrawReason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
    </ActDialog>
  );
};

/** What this person may do with the order now. */
export const OrderActs = ({ detail, onEdit }: { detail: OrderDetail; onEdit: () => void }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'sign' | 'withdraw' | null>(null);
  const { actions } = detail;
  return (
    <>
      {actions.includes('edit') && (
        <button type="button" className="button" data-testid={TEST_IDS.editOrder} onClick={onEdit}>
          {t('order.edit')}
        </button>
      )}
      {actions.includes('withdraw') && (
        <button
          type="button"
          className="button danger"
          data-testid={TEST_IDS.withdrawOrder}
          onClick={() => setOpen('withdraw')}
        >
          {t('withdraw.do')}
        </button>
      )}
      {actions.includes('sign') && (
        <button
          type="button"
          className="button primary"
          data-testid={TEST_IDS.signOrder}
          onClick={() => setOpen('sign')}
        >
          <Icon name="pen" />
          {t('sign.do')}
        </button>
      )}
      {open === 'sign' && <SignDialog detail={detail} onClose={() => setOpen(null)} />}
      {open === 'withdraw' && <WithdrawDialog detail={detail} onClose={() => setOpen(null)} />}
    </>
  );
};
