/** What was given to which partner, when and how: kept, so that everybody who got something can be told when it is taken back. Pure. */
import { type Static, Type } from 'typebox';
import { addMilliseconds } from './clock.ts';
import { WeirError } from './errors.ts';
import { Actor, type DraftOf, type EventOf, requireNext } from './event.ts';
import { Id, Strict, Timestamp } from './schema.ts';
import { PartnerId } from './sharing.ts';

/** `taxii`: fetched. `export`: a file made for it. `push`: written to its collection. `webhook`: a message. */
export const HANDOVER_CHANNELS = ['taxii', 'export', 'push', 'webhook'] as const;
export const HANDOVER_STATES = ['pending', 'delivered', 'dead'] as const;
export const HandoverState = Type.Enum(HANDOVER_STATES);
export type HandoverState = (typeof HANDOVER_STATES)[number];
export const NOTICES = ['published', 'revoked'] as const;

const Made = {
  partnerId: PartnerId,
  channel: Type.Enum(HANDOVER_CHANNELS),
  /** Of a message: what it tells. */
  notice: Type.Union([Type.Enum(NOTICES), Type.Null()]),
  /** Ids of items, each with the version that was given. */
  items: Type.Array(Strict({ id: Id, modifiedAt: Timestamp }), { minItems: 1, maxItems: 1000 }),
};

export const Handover = Strict({
  id: Id,
  seq: Type.Integer({ minimum: 1 }),
  ...Made,
  state: HandoverState,
  by: Actor,
  at: Timestamp,
  /** Of the present round; a replay starts a new one. */
  attempts: Type.Integer({ minimum: 0 }),
  lastError: Type.Union([Type.String(), Type.Null()]),
  nextAttemptAt: Type.Union([Timestamp, Type.Null()]),
  deliveredAt: Type.Union([Timestamp, Type.Null()]),
});
export type Handover = Static<typeof Handover>;

export interface HandoverEvents {
  'handover.made': Pick<Handover, 'partnerId' | 'channel' | 'notice' | 'items'>;
  'handover.delivered': Record<string, never>;
  'handover.failed': { error: string; nextAttemptAt: string | null };
  'handover.replayed': Record<string, never>;
}
export type HandoverEvent = EventOf<HandoverEvents>;
export type HandoverDraft = DraftOf<HandoverEvents>;

const SECOND = 1000;
/** Pauses after the first, second ... failure; after the last one the message is dead until a person replays it. */
const PAUSES = [30, 120, 600, 1800, 3600, 2 * 3600, 6 * 3600, 12 * 3600].map((seconds) => seconds * SECOND);

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveHandover = (before: Handover | null, event: HandoverEvent): Handover => {
  requireNext(event, before);
  const { seq, at } = event;
  if (event.type === 'handover.made') {
    const isMessage = event.data.channel === 'webhook';
    return {
      ...event.data,
      ...{ id: event.subject.id, seq, state: isMessage ? 'pending' : 'delivered', by: event.actor, at, attempts: 0 },
      ...{ lastError: null, nextAttemptAt: isMessage ? at : null, deliveredAt: isMessage ? null : at },
    };
  }
  if (before === null) throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before anything was given.`);
  switch (event.type) {
    case 'handover.delivered':
      return { ...before, seq, state: 'delivered', nextAttemptAt: null, lastError: null, deliveredAt: at };
    case 'handover.failed': {
      const { error, nextAttemptAt } = event.data;
      const state = nextAttemptAt === null ? 'dead' : 'pending';
      return { ...before, seq, state, attempts: before.attempts + 1, lastError: error, nextAttemptAt };
    }
    case 'handover.replayed':
      return { ...before, seq, state: 'pending', attempts: 0, nextAttemptAt: at };
  }
};

/** Whether a message is to be sent now. */
export const isHandoverDue = (state: Handover, now: string): boolean =>
  state.state === 'pending' && state.nextAttemptAt !== null && state.nextAttemptAt <= now;

export const handoverDelivered = (state: Handover): HandoverDraft[] =>
  state.state === 'pending' ? [{ type: 'handover.delivered', data: {} }] : [];

/** A failed attempt. `final`: another one cannot help. `retryAfter`: milliseconds that the partner asked for. */
export const handoverFailed = (
  state: Handover,
  failure: { error: string; at: string; final?: boolean; retryAfter?: number },
): HandoverDraft[] => {
  if (state.state !== 'pending') return [];
  const pause = failure.final === true ? undefined : PAUSES[state.attempts];
  const nextAttemptAt =
    pause === undefined ? null : addMilliseconds(failure.at, Math.max(pause, Math.min(failure.retryAfter ?? 0, DAY)));
  return [{ type: 'handover.failed', data: { error: failure.error.slice(0, 500), nextAttemptAt } }];
};
const DAY = 24 * 3600 * SECOND;

/** A person sends a dead message again. @throws WeirError HANDOVER_NOT_DEAD (409) */
export const replayHandover = (state: Handover): HandoverDraft[] => {
  if (state.state !== 'dead')
    throw new WeirError('HANDOVER_NOT_DEAD', `A message that is ${state.state} is not sent again.`, {
      status: 409,
      fix: 'Only messages that were given up are replayed.',
    });
  return [{ type: 'handover.replayed', data: {} }];
};
