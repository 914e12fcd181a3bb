import { setTimeout as sleep } from 'node:timers/promises';
import { isWeirError } from '#core/errors.ts';
import type { Source } from '#core/source.ts';
import type { Cursor, PollResult } from './contract.ts';
import type { EgressSocket } from './egress/web-socket.ts';
import { createVisitor, type HouseRules, type Visitor } from './visit.ts';

const LONGEST_PAUSE = 60_000;

/** How listening ended: everything that was to be heard was heard, or the address could not be listened to. */
export type Heard = 'heard' | 'skipped' | 'held';

/** Opens a line by the same rules as a visit. */
const openLine = async (
  rules: HouseRules,
  visitor: Visitor,
  url: string,
  signal: AbortSignal | undefined,
): Promise<EgressSocket | Heard> => {
  const admission = await visitor.admit(url);
  if (admission === null) return visitor.notBefore === null ? 'skipped' : 'held';
  try {
    return await rules.egress.socket(url, { headers: rules.identity, hosts: visitor.hosts, signal });
  } catch (error) {
    if (!isWeirError(error)) throw error;
    visitor.skip(url, error.code === 'EGRESS_UNREACHABLE' ? 'dead' : 'not_allowed', error.message);
    return 'skipped';
  } finally {
    await admission.done();
  }
};

/**
 * Listens until `hear` says false, the line ends, or the other side has been quiet for a while and has answered a ping with
 * nothing in between: then all that it had to say about the past has arrived.
 */
export const listenOnce = async (
  rules: HouseRules,
  visitor: Visitor,
  url: string,
  hear: (text: string) => boolean,
  signal: AbortSignal | undefined,
): Promise<Heard> => {
  const line = await openLine(rules, visitor, url, signal);
  if (typeof line === 'string') return line;
  let messages = 0;
  const quiet = async (): Promise<void> => {
    const before = messages;
    await line.ping();
    if (messages === before) line.close();
    else timer.refresh();
  };
  const timer = setTimeout(() => void quiet(), rules.quietMilliseconds);
  const end = setTimeout(() => line.close(), rules.maxPollMilliseconds);
  try {
    for await (const message of line.messages) {
      messages += 1;
      timer.refresh();
      visitor.counts.bytes += Buffer.byteLength(message);
      if (!hear(message)) break;
    }
  } finally {
    clearTimeout(timer);
    clearTimeout(end);
    line.close();
  }
  return 'heard';
};

/**
 * Follows a live line until the signal fires and hands an empty batch to `onBatch` whenever a message tells of something: that
 * is a reason to poll, and no evidence. A broken line is opened again after a pause that doubles.
 */
export const followLine = async (
  rules: HouseRules,
  source: Source,
  cursor: Cursor,
  url: string,
  tells: (text: string) => boolean,
  onBatch: (batch: PollResult) => Promise<void> | void,
  signal: AbortSignal,
): Promise<void> => {
  let pause = 1000;
  const rest = (milliseconds: number): Promise<void> =>
    sleep(Math.max(0, milliseconds), undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  const batch = (visitor: Visitor, bytes: number): PollResult => ({
    items: [],
    gone: [],
    captures: [],
    skipped: [...visitor.skipped],
    nextCursor: cursor,
    notBefore: visitor.notBefore,
    unfinished: false,
    requests: visitor.counts.requests,
    bytes,
    notModified: 0,
  });
  while (!signal.aborted) {
    const visitor = createVisitor(rules, source, signal);
    const line = await openLine(rules, visitor, url, signal);
    if (typeof line === 'string') {
      if (signal.aborted) return;
      await onBatch(batch(visitor, 0));
      const isRefused = visitor.skipped.some(({ reason }) => reason === 'robots' || reason === 'not_allowed');
      if (isRefused) return;
    } else {
      try {
        for await (const message of line.messages) {
          pause = 1000;
          if (tells(message)) await onBatch(batch(visitor, Buffer.byteLength(message)));
        }
      } finally {
        line.close();
      }
    }
    const until = visitor.notBefore === null ? 0 : Date.parse(visitor.notBefore) - rules.clock.now().getTime();
    await rest(Math.max(pause, until));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
};
