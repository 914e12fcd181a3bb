import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedSearchShown, SaveSearch } from '#api/schemas/searches.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import type { readSearch } from './search-query.ts';

/** Name and reach of a saved search; a new one keeps what the page searches now. */
export const SearchDialog = ({
  saved,
  search,
  onClose,
}: {
  saved: SavedSearchShown | null;
  search: ReturnType<typeof readSearch>;
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const [name, setName] = useState(saved?.name ?? '');
  const [isShared, setShared] = useState(saved?.isShared ?? false);
  const [replaces, setReplaces] = useState(false);
  const { sort: _, ...asked } = search;
  const onSuccess = (): void => {
    void queryClient.invalidateQueries({ queryKey: KEYS.searches });
    onClose();
  };
  const keep = useMutation({
    mutationFn: () => {
      // The values come from the address as they are; the server names what is wrong with them.
      const here = asked as SaveSearch['question'];
      const body = { name: name.trim(), isShared, question: saved === null || replaces ? here : saved.question };
      return saved === null ? api.searches.save(body) : api.searches.change(saved.id, body);
    },
    onSuccess,
  });
  const remove = useMutation({ mutationFn: () => api.searches.remove(saved?.id ?? ''), onSuccess });
  return (
    <ActDialog
      title={saved === null ? t('searches.save') : t('searches.editNamed', { name: saved.name })}
      onClose={onClose}
      act={keep}
      isReady={name.trim() !== ''}
      confirm={t('searches.keep')}
      testId={TEST_IDS.searchKeep}
    >
      <label className="field">
        <span>{t('searches.name')}</span>
        <input
          required
          maxLength={80}
          value={name}
          data-testid={TEST_IDS.searchName}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={isShared}
          data-testid={TEST_IDS.searchShared}
          onChange={(event) => setShared(event.target.checked)}
        />
        <span>{t('searches.shared')}</span>
      </label>
      <p className="fine">{t('searches.sharedHint')}</p>
      {saved !== null && (
        <>
          <label className="check">
            <input
              type="checkbox"
              checked={replaces}
              data-testid={TEST_IDS.searchReplace}
              onChange={(event) => setReplaces(event.target.checked)}
            />
            <span>{t('searches.replace')}</span>
          </label>
          <p>
            <button
              type="button"
              className="button danger small"
              data-testid={TEST_IDS.searchRemove}
              disabled={remove.isPending}
              onClick={() => remove.mutate()}
            >
              {t('searches.remove')}
            </button>
          </p>
          {remove.isError && <ErrorPanel error={remove.error} />}
        </>
      )}
    </ActDialog>
  );
};
