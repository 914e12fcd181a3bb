import type { SourceItem } from '#api/schemas/sources.ts';
import type { IconName } from '../parts/icons.tsx';

export const HEALTHS = [
  'proposed',
  'well',
  'waiting',
  'skipped',
  'failing',
  'paused',
  'reviewOverdue',
  'refused',
  'retired',
] as const;
export type SourceHealth = (typeof HEALTHS)[number];

/** How a source does, by what keeps it from collecting first. */
export const healthOf = ({ state, status }: Pick<SourceItem, 'state' | 'status'>): SourceHealth => {
  if (state === 'overdue') return 'reviewOverdue';
  if (state !== 'active') return state;
  switch (status?.lastOutcome ?? null) {
    case 'failed':
      return 'failing';
    case 'skipped':
      return 'skipped';
    case 'done':
      return 'well';
    default:
      return 'waiting';
  }
};

export const HEALTH_LOOK: Record<SourceHealth, { icon: IconName; tone: string }> = {
  proposed: { icon: 'pen', tone: 'warn' },
  well: { icon: 'check', tone: 'good' },
  waiting: { icon: 'clock', tone: 'info' },
  skipped: { icon: 'question', tone: 'warn' },
  failing: { icon: 'warning', tone: 'danger' },
  paused: { icon: 'pause', tone: 'neutral' },
  reviewOverdue: { icon: 'warning', tone: 'danger' },
  refused: { icon: 'cross', tone: 'neutral' },
  retired: { icon: 'lock', tone: 'neutral' },
};

export const nameOfSource = ({ id, source, proposal }: Pick<SourceItem, 'id' | 'source' | 'proposal'>): string =>
  source?.name ?? proposal?.entry.name ?? id;

/** Words anywhere in what a person would look for: name, id, addresses, purpose. */
export const matchesWords = (item: SourceItem, words: string): boolean => {
  const entry = item.source ?? item.proposal?.entry;
  const text = [item.id, entry?.name, ...(entry?.addresses ?? []), entry?.purpose, entry?.adapter]
    .join(' ')
    .toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};
