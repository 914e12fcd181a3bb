import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Hash } from '../parts/hash.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** An event: subject, its id, the number of the event. */
const EXAMPLE = 'case:case-12:3';

/** The audit path (RFC 6962) that shows that an act is in the ledger. */
export const ProofLookup = () => {
  const { t } = useTranslation();
  const [eventId, setEventId] = useState('');
  const proof = useMutation({ mutationFn: () => api.ledger.proof(eventId.trim()) });
  const { data } = proof;
  return (
    <section className="card" aria-label={t('proof.title')}>
      <h2>{t('proof.title')}</h2>
      <form
        className="proof-form"
        data-testid={TEST_IDS.proofForm}
        onSubmit={(event) => {
          event.preventDefault();
          if (eventId.trim() !== '') proof.mutate();
        }}
      >
        <label className="field">
          <span>{t('proof.eventId')}</span>
          <input
            required
            spellCheck={false}
            maxLength={200}
            placeholder={EXAMPLE}
            value={eventId}
            data-testid={TEST_IDS.proofEvent}
            onChange={(event) => setEventId(event.target.value)}
          />
        </label>
        <button type="submit" className="button" data-testid={TEST_IDS.proofSubmit} disabled={proof.isPending}>
          {t('proof.find')}
        </button>
      </form>
      {proof.isError && <ErrorPanel error={proof.error} />}
      {data !== undefined && (
        <div data-testid={TEST_IDS.proof} className="proof-result">
          <p>{t('proof.place', { index: data.index + 1, size: data.size })}</p>
          <dl className="facts">
            <dt>{t('ledger.root')}</dt>
            <dd>
              <Hash value={data.root} length={32} />
            </dd>
            {data.checkpoint !== undefined && (
              <>
                <dt>{t('proof.checkpoint')}</dt>
                <dd>
                  {t('ledger.block', { height: data.checkpoint.height })} ·{' '}
                  <Time at={data.checkpoint.at} format="exact" />
                </dd>
              </>
            )}
          </dl>
          <details>
            <summary>{t('proof.path', { count: data.path.length })}</summary>
            <ol>
              {data.path.map((hash) => (
                <li key={hash}>
                  <code>{hash}</code>
                </li>
              ))}
            </ol>
          </details>
          <details>
            <summary>{t('proof.leaf')}</summary>
            <pre>{JSON.stringify(data.leaf, null, 2)}</pre>
          </details>
        </div>
      )}
    </section>
  );
};
