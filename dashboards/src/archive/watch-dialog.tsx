import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedSearchShown } from '#api/schemas/searches.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { TEST_IDS } from '../test-ids.ts';

const WAYS = ['email', 'webhook'] as const;

/** Whether somebody is told what a saved search of theirs finds, and where. */
export const WatchDialog = ({ saved, onClose }: { saved: SavedSearchShown; onClose: () => void }) => {
  const { t } = useTranslation();
  const [isOn, setOn] = useState(saved.alert !== null);
  const [paused, setPaused] = useState(saved.alert?.paused ?? false);
  const [ways, setWays] = useState<readonly (typeof WAYS)[number][]>(saved.alert?.ways ?? []);
  const keep = useMutation({
    mutationFn: () => api.searches.watch(saved.id, { alert: isOn ? { paused, ways: [...ways] } : null }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: KEYS.searches });
      onClose();
    },
  });
  return (
    <ActDialog
      title={t('searches.watchNamed', { name: saved.name })}
      onClose={onClose}
      act={keep}
      confirm={t('searches.keep')}
      testId={TEST_IDS.watchKeep}
    >
      <label className="check">
        <input
          type="checkbox"
          checked={isOn}
          data-testid={TEST_IDS.watchOn}
          onChange={(event) => setOn(event.target.checked)}
        />
        <span>{t('searches.watchOn')}</span>
      </label>
      <p className="fine">{t('searches.watchText')}</p>
      {isOn && (
        <>
          <label className="check">
            <input
              type="checkbox"
              checked={paused}
              data-testid={TEST_IDS.watchPaused}
              onChange={(event) => setPaused(event.target.checked)}
            />
            <span>{t('searches.paused')}</span>
          </label>
          <p className="fine">{t('searches.pausedHint')}</p>
          <fieldset className="stack tight">
            <legend>{t('searches.waysTitle')}</legend>
            {WAYS.map((way) => (
              <label key={way} className="check">
                <input
                  type="checkbox"
                  checked={ways.includes(way)}
                  data-testid={`${TEST_IDS.watchWay}-${way}`}
                  onChange={(event) =>
                    setWays(event.target.checked ? [...ways, way] : ways.filter((one) => one !== way))
                  }
                />
                <span>{t(`searches.ways.${way}`)}</span>
              </label>
            ))}
            <p className="fine">{t('searches.waysHint')}</p>
          </fieldset>
        </>
      )}
    </ActDialog>
  );
};
