import type { ReactNode } from 'react';
import { ErrorPanel } from './error-panel.tsx';
import { Skeleton } from './skeleton.tsx';

/** The three states of what is asked for: on its way, refused, there. What was there stays in view while it is asked again. */
export const Loaded = <T,>({
  query,
  children,
  lines = 4,
}: {
  query: { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  children: (data: T) => ReactNode;
  lines?: number;
}) => {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) return <Skeleton lines={lines} />;
  return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
};
