import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PreferencesShown } from '#api/schemas/me.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useChangePreferences, usePreferences } from '../app/preferences.ts';
import { useNumber } from '../locale/use-number.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { Ago } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { isQueue, type QueueFilter, queueSearch } from './queue-filter.ts';

type Saved = PreferencesShown['queues'][number];

const searchOf = ({ filter }: Saved): string | null => {
  const { queue, ...rest } = filter;
  return isQueue(queue) ? queueSearch({ queue, ...rest }) : null;
};

const SavedQueue = ({
  saved,
  counted,
  isHere,
  onPin,
  onRemove,
}: {
  saved: Saved;
  counted: { count: number; oldestAt: string | null } | undefined;
  isHere: boolean;
  onPin: () => void;
  onRemove: () => void;
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  const search = searchOf(saved);
  if (search === null) return null;
  return (
    <li className="saved-queue" data-testid={TEST_IDS.savedQueue} data-count={counted?.count}>
      <Link to={search} aria-current={isHere ? 'page' : undefined}>
        {saved.name}
      </Link>
      {counted !== undefined && (
        <>
          <span className="count">{number(counted.count)}</span>
          {counted.oldestAt !== null && (
            <span className="fine">
              {t('queues.oldest')} <Ago at={counted.oldestAt} />
            </span>
          )}
        </>
      )}
      <button
        type="button"
        className="button plain small"
        aria-pressed={saved.pinned}
        data-testid={TEST_IDS.pinQueue}
        onClick={onPin}
      >
        {t('queues.pin')}
        <span className="visually-hidden"> {saved.name}</span>
      </button>
      <button
        type="button"
        className="button plain small icon-only"
        aria-label={t('queues.remove', { name: saved.name })}
        data-testid={TEST_IDS.removeQueue}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </li>
  );
};

/** Filters that its reader has kept under a name, the pinned ones first, each with how many wait and since when. */
export const SavedQueues = ({ filter }: { filter: QueueFilter }) => {
  const { t } = useTranslation();
  const queues = usePreferences()?.queues ?? [];
  const save = useChangePreferences();
  const [name, setName] = useState('');
  const filters = queues.map((one) => one.filter);
  const counts = useQuery({
    queryKey: KEYS.queueCounts(filters),
    queryFn: () => api.cases.counts({ filters }),
    enabled: filters.length > 0,
  }).data?.items;
  const keep = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '' || save.isPending) return;
    const saved: Saved = { id: crypto.randomUUID(), name: name.trim(), filter, pinned: true };
    save.mutate({ queues: [...queues, saved] }, { onSuccess: () => setName('') });
  };
  const shown = queues
    .map((saved, place) => ({ saved, counted: counts?.[place] }))
    .sort((a, b) => Number(b.saved.pinned) - Number(a.saved.pinned));
  return (
    <details className="saved-queues" open={queues.length > 0} data-testid={TEST_IDS.savedQueues}>
      <summary>{t('queues.title')}</summary>
      <ul className="plain-list">
        {shown.map(({ saved, counted }) => (
          <SavedQueue
            key={saved.id}
            saved={saved}
            counted={counted}
            isHere={searchOf(saved) === queueSearch(filter)}
            onPin={() =>
              save.mutate({
                queues: queues.map((one) => (one.id === saved.id ? { ...one, pinned: !one.pinned } : one)),
              })
            }
            onRemove={() => save.mutate({ queues: queues.filter(({ id }) => id !== saved.id) })}
          />
        ))}
      </ul>
      <form className="button-row" onSubmit={keep}>
        <label className="field">
          <span>{t('queues.name')}</span>
          <input
            maxLength={60}
            value={name}
            data-testid={TEST_IDS.queueName}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <button
          type="submit"
          className="button small"
          data-testid={TEST_IDS.saveQueue}
          disabled={name.trim() === '' || save.isPending}
        >
          {t('queues.save')}
        </button>
      </form>
      {save.isError && <ErrorPanel error={save.error} />}
    </details>
  );
};
