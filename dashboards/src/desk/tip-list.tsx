import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CloseTip, TipShown } from '#api/schemas/tips.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Listed } from '../parts/listed.tsx';
import { Ago } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';

const OUTCOMES = [
  'no_action',
  'passed_on',
  'source_proposed',
  'bad_faith',
] as const satisfies readonly CloseTip['outcome'][];

const TipItem = ({ tip }: { tip: TipShown }) => {
  const { t } = useTranslation();
  const may = useMay();
  const close = useMutation({
    mutationFn: (outcome: CloseTip['outcome']) => api.tips.close(tip.id, { seq: tip.seq, outcome }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: KEYS.tips }),
  });
  return (
    <li data-testid={TEST_IDS.tipRow}>
      <div className="desk-head">
        <span className="badge neutral">
          {tip.category === 'other' ? t('desk.otherCategory') : t(`category.${tip.category}`)}
        </span>
        {tip.listedBecause !== null && <span className="quiet">{t(`desk.because.${tip.listedBecause}`)}</span>}
        <span className="quiet">
          <Ago at={tip.receivedAt} />
        </span>
      </div>
      {/* An address of somebody outside: shown to be read, never to be followed by accident. */}
      <p>
        <code className="wrap-anywhere">{tip.url}</code>
      </p>
      {tip.text !== '' && (
        <p className="desk-said" dir="auto">
          {tip.text}
        </p>
      )}
      {may('tip:close') && (
        <fieldset className="desk-acts plain">
          <legend className="visually-hidden">{t('desk.whatCame')}</legend>
          {OUTCOMES.map((outcome) => (
            <button
              key={outcome}
              type="button"
              className="button"
              title={t(`desk.outcomeHint.${outcome}`)}
              disabled={close.isPending}
              data-testid={`${TEST_IDS.tipOutcome}-${outcome}`}
              onClick={() => close.mutate(outcome)}
            >
              {t(`desk.outcome.${outcome}`)}
            </button>
          ))}
        </fieldset>
      )}
      <ErrorPanel error={close.error} />
    </li>
  );
};

/** Tips that wait for a person, oldest first. */
export const TipList = () => {
  const { t } = useTranslation();
  const list = useQuery({
    queryKey: [...KEYS.tips, 'listed'],
    queryFn: ({ signal }) => api.tips.list({ states: 'listed', size: 100 }, signal),
  });
  return (
    <section className="card" aria-labelledby="desk-tips" data-testid={TEST_IDS.tipList}>
      <div className="card-head">
        <h2 id="desk-tips">{t('desk.tips')}</h2>
        {list.data !== undefined && <span className="count">{list.data.total}</span>}
      </div>
      <Listed query={list} empty={<EmptyState title={t('desk.noTips')} icon="check" />}>
        {(items) => (
          <ul className="plain-list desk-list">
            {items.map((tip) => (
              <TipItem key={tip.id} tip={tip} />
            ))}
          </ul>
        )}
      </Listed>
    </section>
  );
};
