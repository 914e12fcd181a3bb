import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { type QueueFilter, queueSearch } from './queue-filter.ts';

/** Claims the next case of the queue and opens it; where nothing waits, the queue says so. */
export const useTakeNext = (filter: QueueFilter) => {
  const navigate = useNavigate();
  const { queue, ...wish } = filter;
  return useMutation({
    mutationFn: () => api.cases.claimNext({ states: [queue], ...wish }),
    onSuccess: ({ claimed }) => {
      void queryClient.invalidateQueries({ queryKey: KEYS.cases });
      if (claimed === null) {
        void navigate(`/review${queueSearch(filter)}`, { state: { nothingWaiting: true } });
        return;
      }
      queryClient.setQueryData(KEYS.case(claimed.case.id), claimed);
      void navigate(`/review/cases/${claimed.case.id}${queueSearch(filter)}`);
    },
  });
};
