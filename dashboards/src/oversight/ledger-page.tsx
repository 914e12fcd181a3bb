import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useNumber } from '../locale/use-number.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Hash } from '../parts/hash.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { LedgerBlocks } from './ledger-blocks.tsx';
import { OversightTabs } from './oversight-tabs.tsx';
import { ProofLookup } from './proof-lookup.tsx';
import { VerifyLedger } from './verify-ledger.tsx';

const SIZE = 20;

/** The newest blocks first: the head says where to start, and each page goes down from there. */
const useBlocks = () =>
  useInfiniteQuery({
    queryKey: [...KEYS.ledger, 'blocks'],
    queryFn: async ({ pageParam, signal }) => {
      const until = pageParam ?? (await api.ledger.blocks({ from: 0, size: 1 }, signal)).head.height;
      const from = Math.max(0, until - SIZE + 1);
      const page = await api.ledger.blocks({ from, size: Math.max(1, until - from + 1) }, signal);
      return { head: page.head, blocks: page.blocks.toReversed(), from };
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ from }) => (from > 0 ? from - 1 : null),
  });

export const LedgerPage = () => {
  const { t } = useTranslation();
  const number = useNumber();
  const may = useMay();
  const blocks = useBlocks();
  return (
    <div className="page" data-testid={TEST_IDS.ledger}>
      <PageHeading title={t('ledger.title')} lead={t('ledger.lead')} />
      <OversightTabs />
      <Loaded query={blocks} lines={8}>
        {({ pages }) => {
          const head = pages[0]?.head;
          const all = pages.flatMap((page) => page.blocks);
          return (
            <>
              <div className="two-columns">
                <section className="card" aria-label={t('ledger.head')} data-testid={TEST_IDS.ledgerHead}>
                  <h2>{t('ledger.head')}</h2>
                  {head !== undefined && (
                    <dl className="facts">
                      <dt>{t('ledger.height')}</dt>
                      <dd className="tabular">{number(head.height)}</dd>
                      <dt>{t('ledger.size')}</dt>
                      <dd className="tabular">{number(head.size)}</dd>
                      <dt>{t('ledger.root')}</dt>
                      <dd>
                        <Hash value={head.root} length={32} />
                      </dd>
                    </dl>
                  )}
                  {may('ledger:verify') && <VerifyLedger />}
                </section>
                <ProofLookup />
              </div>
              {all.length === 0 ? <EmptyState title={t('ledger.empty')} /> : <LedgerBlocks blocks={all} />}
              {blocks.hasNextPage && (
                <p>
                  <button
                    type="button"
                    className="button"
                    disabled={blocks.isFetchingNextPage}
                    onClick={() => void blocks.fetchNextPage()}
                  >
                    {t('ledger.older')}
                  </button>
                </p>
              )}
            </>
          );
        }}
      </Loaded>
    </div>
  );
};
