import { useQuery } from '@tanstack/react-query';
import { Navigate, useParams } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { Loaded } from '../parts/loaded.tsx';
import { savedAddress } from './search-query.ts';

/** The link to a saved search: it leads to what the search says now. */
export const OpenSearchPage = () => {
  const { searchId = '' } = useParams();
  const query = useQuery({
    queryKey: KEYS.search(searchId),
    queryFn: ({ signal }) => api.searches.get(searchId, signal),
  });
  return (
    <div className="page">
      <Loaded query={query}>{(saved) => <Navigate to={savedAddress(saved)} replace />}</Loaded>
    </div>
  );
};
