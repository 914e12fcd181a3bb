/** When the house goes through the addresses of a case by itself, and which of them. Pure. */
import type { Case, CaseState, Location } from './case.ts';
import { isGone } from './case-state.ts';
import { addMilliseconds } from './clock.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Hours between two looks, while people still have to do with the case. */
const EVERY: Partial<Record<CaseState, number>> = {
  open: 12,
  second_opinion: 12,
  escalated: 12,
  confirmed: 12,
  signed: 12,
  in_takedown: 12,
};
/** A threat to life is looked at more often. */
const THREAT = 1;
/** Closed cases: does the text come back? Once a week, for ninety days. */
const CLOSED: readonly CaseState[] = ['resolved', 'withdrawn'];
const CLOSED_EVERY = 7 * DAY;
const CLOSED_FOR = 90 * DAY;

/**
 * Which addresses a look goes to: those that no order watches (the re-check of an order asks every 30 seconds), those asked
 * longest ago first.
 */
export const toLookAt = (state: Case, most = 100): Location[] => {
  const watched = new Set(state.state === 'in_takedown' ? state.orders.flatMap((order) => order.postIds) : []);
  const lastAsked = (location: Location): string => location.checkedAt ?? location.firstSeenAt;
  return state.locations
    .filter((location) => !watched.has(location.postId) || isGone(location.status))
    .toSorted((a, b) => lastAsked(a).localeCompare(lastAsked(b)))
    .slice(0, most);
};

/** When the next look is due, RFC 3339; null when nobody looks any more (a cleared case, a closed one after ninety days). */
export const lookDueAt = (state: Case): string | null => {
  // The addresses of a drill are invented: whoever asked for them would be asking strangers.
  if (state.drill !== undefined || toLookAt(state, 1).length === 0) return null;
  const last = state.lookedAt ?? state.openedAt;
  if (CLOSED.includes(state.state)) {
    const since = state.resolvedAt ?? state.notes.at(-1)?.at ?? state.openedAt;
    const due = addMilliseconds([last, since].toSorted().at(-1) ?? last, CLOSED_EVERY);
    return Date.parse(due) - Date.parse(since) > CLOSED_FOR ? null : due;
  }
  const hours = EVERY[state.state];
  if (hours === undefined) return null;
  return addMilliseconds(last, (state.imminentThreat ? THREAT : hours) * HOUR);
};
