import type { Clock } from '#core/clock.ts';
import { type Actor, type DomainEvent, eventId } from '#core/event.ts';

export const ACCESS_TYPES = [
  'post.viewed',
  'case.viewed',
  'search.run',
  'search.exported',
  'evidence.read',
  'source.tried',
  'contact.fetched',
  'looks.named',
] as const;

/** What somebody looked at; `subject` is an id, or the question of a search. */
export interface Access {
  type: (typeof ACCESS_TYPES)[number];
  subject: string;
  reason?: string | undefined;
}
export interface AccessTrail {
  /**
   * The entry by itself, for whoever brings it into the ledger together with an act that may still fail. What it says is put away
   * meanwhile, and stays where nothing comes of the act: it names what was to be looked at, and nobody.
   */
  foresee(actor: Actor, what: Access): DomainEvent;
  /** Resolves once the ledger holds it: content is shown after that, never before. */
  record(actor: Actor, what: Access): Promise<void>;
}

export const openAccessTrail = (
  ledger: { append(events: DomainEvent[]): Promise<void>; foresee(event: DomainEvent): Promise<void> },
  clock: Clock,
  newId: () => string,
): AccessTrail => {
  const entryOf = (actor: Actor, what: Access): DomainEvent => {
    // Every look is a subject of its own: it has no state and nothing follows it.
    const subject = { type: 'access' as const, id: newId() };
    return {
      v: 1,
      id: eventId(subject, 1),
      type: what.type,
      subject,
      seq: 1,
      at: clock.now().toISOString(),
      actor,
      data: { subject: what.subject, reason: what.reason ?? null },
    };
  };
  return {
    foresee: (actor, what) => {
      const entry = entryOf(actor, what);
      void ledger.foresee(entry);
      return entry;
    },
    record: (actor, what) => ledger.append([entryOf(actor, what)]),
  };
};
