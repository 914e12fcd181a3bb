import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionShown } from '#api/schemas/collections.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { CollectionDialog } from './collection-dialog.tsx';

const CollectDialog = ({
  postId,
  into,
  onNew,
  onClose,
}: {
  postId: string;
  /** Chosen to begin with. */
  into: string | null;
  onNew: () => void;
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const [picked, setPicked] = useState(into);
  const list = useQuery({ queryKey: KEYS.collections, queryFn: ({ signal }) => api.collections.list(signal) });
  const chosen = picked ?? list.data?.items[0]?.id ?? '';
  const add = useMutation({
    mutationFn: () => api.collections.add(chosen, { postIds: [postId] }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: KEYS.collections });
      onClose();
    },
  });
  return (
    <ActDialog
      title={t('collections.collect')}
      onClose={onClose}
      act={add}
      isReady={chosen !== ''}
      confirm={t('collections.collectKeep')}
      testId={TEST_IDS.collectKeep}
    >
      <Loaded query={list} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{t('collections.none')}</p>
          ) : (
            <label className="field">
              <span>{t('collections.collectInto')}</span>
              <select
                value={chosen}
                data-testid={TEST_IDS.collectInto}
                onChange={(event) => setPicked(event.target.value)}
              >
                {items.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          )
        }
      </Loaded>
      <p>
        <button type="button" className="button small" data-testid={TEST_IDS.collectNew} onClick={onNew}>
          {t('collections.new')}
        </button>
      </p>
    </ActDialog>
  );
};

/** Puts one post into a collection, from wherever it is shown. */
export const CollectButton = ({ postId }: { postId: string }) => {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'into' | 'new' | null>(null);
  const [made, setMade] = useState<CollectionShown | null>(null);
  return (
    <>
      <button type="button" className="button small" data-testid={TEST_IDS.collect} onClick={() => setAsked('into')}>
        {t('collections.collect')}
      </button>
      {asked === 'into' && (
        <CollectDialog
          postId={postId}
          into={made?.id ?? null}
          onNew={() => setAsked('new')}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'new' && <CollectionDialog collection={null} onKept={setMade} onClose={() => setAsked('into')} />}
    </>
  );
};
