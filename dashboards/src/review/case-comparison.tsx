import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CaseExamples, SimilarCases } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';
import { CaseStateBadge, LanguageBadge } from '../parts/badges.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Time } from '../parts/time.tsx';
import { Veil } from '../parts/veiled-text.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** Closed until somebody asks, and asked for only then. */
const Fold = ({ title, testId, children }: { title: string; testId: string; children: () => ReactNode }) => {
  const [opened, setOpened] = useState(false);
  return (
    <details
      className="compare-fold"
      data-testid={testId}
      onToggle={(event) => event.currentTarget.open && setOpened(true)}
    >
      <summary>{title}</summary>
      {opened && children()}
    </details>
  );
};

const Similarity = ({ value }: { value: number }) => {
  const { t } = useTranslation();
  const number = useNumber();
  return <span className="fine tabular">{t('archive.similarity', { value: number(value, TWO_DIGITS) })}</span>;
};

/** What an example is labelled as: violating in these categories, or in which context it is not. */
const ExampleLabel = ({ example }: { example: CaseExamples['items'][number] }) => {
  const { t } = useTranslation();
  if (example.categories.length === 0)
    return <span className="badge good">{t('compare.harmless', { kind: t(`context.${example.context}`) })}</span>;
  return example.categories.map((category) => (
    <span key={category} className="badge warn">
      {t(`category.${category}`)}
    </span>
  ));
};

const Examples = ({ caseId, revealed }: { caseId: string; revealed: boolean }) => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: KEYS.caseExamples(caseId),
    queryFn: ({ signal }) => api.cases.examples(caseId, signal),
    staleTime: 60_000,
  });
  return (
    <Loaded query={query}>
      {({ status, near, items }) =>
        status === 'ready' ? (
          <>
            <p className="fine">{t('compare.examplesNote')}</p>
            {!near && <p>{t('compare.noneNear')}</p>}
            <ol className="compare-list plain-list">
              {items.map((example) => (
                <li key={example.id}>
                  <p className="meta">
                    <ExampleLabel example={example} />
                    <LanguageBadge code={example.lang} />
                    <Similarity value={example.similarity} />
                  </p>
                  <Veil revealed={revealed} short lang={example.lang}>
                    {example.text}
                  </Veil>
                </li>
              ))}
            </ol>
          </>
        ) : (
          <p className="quiet">{t(`compare.${status === 'not_prepared' ? 'notPrepared' : 'otherEncoder'}`)}</p>
        )
      }
    </Loaded>
  );
};

const SimilarCase = ({
  item,
  revealed,
  queue,
}: {
  item: SimilarCases['items'][number];
  revealed: boolean;
  queue: string;
}) => {
  const { t } = useTranslation();
  return (
    <li>
      <p className="meta">
        <Link to={`/review/cases/${item.caseId}${queue}`}>
          {t('case.decided', { outcome: t(`outcome.${item.outcome}`) })}
        </Link>
        <Time at={item.decidedAt} />
        {item.categories.map((category) => (
          <span key={category} className="badge neutral">
            {t(`category.${category}`)}
          </span>
        ))}
        <CaseStateBadge state={item.state} />
        <LanguageBadge code={item.lang} />
        <Similarity value={item.similarity} />
      </p>
      <Veil revealed={revealed} short lang={item.lang}>
        {item.excerpt}
      </Veil>
    </li>
  );
};

const SimilarDecided = ({ caseId, revealed, queue }: { caseId: string; revealed: boolean; queue: string }) => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: KEYS.similarCases(caseId),
    queryFn: ({ signal }) => api.cases.similar(caseId, signal),
    staleTime: 60_000,
  });
  return (
    <Loaded query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">{t('compare.noneDecided')}</p>
        ) : (
          <>
            <p className="fine">{t('compare.decidedNote')}</p>
            <ol className="compare-list plain-list">
              {items.map((item) => (
                <SimilarCase key={item.caseId} item={item} revealed={revealed} queue={queue} />
              ))}
            </ol>
          </>
        )
      }
    </Loaded>
  );
};

/** What stands beside a case for comparison: labelled examples and earlier decisions. Their texts are veiled like the case's own. */
export const CaseComparison = ({ caseId, revealed, queue }: { caseId: string; revealed: boolean; queue: string }) => {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t('compare.title')}>
      <h2>{t('compare.title')}</h2>
      <Fold title={t('compare.examples')} testId={TEST_IDS.examples}>
        {() => <Examples caseId={caseId} revealed={revealed} />}
      </Fold>
      <Fold title={t('compare.decided')} testId={TEST_IDS.similarCases}>
        {() => <SimilarDecided caseId={caseId} revealed={revealed} queue={queue} />}
      </Fold>
      <p className="fine">{t(revealed ? 'compare.note' : 'compare.veiledNote')}</p>
    </section>
  );
};
