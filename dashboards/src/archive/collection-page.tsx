import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { CollectionDetail } from '#api/schemas/collections.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { useHotkeys } from '../app/use-hotkeys.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { RevealButton } from '../parts/reveal-button.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { CollectionDialog } from './collection-dialog.tsx';
import { PostHitCard } from './post-hit.tsx';

const PAGE = 100;

const CloseDialog = ({ id, onClose }: { id: string; onClose: () => void }) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const close = useMutation({
    mutationFn: () => api.collections.close(id),
    onSuccess: async () => {
      await navigate('/archive/collections');
      void queryClient.invalidateQueries({ queryKey: KEYS.collections });
    },
  });
  return (
    <ActDialog
      title={t('collections.close')}
      onClose={onClose}
      act={close}
      confirm={t('collections.close')}
      tone="danger"
      testId={TEST_IDS.collectionClose}
    >
      <p>{t('collections.closeText')}</p>
    </ActDialog>
  );
};

const CollectionView = ({
  detail,
  onFrom,
  from,
}: {
  detail: CollectionDetail;
  from: number;
  onFrom: (from: number) => void;
}) => {
  const { t } = useTranslation();
  const [revealed, setRevealed] = useState(false);
  const [asked, setAsked] = useState<'edit' | 'close' | null>(null);
  useHotkeys({ revealAll: () => setRevealed(!revealed) });
  const { collection, items, total } = detail;
  const takeOut = useMutation({
    mutationFn: (postId: string) => api.collections.takeOut(collection.id, { postIds: [postId] }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: KEYS.collections }),
  });
  return (
    <>
      <PageHeading
        title={collection.name}
        lead={
          <>
            <p>{collection.purpose}</p>
            <p className="meta">
              <span className="badge neutral">{t('collections.posts', { count: total })}</span>
              {collection.isShared && <span className="badge neutral">{t('collections.badgeShared')}</span>}
              <span>{t('collections.by', { name: collection.owner })}</span>
            </p>
          </>
        }
      >
        {collection.isMine && (
          <>
            <button
              type="button"
              className="button"
              data-testid={TEST_IDS.collectionEdit}
              onClick={() => setAsked('edit')}
            >
              {t('collections.describe')}
            </button>
            <button type="button" className="button danger" onClick={() => setAsked('close')}>
              {t('collections.close')}
            </button>
          </>
        )}
        <RevealButton revealed={revealed} onChange={setRevealed} hotkey="revealAll" />
      </PageHeading>
      {takeOut.isError && <ErrorPanel error={takeOut.error} />}
      {items.length === 0 ? (
        <EmptyState title={t('collections.empty')} />
      ) : (
        <ol className="plain-list">
          {items.map(({ hit, addedBy, addedAt, until }) => (
            <PostHitCard key={hit.post.id} hit={hit} revealed={revealed}>
              <button
                type="button"
                className="button small"
                data-testid={TEST_IDS.collectionTakeOut}
                disabled={takeOut.isPending}
                onClick={() => takeOut.mutate(hit.post.id)}
              >
                {t('collections.takeOut')}
              </button>
              <span className="fine">
                {t('collections.added', { name: addedBy })} · <Time at={addedAt} /> · {t('collections.until')}{' '}
                <Time at={until} />
              </span>
            </PostHitCard>
          ))}
        </ol>
      )}
      <p className="button-row">
        {from > 0 && (
          <button type="button" className="button" onClick={() => onFrom(Math.max(0, from - PAGE))}>
            {t('collections.newer')}
          </button>
        )}
        {from + items.length < total && (
          <button type="button" className="button" onClick={() => onFrom(from + PAGE)}>
            {t('collections.more')}
          </button>
        )}
      </p>
      {asked === 'edit' && <CollectionDialog collection={collection} onClose={() => setAsked(null)} />}
      {asked === 'close' && <CloseDialog id={collection.id} onClose={() => setAsked(null)} />}
    </>
  );
};

/** One collection: what it is for, and its posts, the last added first. */
export const CollectionPage = () => {
  const { t } = useTranslation();
  const { collectionId = '' } = useParams();
  const [from, setFrom] = useState(0);
  const query = useQuery({
    queryKey: [...KEYS.collection(collectionId), from],
    queryFn: ({ signal }) => api.collections.get(collectionId, { from }, signal),
  });
  return (
    <div className="page">
      <Link className="back" to="/archive/collections">
        {t('collections.back')}
      </Link>
      <Loaded query={query} lines={8}>
        {(detail) => <CollectionView detail={detail} from={from} onFrom={setFrom} />}
      </Loaded>
    </div>
  );
};
