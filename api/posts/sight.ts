/** How far whoever asks may see into the archive, and why they look. The routes of posts get at posts in no other way. */
import type { FastifyRequest } from 'fastify';
import type { PostSight } from '#store/post-window.ts';
import { apiError } from '../errors.ts';
import { personOf } from '../guard.ts';

export const sightOf = (request: FastifyRequest): PostSight => personOf(request).sight ?? null;

/** What was collected for a source that is out of sight does not exist. @throws NOT_FOUND */
export const requireInSight = (request: FastifyRequest, sourceId: string): void => {
  const sight = sightOf(request);
  if (sight !== null && !sight.sourceIds.includes(sourceId)) throw apiError('NOT_FOUND');
};

const REASON_HEADER = 'x-access-reason';
const LEAST = 3;
const MOST = 300;

/**
 * The reason for looking at what is sensitive, as the pages ask for it; it goes into the ledger with the look. Written as in an
 * address (percent-encoded UTF-8), since a header holds no other letters. @throws ACCESS_REASON_REQUIRED (428)
 */
export const requireReason = (request: FastifyRequest): string => {
  const header = request.headers[REASON_HEADER];
  let reason = '';
  try {
    reason = decodeURIComponent(typeof header === 'string' ? header : '').trim();
  } catch {
    // What cannot be read is no reason.
  }
  if (reason.length < LEAST || reason.length > MOST) throw apiError('ACCESS_REASON_REQUIRED');
  return reason;
};
