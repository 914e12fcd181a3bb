import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderAction, OrderDetail } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { i18next } from '../locale/i18n.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { TimeLeft } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { Conflicts } from './conflicts.tsx';
import { keepOrder } from './keep-order.ts';
import { LegalTime } from './legal-time.tsx';
import { isReasoned, ReasonArea } from './reason-area.tsx';

type Clock = OrderDetail['clocks'][number];

export const clockName = (id: string): string => i18next.t(`clocks.name.${id}` as 'clocks.name.removal');

const ClockLine = ({ clock, zone }: { clock: Clock; zone: string }) => {
  const { t } = useTranslation();
  const isRunning = clock.status === 'running' && clock.dueAt !== null;
  return (
    <li className={clock.status === 'broken' ? 'is-bad' : undefined} data-clock={clock.key} data-status={clock.status}>
      <Icon name={clock.warnedAt !== null && isRunning ? 'warning' : 'clock'} />
      <div>
        <p>
          <strong>{clockName(clock.id)}</strong>{' '}
          <span className="fine">{t('clocks.article', { article: clock.article })}</span>{' '}
          <span className={`badge ${clock.status === 'broken' ? 'danger' : ''}`}>
            {t(`clocks.status.${clock.status}`)}
          </span>
          {clock.warnedAt !== null && isRunning && <span className="badge warn">{t('clocks.warned')}</span>}
        </p>
        {clock.dueAt !== null && clock.status !== 'met' && (
          <p>
            <LegalTime at={clock.dueAt} zone={zone} />
            {isRunning && (
              <>
                {' · '}
                <TimeLeft at={clock.dueAt} />
              </>
            )}
          </p>
        )}
        {clock.source === 'R' && <p className="fine">{t('clocks.recalled')}</p>}
      </div>
    </li>
  );
};

const ACTS = {
  extend_non_disclosure: { path: 'non-disclosure', key: 'nonDisclosure' },
  extend_preservation: { path: 'preservation', key: 'preservation' },
} as const;
type Extending = keyof typeof ACTS;

const ExtendDialog = ({ orderId, what, onClose }: { orderId: string; what: Extending; onClose: () => void }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { path, key } = ACTS[what];
  const extend = useMutation({
    mutationFn: () => api.orders.extend(orderId, path, { reason: reason.trim() }),
    onSuccess: (next) => {
      keepOrder(next);
      onClose();
    },
  });
  return (
    <ActDialog
      title={t(`clocks.extend.${key}`)}
      onClose={onClose}
      act={extend}
      isReady={isReasoned(reason)}
      confirm={t('clocks.extend.do')}
      testId={TEST_IDS.extendConfirm}
    >
      <p>{t(`clocks.extend.${key}Text`)}</p>
      <ReasonArea reason={reason} onChange={setReason} />
    </ActDialog>
  );
};

/** Every clock of the law that has a meaning for this order. */
export const OrderClocks = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  const [extending, setExtending] = useState<Extending | null>(null);
  const offered = (Object.keys(ACTS) as Extending[]).filter((act) => detail.actions.includes(act as OrderAction));
  return (
    <section className="card" aria-label={t('clocks.title')} data-testid={TEST_IDS.orderClocks}>
      <h2>{t('clocks.title')}</h2>
      <ul className="timeline">
        {detail.clocks.map((clock) => (
          <ClockLine key={clock.key} clock={clock} zone={detail.timeZone} />
        ))}
      </ul>
      {offered.length > 0 && (
        <div className="button-row">
          {offered.map((act) => (
            <button
              key={act}
              type="button"
              className="button"
              data-testid={`${TEST_IDS.extend}-${act}`}
              onClick={() => setExtending(act)}
            >
              {t(`clocks.extend.${ACTS[act].key}`)}
            </button>
          ))}
        </div>
      )}
      {extending !== null && (
        <ExtendDialog orderId={detail.order.id} what={extending} onClose={() => setExtending(null)} />
      )}
    </section>
  );
};

/** What stands in the way of a draft, and the second person's way past it. */
export const OrderConflicts = ({ detail }: { detail: OrderDetail }) => (
  <Conflicts
    conflicts={detail.conflicts}
    mayRelease={detail.actions.includes('release')}
    onRelease={async (reason) =>
      keepOrder(await api.orders.release(detail.order.id, { seq: detail.order.seq, reason }))
    }
  />
);
