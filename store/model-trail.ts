import type { Clock } from '#core/clock.ts';
import { type Actor, type DomainEvent, eventId } from '#core/event.ts';

/** Which head serves from now on, and why. Null stands for the one that ships with the program. */
export interface ModelChange {
  type: 'model.activated' | 'model.rolled_back';
  version: string | null;
  /** Digest of the head's files. */
  digest: string | null;
  previous: string | null;
  reason: string;
}
export interface ModelTrail {
  /** Resolves once the ledger holds it: a head goes live after that, never before. */
  record(actor: Actor, change: ModelChange): Promise<void>;
}

export const openModelTrail = (
  ledger: { append(events: DomainEvent[]): Promise<void> },
  clock: Clock,
  newId: () => string,
): ModelTrail => ({
  record: async (actor, { type, ...data }) => {
    // As with a look at something: what is live stands in a file, so the act is a subject of its own and nothing follows it.
    const subject = { type: 'model' as const, id: newId() };
    const at = clock.now().toISOString();
    await ledger.append([{ v: 1, id: eventId(subject, 1), type, subject, seq: 1, at, actor, data }]);
  },
});
