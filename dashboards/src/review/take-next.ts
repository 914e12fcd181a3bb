import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { nextCase } from './next-case.ts';
import { type QueueFilter, queueSearch } from './queue-filter.ts';

/** Opens a case that was claimed; where there is none, the queue says why. */
export const useOpenNext = (filter: QueueFilter) => {
  const navigate = useNavigate();
  return ({ claimed, rest }: { claimed: CaseDetail | null; rest: boolean }): void => {
    void queryClient.invalidateQueries({ queryKey: KEYS.cases });
    if (claimed === null) {
      void navigate(`/review${queueSearch(filter)}`, { state: rest ? { rest } : { nothingWaiting: true } });
      return;
    }
    queryClient.setQueryData(KEYS.case(claimed.case.id), (known: CaseDetail | undefined) => known ?? claimed);
    void navigate(`/review/cases/${claimed.case.id}${queueSearch(filter)}`);
  };
};

/** Takes the next case of the queue and opens it. */
export const useTakeNext = (filter: QueueFilter) => {
  const open = useOpenNext(filter);
  return useMutation({ mutationFn: () => nextCase(filter), onSuccess: open });
};
