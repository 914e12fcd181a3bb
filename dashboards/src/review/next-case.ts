import type { CaseDetail } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { serverNow } from '../api/server-clock.ts';
import { type QueueFilter, queueSearch } from './queue-filter.ts';

/**
 * The case that comes after the one on the screen, claimed while that one is read, so that nobody waits between two cases. It is
 * given back when its reader leaves; a lost window gives it back with its lease.
 */
interface Ahead {
  queue: string;
  claimed: Promise<CaseDetail | null>;
  /** Once it is known. */
  caseId?: string;
}
let ahead: Ahead | null = null;

/** With less than this left it is claimed anew rather than shown. */
const LEAST_LEFT = 15_000;

const claim = async (filter: QueueFilter) => {
  const { queue, ...wish } = filter;
  return api.cases.claimNext({ states: [queue], ...wish });
};

/** Claims the next case, once for each that is on the screen. */
export const claimAhead = (filter: QueueFilter): void => {
  const queue = queueSearch(filter);
  if (ahead?.queue === queue) return;
  void releaseAhead();
  const claimed = claim(filter).then(
    (answer) => answer.claimed,
    // It is only tried: what stands in the way is said when the next case is really asked for.
    () => null,
  );
  ahead = { queue, claimed };
  void claimed.then((detail) => {
    if (detail !== null) queryClient.setQueryData(KEYS.case(detail.case.id), detail);
    if (ahead?.claimed !== claimed) return;
    if (detail === null) ahead = null;
    else ahead.caseId = detail.case.id;
  });
};

/** Gives back what was claimed ahead and will not be looked at. */
export const releaseAhead = async (): Promise<void> => {
  const given = ahead;
  ahead = null;
  const detail = await given?.claimed;
  if (detail != null) await api.cases.release(detail.case.id, { reason: null }).catch(() => {});
};

/** The next case of this queue: the one that was claimed ahead, or one claimed now. */
export const nextCase = async (filter: QueueFilter): Promise<{ claimed: CaseDetail | null; rest: boolean }> => {
  const given = ahead?.queue === queueSearch(filter) ? ahead : null;
  if (given !== null) ahead = null;
  const detail = (await given?.claimed) ?? null;
  if (detail === null) return claim(filter);
  const left = Date.parse(detail.lease?.until ?? '') - serverNow();
  // Somebody may have changed it meanwhile; whoever opens it is shown what is there now.
  if (left > LEAST_LEFT) return { claimed: detail, rest: false };
  return claim(filter);
};

// A window that is closed or loaded again gives back what nobody will look at.
window.addEventListener('pagehide', () => {
  const caseId = ahead?.caseId;
  ahead = null;
  if (caseId !== undefined) api.cases.release(caseId, { reason: null }, true).catch(() => {});
});
