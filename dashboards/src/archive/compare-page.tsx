import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { ComparedPosts } from '#api/schemas/posts.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useHotkeys } from '../app/use-hotkeys.ts';
import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';
import { LanguageBadge } from '../parts/badges.tsx';
import { CATEGORIES } from '../parts/categories.ts';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { RevealButton } from '../parts/reveal-button.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { Veil } from '../parts/veiled-text.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { ReasonGate } from './reason-gate.tsx';
import { differenceOf, type Piece } from './text-difference.ts';

type Side = ComparedPosts['posts'][number];

const Marked = ({ pieces, as: Tag }: { pieces: readonly Piece[]; as: 'del' | 'ins' }) => {
  let at = 0;
  return pieces.map(({ text, isOwn }) => {
    const key = at;
    at += text.length;
    return isOwn ? <Tag key={key}>{text}</Tag> : <span key={key}>{text}</span>;
  });
};

/** Both texts beside one another, with what stands in one of them only. */
const Texts = ({
  title,
  texts,
  sides,
  revealed,
  testId,
}: {
  title: string;
  texts: readonly [string, string];
  sides: readonly [Side, Side];
  revealed: boolean;
  testId: string;
}) => {
  const { t } = useTranslation();
  const [left, right] = texts;
  const { lang } = sides[0].detail.post;
  const difference = useMemo(() => differenceOf(left, right, lang), [left, right, lang]);
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      {difference === null && <p className="quiet">{t('comparePosts.tooLong')}</p>}
      {left === right && <p className="quiet">{t('comparePosts.same')}</p>}
      <div className="compare-sides" data-testid={testId}>
        {sides.map(({ detail: { post } }, index) => (
          <div key={post.id}>
            <h3>{t(index === 0 ? 'comparePosts.first' : 'comparePosts.second')}</h3>
            <Veil revealed={revealed} lang={post.lang}>
              {difference === null ? (
                texts[index]
              ) : (
                <Marked pieces={index === 0 ? difference.left : difference.right} as={index === 0 ? 'del' : 'ins'} />
              )}
            </Veil>
          </div>
        ))}
      </div>
    </section>
  );
};

/** A number that says little by itself: two texts of any kind lie well above 0. */
const InMeaning = ({ nearness }: Pick<ComparedPosts, 'nearness'>) => {
  const { t } = useTranslation();
  const number = useNumber();
  const title = t('comparePosts.meaning.title');
  return (
    <section className="card stack" aria-label={title} data-testid={TEST_IDS.compareMeaning}>
      <h2>{title}</h2>
      {nearness === null ? (
        <p className="quiet">{t('comparePosts.meaning.none')}</p>
      ) : (
        <>
          <p>
            <strong className="tabular">{number(nearness.cosine, TWO_DIGITS)}</strong>{' '}
            {t(`comparePosts.meaning.words.${nearness.word}`)}
          </p>
          <p className="fine">{t('comparePosts.meaning.hint')}</p>
        </>
      )}
    </section>
  );
};

const Facts = ({ sides }: { sides: readonly [Side, Side] }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const score = (value: number | undefined): string => (value === undefined ? '–' : number(value, TWO_DIGITS));
  const rows: { key: string; label: string; of: (side: Side) => React.ReactNode }[] = [
    { key: 'address', label: t('post.address'), of: ({ detail }) => <code>{detail.post.url}</code> },
    { key: 'operator', label: t('order.operator'), of: ({ detail }) => detail.operator.name },
    {
      key: 'lang',
      label: t('archive.facets.languages'),
      of: ({ detail }) => <LanguageBadge code={detail.post.lang} />,
    },
    {
      key: 'status',
      label: t('archive.facets.status'),
      of: ({ detail }) => t(`archive.values.status.${detail.post.status}`),
    },
    {
      key: 'published',
      label: t('comparePosts.published'),
      of: ({ detail }) => <Time at={detail.post.publishedAt} format="exact" />,
    },
    {
      key: 'collected',
      label: t('post.collected'),
      of: ({ detail }) => <Time at={detail.post.collectedAt} format="exact" />,
    },
    { key: 'cluster', label: t('post.cluster'), of: ({ detail }) => <code>{detail.clusterId ?? '–'}</code> },
    { key: 'violating', label: t('case.violating'), of: ({ detail }) => score(detail.assessment?.violating) },
    ...CATEGORIES.map((category) => ({
      key: category,
      label: t(`category.${category}`),
      of: ({ detail }: Side) => score(detail.assessment?.categories[category]),
    })),
  ];
  return (
    <section className="card" aria-label={t('post.facts')}>
      <h2>{t('post.facts')}</h2>
      <ScrollTable label={t('post.facts')}>
        <table className="data-table">
          <thead>
            <tr>
              <td />
              {sides.map(({ detail: { post } }, index) => (
                <th key={post.id} scope="col">
                  <Link to={`/archive/posts/${post.id}`}>
                    {t(index === 0 ? 'comparePosts.first' : 'comparePosts.second')}
                  </Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, label, of }) => (
              <tr key={key}>
                <th scope="row">{label}</th>
                {sides.map((side) => (
                  <td key={side.detail.post.id}>{of(side)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
};

const Compared = ({ compared }: { compared: ComparedPosts }) => {
  const { t } = useTranslation();
  const [revealed, setRevealed] = useState(false);
  useHotkeys({ revealAll: () => setRevealed(!revealed) });
  const [first, second] = compared.posts;
  if (first === undefined || second === undefined) return null;
  const sides = [first, second] as const;
  const textOf = ({ detail: { post } }: Side): string =>
    post.title === undefined ? post.text : `${post.title}\n${post.text}`;
  const { clusterId } = first.detail;
  return (
    <>
      <PageHeading
        title={t('comparePosts.title')}
        lead={t(
          clusterId !== null && clusterId === second.detail.clusterId
            ? 'comparePosts.oneCluster'
            : 'comparePosts.twoClusters',
        )}
      >
        <RevealButton revealed={revealed} onChange={setRevealed} hotkey="revealAll" />
      </PageHeading>
      <div className="stack">
        <Texts
          title={t('comparePosts.asWritten')}
          texts={[textOf(first), textOf(second)]}
          sides={sides}
          revealed={revealed}
          testId={TEST_IDS.compareTexts}
        />
        <Texts
          title={t('comparePosts.normalised')}
          texts={[first.normalised, second.normalised]}
          sides={sides}
          revealed={revealed}
          testId={TEST_IDS.compareNormalised}
        />
        <InMeaning nearness={compared.nearness} />
        <Facts sides={sides} />
      </div>
    </>
  );
};

/** Two posts side by side. */
export const ComparePage = () => {
  const { t } = useTranslation();
  const [parameters] = useSearchParams();
  const [a, b] = [parameters.get('a') ?? '', parameters.get('b') ?? ''];
  const query = useQuery({
    queryKey: KEYS.comparedPosts(a, b),
    queryFn: ({ signal }) => api.posts.compare({ a, b }, signal),
  });
  return (
    <div className="page">
      <Link className="back" to="/archive">
        {t('archive.back')}
      </Link>
      <ReasonGate error={query.error} onReason={() => void query.refetch()}>
        <Loaded query={query} lines={10}>
          {(compared) => <Compared compared={compared} />}
        </Loaded>
      </ReasonGate>
    </div>
  );
};
