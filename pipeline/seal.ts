/**
 * What a capture gains after it was stored: time stamps by the configured authorities, and an entry in the ledger. Nobody
 * waits for it: an authority that is down lowers what the capture proves, and is asked again.
 */
import { addMilliseconds } from '#core/clock.ts';
import { isWeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import type { Unsealed } from '#store/evidence/seals.ts';
import { answersRequest, timeStampRequest } from '#store/evidence/time-stamp.ts';
import { type PipelineContext, systemActor } from './context.ts';
import type { Outcome } from './jobs.ts';

const FIRST_PAUSE = 30_000;
const LONGEST_PAUSE = 3_600_000;

/** Several paths of one host may be several authorities; the name must fit into a file's. */
const stampName = (url: string): string =>
  `${new URL(url).hostname.replace(/[^a-z0-9.-]/gi, '-')}-${sha256(url).slice(0, 8)}`;

type Missing = { captureId: string; url: string };

/** Asks for the stamps that a capture lacks. @returns those that could not be had */
const stampCapture = async (
  captureId: string,
  down: Set<string>,
  { store, timeStamps, newNonce, log }: PipelineContext,
): Promise<Missing[]> => {
  const actor = systemActor('seal');
  const why = 'to have it stamped';
  const manifest = await store.evidence.getCapture(captureId, { actor, why });
  const { signature, stamps } = await store.evidence.seals.read(captureId, manifest);
  if (signature === null) return [];
  const missing: Missing[] = [];
  for (const url of timeStamps?.urls ?? []) {
    const name = stampName(url);
    if (stamps.some((stamp) => stamp.name === name)) continue;
    if (down.has(url)) {
      missing.push({ captureId, url });
      continue;
    }
    try {
      const request = timeStampRequest(signature, Buffer.from(sha256(newNonce()).slice(0, 16), 'hex'));
      const answer = (await timeStamps?.ask(url, request)) ?? new Uint8Array();
      answersRequest(answer, request);
      await store.evidence.custody.record('stamp', captureId, { actor, why: url, capture: captureId });
      await store.evidence.seals.add(captureId, manifest, `${name}.tsr`, answer);
    } catch (error) {
      if (!isWeirError(error)) throw error;
      // The others of this round need not wait for the same silence.
      down.add(url);
      missing.push({ captureId, url });
      log.warn({ url, error: error.message }, 'a time-stamping authority gave no stamp and will be asked again');
    }
  }
  return missing;
};

/** Names come with the job; whoever else worked on them meanwhile has done no harm. */
export const seal = async (payload: { captureIds: string[] }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock } = context;
  const wanted = new Set(payload.captureIds);
  const now = clock.now().toISOString();
  const due = (await store.evidence.seals.unsealed(now, 10_000)).filter((one) => wanted.has(one.captureId));
  if (due.length === 0) return 'skipped';
  await store.evidenceTrail.anchor(due.map((one) => one.captureId));
  const down = new Set<string>();
  for (const one of due) {
    const missing = await stampCapture(one.captureId, down, context);
    if (missing.length === 0) await store.evidence.seals.settle(one);
    else await store.evidence.seals.postpone(one, addMilliseconds(now, pauseAfter(one)));
  }
  return 'done';
};

const pauseAfter = ({ attempts }: Unsealed): number =>
  Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempts, 10));

const DAY = 86_400_000;

/** The first day whose captures are still kept. */
export const keptSince = (days: number, now: Date): string =>
  addMilliseconds(now.toISOString(), -days * DAY).slice(0, 10);

/** Purges what a source has had kept for as long as it says. What is under a legal hold stays. */
export const expire = async (payload: { sourceId: string }, { store, clock }: PipelineContext): Promise<Outcome> => {
  const source = await store.sources.get(payload.sourceId);
  if (source?.retentionDays === undefined) return 'skipped';
  const day = keptSince(source.retentionDays, clock.now());
  const ids = await store.evidence.seals.keptBefore(source.id, day, 2000);
  const reason = `kept for ${source.retentionDays} days, as the source ${source.id} says`;
  let purged = 0;
  for (const id of ids)
    try {
      await store.evidenceTrail.purge(id, { actor: systemActor('retention'), reason });
      purged += 1;
    } catch (error) {
      // A hold that was put on it in this moment, or a capture that cannot be purged, stops nothing else.
      if (!isWeirError(error)) throw error;
    }
  return purged > 0 ? 'done' : 'skipped';
};
