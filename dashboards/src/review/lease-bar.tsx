import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { serverNow } from '../api/server-clock.ts';
import { clockText } from '../locale/time-left.ts';
import { useNow } from '../locale/use-now.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { Key } from '../parts/key.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** With less than this left, a person who is working keeps the case without having to ask. */
const RENEW_UNDER = 5 * 60_000;
const NOT_AGAIN_FOR = 30_000;

const useRenewWhileWorking = (until: string | null, renew: () => void): void => {
  const last = useRef(0);
  useEffect(() => {
    if (until === null) return;
    const onWork = (): void => {
      const left = Date.parse(until) - serverNow();
      if (left > RENEW_UNDER || left < 0 || performance.now() - last.current < NOT_AGAIN_FOR) return;
      last.current = performance.now();
      renew();
    };
    document.addEventListener('keydown', onWork);
    document.addEventListener('pointerdown', onWork);
    return () => {
      document.removeEventListener('keydown', onWork);
      document.removeEventListener('pointerdown', onWork);
    };
  }, [until, renew]);
};

const Countdown = ({ until }: { until: string }) => {
  const left = Date.parse(until) - useNow();
  return <span className="tabular">{clockText(Math.max(0, left))}</span>;
};

/** Whose case it is now, for how long, and what can be done about it. */
export const LeaseBar = ({
  detail,
  queue,
  onDialog,
}: {
  detail: CaseDetail;
  queue: string;
  onDialog: (dialog: 'skip' | 'handOver') => void;
}) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { lease, actions } = detail;
  const { id } = detail.case;
  const keep = (next: CaseDetail): void => {
    queryClient.setQueryData(KEYS.case(id), next);
    void queryClient.invalidateQueries({ queryKey: KEYS.cases });
  };
  const claim = useMutation({ mutationFn: () => api.cases.claim(id), onSuccess: keep });
  const renew = useMutation({ mutationFn: () => api.cases.renew(id), onSuccess: keep });
  const giveBack = useMutation({
    mutationFn: () => api.cases.release(id, { reason: null }),
    onSuccess: (next) => {
      keep(next);
      void navigate(`/review${queue}`);
    },
  });
  const mine = lease?.mine === true;
  useRenewWhileWorking(mine ? lease.until : null, renew.mutate);
  const error = claim.error ?? renew.error ?? giveBack.error;
  return (
    <div className="lease" data-testid={TEST_IDS.lease}>
      {lease !== null && (
        <p className={`badge ${mine ? 'info' : 'warn'}`}>
          <Icon name="lock" />
          {mine ? t('lease.mine') : t('lease.other', { name: lease.holderName })} <Countdown until={lease.until} />
        </p>
      )}
      {actions.includes('claim') && (
        <button
          type="button"
          className="button"
          data-testid={TEST_IDS.claim}
          disabled={claim.isPending}
          onClick={() => claim.mutate()}
        >
          {t('lease.claim')}
        </button>
      )}
      {mine && (
        <>
          <button
            type="button"
            className="button small"
            data-testid={TEST_IDS.renewLease}
            disabled={renew.isPending}
            onClick={() => renew.mutate()}
          >
            {t('lease.renew')}
          </button>
          <button
            type="button"
            className="button small"
            disabled={giveBack.isPending}
            onClick={() => giveBack.mutate()}
          >
            {t('lease.giveBack')}
          </button>
          <button type="button" className="button small" data-testid={TEST_IDS.skip} onClick={() => onDialog('skip')}>
            {t('lease.skip')}
            <Key action="skip" />
          </button>
          {actions.includes('hand_over') && (
            <button
              type="button"
              className="button small"
              data-testid={TEST_IDS.handOver}
              onClick={() => onDialog('handOver')}
            >
              {t('colleagues.handOver')}
              <Key action="handOver" />
            </button>
          )}
        </>
      )}
      {error !== null && <ErrorPanel error={error} />}
    </div>
  );
};
