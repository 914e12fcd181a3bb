import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyItem, PolicyList } from '#api/schemas/policies.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { ChangeTable } from './change-table.tsx';
import { SimulatePanel } from './simulate-panel.tsx';
import { ThresholdsTable } from './thresholds-table.tsx';

type State = PolicyItem['record']['state'];
const LOOK: Record<State, { tone: string; icon: IconName }> = {
  draft: { tone: 'neutral', icon: 'pen' },
  dry_run: { tone: 'info', icon: 'eye' },
  live: { tone: 'good', icon: 'check' },
  retired: { tone: 'neutral', icon: 'clock' },
};

export const PolicyStateBadge = ({ state }: { state: State }) => {
  const { t } = useTranslation();
  return (
    <span className={`badge ${LOOK[state].tone}`} data-state={state}>
      <Icon name={LOOK[state].icon} />
      {t(`policy.state.${state}`)}
    </span>
  );
};

const Withdraw = ({ onConfirm, isPending }: { onConfirm: (reason: string) => void; isPending: boolean }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isPending) onConfirm(reason.trim());
  };
  return (
    <details>
      <summary>{t('policy.withdraw')}</summary>
      <form className="simulate-form" onSubmit={submit}>
        <label className="field">
          <span>{t('policy.reason')}</span>
          <input
            required
            minLength={3}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <button type="submit" className="button" disabled={isPending}>
          {t('policy.withdraw')}
        </button>
      </form>
    </details>
  );
};

const Acts = ({ item, list }: { item: PolicyItem; list: PolicyList }) => {
  const { t } = useTranslation();
  const { version } = item.record.policy;
  const act = useMutation({
    mutationFn: (run: () => Promise<PolicyList>) => run(),
    onSuccess: (next) => queryClient.setQueryData(KEYS.policies, next),
  });
  const { actions, record, dryRun } = item;
  const isShort = record.state === 'dry_run' && (dryRun?.posts ?? 0) < list.dryRunPosts;
  const button = (testId: string, label: string, run: () => Promise<PolicyList>) => (
    <button
      type="button"
      className="button primary"
      data-testid={testId}
      disabled={act.isPending}
      onClick={() => act.mutate(run)}
    >
      {label}
    </button>
  );
  return (
    <div className="stack">
      {act.isError && <ErrorPanel error={act.error} />}
      {isShort && (
        <p className="notice info">
          <Icon name="clock" />
          <span>{t('policy.tooShort', { count: list.dryRunPosts, seen: dryRun?.posts ?? 0 })}</span>
        </p>
      )}
      {record.state === 'dry_run' && record.proposedBy !== null && !actions.includes('approve') && (
        <p className="notice info">
          <Icon name="lock" />
          <span>{t('policy.waitsForOther')}</span>
        </p>
      )}
      <div className="button-row">
        {actions.includes('start_dry_run') &&
          button(TEST_IDS.policyDryRun, t('policy.startDryRun'), () => api.policies.dryRun(version))}
        {actions.includes('propose') &&
          button(TEST_IDS.policyPropose, t('policy.propose'), () => api.policies.propose(version))}
        {actions.includes('approve') &&
          button(TEST_IDS.policyApprove, t('policy.approve'), () => api.policies.approve(version))}
      </div>
      {actions.includes('withdraw') && (
        <Withdraw
          isPending={act.isPending}
          onConfirm={(reason) => act.mutate(() => api.policies.withdraw(version, { reason }))}
        />
      )}
    </div>
  );
};

/** One version: what it says, what its dry run found, what was done to it, and what may be done now. */
export const PolicyCard = ({ item, list }: { item: PolicyItem; list: PolicyList }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const { record, dryRun } = item;
  return (
    <li className="card stack" data-testid={TEST_IDS.policyCard} data-version={record.policy.version}>
      <div className="card-head">
        <h2>
          <code>{record.policy.version}</code>
        </h2>
        <PolicyStateBadge state={record.state} />
      </div>
      <p>{record.note}</p>
      <p className="meta">
        <PersonName id={record.author} people={list.people} />
        <Time at={record.createdAt} />
      </p>
      {dryRun !== null && (
        <div className="stack tight" data-testid={TEST_IDS.policyDryRunCounts}>
          <p>
            <strong>{t('policy.dryRun')}</strong>
            {t('app.colon')}
            {t('policy.dryRunCounts', {
              count: dryRun.posts,
              newly: number(dryRun.newly_flagged),
              noLonger: number(dryRun.no_longer_flagged),
              both: number(dryRun.both),
            })}
          </p>
          <ChangeTable
            title={t('policy.byLanguage')}
            rows={dryRun.byLanguage}
            nameOf={(key) => languageName(key, language)}
          />
        </div>
      )}
      <details open={record.state !== 'retired'}>
        <summary>{t('policy.thresholds')}</summary>
        <ThresholdsTable policy={record.policy} live={list.live} />
        <p className="meta">
          {(['samplingShare', 'uncertainShare', 'novelShare'] as const).map((name) => (
            <span key={name}>
              {t(`policy.${name}`)}
              {t('app.colon')}
              {number(record.policy[name] * 100, { maximumFractionDigits: 3 })}
            </span>
          ))}
          <span>
            {t('policy.dailyCap')}
            {t('app.colon')}
            {number(record.policy.dailyCap)}
          </span>
        </p>
      </details>
      <details>
        <summary>{t('case.history')}</summary>
        <ol className="plain-list">
          {record.history.map(({ act, actor, at, reason }) => (
            <li key={`${act} ${at}`} className="meta">
              <Time at={at} format="exact" />
              <span>{t(`policy.act.${act}`)}</span>
              <PersonName id={actor.id} kind={actor.kind} people={list.people} />
              {reason !== null && act === 'retired' && <span>{reason}</span>}
            </li>
          ))}
        </ol>
      </details>
      {(record.state === 'draft' || record.state === 'dry_run') && <SimulatePanel policy={() => record.policy} />}
      <Acts item={item} list={list} />
    </li>
  );
};
