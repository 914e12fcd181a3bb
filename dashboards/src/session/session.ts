import { useQuery } from '@tanstack/react-query';
import type { Session } from '#api/schemas/session.ts';
import { keepAccessReason } from '../api/access-reason.ts';
import { api } from '../api/client.ts';
import { isSignedOut } from '../api/failure.ts';
import { setCsrfToken } from '../api/http.ts';
import { KEYS, queryClient } from '../api/queries.ts';

export type Permission = Session['permissions'][number];

/** Keeps a session that the server gave, with its token for requests that change something. */
export const keepSession = (session: Session | null): void => {
  setCsrfToken(session?.csrfToken ?? null);
  queryClient.setQueryData(KEYS.session, session);
};

const read = async ({ signal }: { signal: AbortSignal }): Promise<Session | null> => {
  try {
    const session = await api.session.get(signal);
    setCsrfToken(session.csrfToken);
    return session;
  } catch (error) {
    if (isSignedOut(error)) return null;
    throw error;
  }
};

/** Who is signed in; null for nobody. */
export const useSessionQuery = () => useQuery({ queryKey: KEYS.session, queryFn: read, staleTime: 60_000 });

/** For pages behind the sign-in. */
export const useSession = (): Session => {
  const { data } = useSessionQuery();
  if (data === undefined || data === null) throw new Error('A page behind the sign-in was shown to nobody.');
  return data;
};

export const useMay = (): ((permission: Permission) => boolean) => {
  const { data } = useSessionQuery();
  return (permission) => data?.permissions.includes(permission) ?? false;
};

/** Forgets everything that the last person saw; who is signed in stays, since pages watch it. */
export const forgetOthers = (): void => {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEYS.session[0] });
  queryClient.getMutationCache().clear();
};

export const endSession = (): void => {
  keepAccessReason(null);
  keepSession(null);
  forgetOthers();
};
