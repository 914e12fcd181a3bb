import type { Location, LocationStatus } from '#core/case.ts';
import { closeWhenGone, isGone, lookedAt } from '#core/case-state.ts';
import { lookDueAt, toLookAt } from '#core/liveness.ts';
import type { Check } from '#crawlers/crawl.ts';
import { type PipelineContext, systemActor } from './context.ts';
import { goneStatus } from './gone-status.ts';
import type { Outcome } from './jobs.ts';
import { publishCaseEvents } from './publish.ts';

/** Letters and digits only: pages set blanks, marks and tags as they like. */
const letters = (text: string): string => text.replace(/<[^>]*>/g, '').replace(/[^\p{L}\p{N}]+/gu, '');

/** So much of a post's beginning must stand on a page that answers where it had been gone. */
const BEGINNING = 40;
const FEWEST = 8;

/** Does the page show these words? Else somebody else's page, or an error with a good status, would bring a case back. */
const showsAgain = (page: string | undefined, text: string): boolean => {
  const beginning = letters(text).slice(0, BEGINNING);
  return page !== undefined && beginning.length >= FEWEST && letters(page).includes(beginning);
};

/** What an answer means for an address; null where it means nothing. */
export const statusAfter = (before: LocationStatus, seen: Check, text: string): LocationStatus | null => {
  if (seen.geoBlocked) return 'geo_blocked';
  if (seen.verdict === 'gone') {
    const now = goneStatus(seen.by);
    // Who took it away was known already, and this answer does not say it.
    return now === 'gone' && isGone(before) ? before : now;
  }
  if (seen.verdict === 'unknown') return null;
  return isGone(before) && !showsAgain(seen.text, text) ? null : 'up';
};

/**
 * Goes through the addresses of a case: still up, gone and by whom, blocked where we are, or back again. A case that nobody has
 * decided is withdrawn when all of them are gone.
 */
export const look = async (payload: { caseId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock, collector } = context;
  const subject = await store.cases.get(payload.caseId);
  const due = subject === null ? null : lookDueAt(subject);
  if (subject === null || due === null || due > clock.now().toISOString()) return 'skipped';
  const found: { postId: string; status: LocationStatus }[] = [];
  let unknown = 0;
  const posts = new Map(
    (await store.posts.getMany(subject.locations.map(({ postId }) => postId))).map((p) => [p.id, p]),
  );
  const ask = async (location: Location): Promise<LocationStatus | null> => {
    const source = await store.sources.get(location.sourceId);
    const post = posts.get(location.postId);
    if (source === null || source.paused || post === undefined) return null;
    const seen = await collector.check(location.url, source);
    const status = statusAfter(location.status, seen, post.text);
    if (status !== null && isGone(status)) await store.posts.markGone(post.itemId, clock.now().toISOString());
    return status;
  };
  for (const location of toLookAt(subject)) {
    const status = await ask(location);
    if (status === null) unknown += 1;
    else found.push({ postId: location.postId, status });
  }
  const actor = systemActor('look');
  const at = clock.now().toISOString();
  const { events } = await store.cases.change(subject.id, actor, (current) =>
    lookedAt(current, { found, unknown, at }),
  );
  const { state } = await store.cases.change(subject.id, actor, closeWhenGone);
  await publishCaseEvents(context, state, events);
  return 'done';
};
