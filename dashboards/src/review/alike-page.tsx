import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import type { AlikeCases, Carried } from '#api/schemas/carry.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { useOfferUndo } from '../app/undo.tsx';
import { useHotkeys } from '../app/use-hotkeys.ts';
import { DecisionCard, decisionInForce } from '../parts/decision-card.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Key } from '../parts/key.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { AlikeItem } from './alike-item.tsx';
import { queueSearch, readQueueFilter } from './queue-filter.ts';

type Item = AlikeCases['items'][number];

/** Takes all of them back; what could not be taken back stays for the next try. */
const undoAll = (ids: readonly string[]): (() => Promise<void>) => {
  let left = [...ids];
  return async () => {
    const tried = await Promise.allSettled(
      left.map(async (id) => {
        await api.cases.undo(id);
        await api.cases.release(id, { reason: null });
      }),
    );
    left = left.filter((_, index) => tried[index]?.status === 'rejected');
    void queryClient.invalidateQueries({ queryKey: KEYS.cases });
    const failed = tried.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
};

/** The cases that are ticked. Each is claimed with its tick; whoever leaves the page gives back what was not decided. */
const useTicks = () => {
  const [ticked, setTicked] = useState<Item[]>([]);
  const now = useRef(ticked);
  now.current = ticked;
  useEffect(
    () => () => {
      for (const { caseId } of now.current) api.cases.release(caseId, { reason: null }, true).catch(() => {});
    },
    [],
  );
  return { ticked, setTicked };
};

const Result = ({ carried, items }: { carried: Carried; items: readonly Item[] }) => {
  const { t, i18n } = useTranslation();
  const sentence = (code: string): string => {
    const key = `errors.${code}.message`;
    return i18n.exists(key) ? i18n.t(key as 'errors.CASE_CHANGED.message') : code;
  };
  return (
    <div className="notice info" role="status" data-testid={TEST_IDS.alikeResult}>
      <div>
        <p className="notice-title">{t('alike.carried', { count: carried.decided.length })}</p>
        {carried.leftOut.length > 0 && (
          <>
            <p>{t('alike.leftOut', { count: carried.leftOut.length })}</p>
            <ul>
              {carried.leftOut.map(({ caseId, code }) => (
                <li key={caseId}>
                  {t('alike.item', { number: items.findIndex((one) => one.caseId === caseId) + 1 })}
                  {t('app.colon')}
                  {sentence(code)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
};

const AlikeForm = ({ caseId, items }: { caseId: string; items: readonly Item[] }) => {
  const { t } = useTranslation();
  const offer = useOfferUndo();
  const { ticked, setTicked } = useTicks();
  const carry = useMutation({
    mutationFn: () =>
      api.cases.carry(caseId, {
        items: ticked.map(({ caseId: id, revision, contentHash }) => ({ caseId: id, revision, contentHash })),
      }),
    onSuccess: (carried) => {
      setTicked([]);
      void queryClient.invalidateQueries({ queryKey: KEYS.cases });
      const ids = carried.decided.map((one) => one.caseId);
      const until = carried.decided.flatMap(({ holdUntil }) => (holdUntil === null ? [] : [holdUntil])).sort()[0];
      if (until === undefined) return;
      const takeBack = undoAll(ids);
      offer({
        id: `alike ${caseId}`,
        label: t('alike.carried', { count: ids.length }),
        until,
        undo: async () => {
          await takeBack();
          carry.reset();
        },
      });
    },
  });
  const submit = (): void => {
    if (ticked.length > 0 && !carry.isPending) carry.mutate();
  };
  useHotkeys({ submit });
  return (
    <>
      {carry.isSuccess && <Result carried={carry.data} items={items} />}
      {carry.isError && <ErrorPanel error={carry.error} />}
      <form
        className="stack"
        aria-label={t('alike.title')}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ol className="plain-list stack" data-testid={TEST_IDS.alikeList}>
          {items.map((item, index) => (
            <AlikeItem
              key={item.caseId}
              item={item}
              number={index + 1}
              ticked={ticked.some((one) => one.caseId === item.caseId)}
              done={carry.data?.decided.some((one) => one.caseId === item.caseId) === true}
              onTick={(on) =>
                setTicked((before) => [...before.filter((one) => one.caseId !== item.caseId), ...(on ? [item] : [])])
              }
            />
          ))}
        </ol>
        <div className="button-row">
          <button
            type="submit"
            className="button primary"
            data-testid={TEST_IDS.alikeSubmit}
            disabled={ticked.length === 0 || carry.isPending}
          >
            {t('alike.submit', { count: ticked.length })}
            <Key action="submit" />
          </button>
        </div>
      </form>
    </>
  );
};

/** The open cases that say the same as one that this person has decided, in one list, each to be read and ticked by hand. */
export const AlikePage = () => {
  const { t } = useTranslation();
  const { caseId = '' } = useParams();
  const [parameters] = useSearchParams();
  const search = queueSearch(readQueueFilter(parameters));
  const subject = useQuery({ queryKey: KEYS.case(caseId), queryFn: ({ signal }) => api.cases.get(caseId, signal) });
  const alike = useQuery({
    ...{
      queryKey: KEYS.alikeCases(caseId),
      queryFn: ({ signal }: { signal: AbortSignal }) => api.cases.alike(caseId, signal),
    },
    // What is read here stays as it was read; what changes meanwhile is left out by the server.
    ...{ staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  });
  const decision = decisionInForce(subject.data?.case.decisions ?? []);
  return (
    <div className="page" data-testid={TEST_IDS.alikePage}>
      <Link className="back" to={`/review/cases/${caseId}${search}`}>
        {t('alike.back')}
      </Link>
      <PageHeading title={t('alike.title')} lead={t('alike.lead')} />
      {decision !== null && (
        <section className="card" aria-label={t('alike.decision')}>
          <h2>{t('alike.decision')}</h2>
          <DecisionCard decision={decision} people={subject.data?.people ?? []} />
        </section>
      )}
      <Loaded query={alike} lines={8}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('alike.none')} icon="check">
              {t('alike.noneHint')}
            </EmptyState>
          ) : (
            <AlikeForm caseId={caseId} items={items} />
          )
        }
      </Loaded>
      <p>
        <Link to={`/review${search}`}>{t('case.back')}</Link>
      </p>
    </div>
  );
};
