import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyList } from '#api/schemas/policies.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { OversightTabs } from './oversight-tabs.tsx';
import { PolicyCard, PolicyStateBadge } from './policy-card.tsx';
import { PolicyEditor } from './policy-editor.tsx';
import { ThresholdsTable } from './thresholds-table.tsx';

/** The version that ships with the program has no history: nobody of this house wrote it. */
const Shipped = ({ list }: { list: PolicyList }) => {
  const { t } = useTranslation();
  return (
    <section className="card stack" aria-label={list.shipped.version}>
      <div className="card-head">
        <h2>
          <code>{list.shipped.version}</code>
        </h2>
        <PolicyStateBadge state={list.live.version === list.shipped.version ? 'live' : 'retired'} />
      </div>
      <p className="quiet">{t('policy.shipped')}</p>
      <details>
        <summary>{t('policy.thresholds')}</summary>
        <ThresholdsTable policy={list.shipped} live={list.live} />
      </details>
    </section>
  );
};

export const PoliciesPage = () => {
  const { t } = useTranslation();
  const may = useMay();
  const [writing, setWriting] = useState(false);
  const policies = useQuery({
    queryKey: KEYS.policies,
    queryFn: ({ signal }) => api.policies.list(signal),
    refetchInterval: 15_000,
  });
  return (
    <div className="page" data-testid={TEST_IDS.policies}>
      <PageHeading title={t('policy.title')} lead={t('policy.lead')}>
        {may('policy:change') && !writing && (
          <button
            type="button"
            className="button primary"
            data-testid={TEST_IDS.policyNew}
            disabled={policies.data === undefined}
            onClick={() => setWriting(true)}
          >
            {t('policy.newVersion')}
          </button>
        )}
      </PageHeading>
      <OversightTabs />
      <Loaded query={policies} lines={8}>
        {(list) => (
          <div className="stack">
            {writing && <PolicyEditor list={list} onDone={() => setWriting(false)} />}
            {list.items.length === 0 && !writing && (
              <EmptyState title={t('policy.none')}>{t('policy.noneHint')}</EmptyState>
            )}
            <ul className="plain-list policies">
              {list.items.map((item) => (
                <PolicyCard key={item.record.policy.version} item={item} list={list} />
              ))}
            </ul>
            <Shipped list={list} />
          </div>
        )}
      </Loaded>
    </div>
  );
};
