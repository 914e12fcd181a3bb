import type { OwnAccount } from '#api/schemas/accounts.ts';
import { KEYS, queryClient } from '../api/queries.ts';

/** Keeps what the server answered; what was due may be done, so the session is asked for again. */
export const keepOwnAccount = (own?: OwnAccount): void => {
  if (own === undefined) void queryClient.invalidateQueries({ queryKey: KEYS.account });
  else queryClient.setQueryData(KEYS.account, own);
  void queryClient.invalidateQueries({ queryKey: KEYS.session, exact: true });
};
