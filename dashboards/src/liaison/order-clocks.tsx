import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderAction, OrderDetail } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { i18next } from '../locale/i18n.ts';
import { useLanguage } from '../locale/use-language.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { Time, TimeLeft } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

type Clock = OrderDetail['clocks'][number];

const keep = (next: OrderDetail): void => {
  queryClient.setQueryData(KEYS.order(next.order.id), next);
  void queryClient.invalidateQueries({ queryKey: KEYS.orders });
};

/** The moment as the law counts it, in the authority's zone, and beside it the reader's own. */
const LegalTime = ({ at, zone }: { at: string; zone: string }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const legal = new Intl.DateTimeFormat(language, {
    ...{ dateStyle: 'medium', timeStyle: 'medium', timeZone: zone },
  }).format(new Date(at));
  return (
    <span>
      <time dateTime={at}>{legal}</time> <span className="fine">{zone}</span>
      <br />
      <span className="fine">
        {t('clocks.here')} <Time at={at} format="exact" />
      </span>
    </span>
  );
};

const nameOf = (id: string): string => i18next.t(`clocks.name.${id}` as 'clocks.name.removal');

const ClockLine = ({ clock, zone }: { clock: Clock; zone: string }) => {
  const { t } = useTranslation();
  const isRunning = clock.status === 'running' && clock.dueAt !== null;
  return (
    <li className={clock.status === 'broken' ? 'is-bad' : undefined} data-clock={clock.key} data-status={clock.status}>
      <Icon name={clock.warnedAt !== null && isRunning ? 'warning' : 'clock'} />
      <div>
        <p>
          <strong>{nameOf(clock.id)}</strong>{' '}
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
      keep(next);
      onClose();
    },
  });
  return (
    <ActDialog
      title={t(`clocks.extend.${key}`)}
      onClose={onClose}
      act={extend}
      isReady={reason.trim().length >= 20}
      confirm={t('clocks.extend.do')}
      testId={TEST_IDS.extendConfirm}
    >
      <p>{t(`clocks.extend.${key}Text`)}</p>
      <label className="field">
        <span>{t('clocks.extend.reason')}</span>
        <textarea rows={3} required minLength={20} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
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
            <button key={act} type="button" className="button" onClick={() => setExtending(act)}>
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

/** What goes out beside the order: the copy to the other authority, extensions, warnings. */
export const OrderLetters = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  const letters = detail.order.letters ?? [];
  if (letters.length === 0) return null;
  return (
    <section className="card" aria-label={t('letters.title')} data-testid={TEST_IDS.orderLetters}>
      <h2>{t('letters.title')}</h2>
      <ul className="timeline">
        {letters.map((letter) => {
          const error = letter.attempts.at(-1)?.error ?? null;
          return (
            <li key={letter.id} className={error !== null && letter.delivered === null ? 'is-bad' : undefined}>
              <Icon name={letter.delivered === null ? 'send' : 'check'} />
              <div>
                <p>
                  {t(`letters.kind.${letter.kind}`)}
                  {letter.subject.clock !== undefined && ` · ${nameOf(letter.subject.clock.split(':')[0] ?? '')}`}
                </p>
                <p className="fine wrap-anywhere">{letter.to.name}</p>
                {letter.delivered !== null ? (
                  <p className="fine">
                    {t('letters.delivered')} <Time at={letter.delivered.at} format="exact" />
                    {letter.delivered.receiptId !== null && ` · ${letter.delivered.receiptId}`}
                    {letter.delivered.proof !== null && ` · ${letter.delivered.proof}`}
                  </p>
                ) : (
                  <p className="fine wrap-anywhere">
                    {t(
                      letter.to.by === 'hand'
                        ? 'letters.byHand'
                        : letter.givenUp
                          ? 'letters.givenUp'
                          : 'letters.waiting',
                    )}
                    {error !== null && ` · ${error}`}
                  </p>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
};

/** What stands in the way of a draft, and the second person's way past it. */
export const OrderConflicts = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState<string | null>(null);
  const { order, conflicts } = detail;
  const release = useMutation({
    mutationFn: () => api.orders.release(order.id, { seq: order.seq, reason: (reason ?? '').trim() }),
    onSuccess: (next) => {
      keep(next);
      setReason(null);
    },
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
              {t(`conflicts.kind.${conflict.kind}`)} · {conflict.reference} · {conflict.detail}
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
        <p className="fine">{t('conflicts.text')}</p>
        {detail.actions.includes('release') && conflicts.every(({ kind }) => kind !== 'investigation') && (
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
          isReady={reason.trim().length >= 20}
          confirm={t('conflicts.release')}
          testId={TEST_IDS.releaseConfirm}
        >
          <p>{t('conflicts.text')}</p>
          <label className="field">
            <span>{t('clocks.extend.reason')}</span>
            <textarea
              rows={3}
              required
              minLength={20}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
        </ActDialog>
      )}
    </section>
  );
};
