import type { SourceList } from '#api/schemas/oversight.ts';

export type SourceHealth = 'well' | 'failing' | 'skipped' | 'paused' | 'reviewOverdue' | 'waiting';

/** How a source does, by what keeps it from collecting first. */
export const healthOf = ({ source, status, overdue }: SourceList['items'][number]): SourceHealth => {
  if (source.paused) return 'paused';
  if (overdue) return 'reviewOverdue';
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
