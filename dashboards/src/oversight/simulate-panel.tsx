import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Policy } from '#api/schemas/policies.ts';
import { api } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { SimulationView } from './simulation-view.tsx';

const DAYS = [7, 30, 90] as const;

/** Asks what a policy would have done. `policy` gives null where the form does not hold one yet. */
export const SimulatePanel = ({ policy }: { policy: () => Policy | null }) => {
  const { t } = useTranslation();
  const [days, setDays] = useState('');
  const [minutes, setMinutes] = useState('3');
  const simulate = useMutation({
    mutationFn: (body: Policy) =>
      api.policies.simulate({
        policy: body,
        ...(days === '' ? {} : { sinceDays: Number(days) }),
        ...(Number(minutes) > 0 ? { minutesPerCase: Number(minutes) } : {}),
      }),
  });
  const run = (): void => {
    const body = policy();
    if (body !== null && !simulate.isPending) simulate.mutate(body);
  };
  return (
    <div className="stack">
      <div className="simulate-form">
        <label className="field">
          <span>{t('policy.since')}</span>
          <select value={days} onChange={(event) => setDays(event.target.value)}>
            <option value="">{t('policy.allHistory')}</option>
            {DAYS.map((count) => (
              <option key={count} value={count}>
                {t('policy.days', { count })}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{t('policy.minutes')}</span>
          <input
            type="number"
            min="0.1"
            max="240"
            step="0.1"
            value={minutes}
            onChange={(event) => setMinutes(event.target.value)}
          />
        </label>
        <button
          type="button"
          className="button"
          data-testid={TEST_IDS.policySimulate}
          disabled={simulate.isPending}
          onClick={run}
        >
          {t('policy.simulate')}
        </button>
      </div>
      <div role="status" aria-live="polite">
        {simulate.isPending && <Skeleton lines={4} />}
        {simulate.isError && <ErrorPanel error={simulate.error} />}
        {simulate.data !== undefined && !simulate.isPending && <SimulationView result={simulate.data} />}
      </div>
    </div>
  );
};
