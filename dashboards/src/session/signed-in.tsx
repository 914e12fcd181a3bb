import { useEffect } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { isSignedOut } from '../api/failure.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { signInPath } from './return-path.ts';
import { keepSession, useSessionQuery } from './session.ts';

/** Any answer that says 'not signed in' ends the session here, and the sign-in page keeps the way back. */
const useSignedOutWatch = (): void => {
  useEffect(() => {
    const notice = (error: unknown): void => {
      if (isSignedOut(error) && queryClient.getQueryData(KEYS.session) !== null) keepSession(null);
    };
    const stopQueries = queryClient.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error') notice(event.action.error);
    });
    const stopMutations = queryClient.getMutationCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error') notice(event.action.error);
    });
    return () => {
      stopQueries();
      stopMutations();
    };
  }, []);
};

export const SignedIn = () => {
  useSignedOutWatch();
  const { data, error, isPending, refetch } = useSessionQuery();
  const { pathname, search } = useLocation();
  if (isPending) return <PageSkeleton />;
  if (data === null) return <Navigate to={signInPath(pathname + search)} replace />;
  if (data === undefined)
    return (
      <main className="page">
        <ErrorPanel error={error} onRetry={() => void refetch()} />
      </main>
    );
  // Until that is done the account opens nothing else.
  if (data.due !== null && pathname !== '/account') return <Navigate to="/account" replace />;
  return <Outlet />;
};
