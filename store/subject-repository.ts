/**
 * One subject (a case, an order, an entry of a register) is one document: its state, the fields that searches need, and the
 * outbox with the events that the ledger may not have yet. A change is one conditional write, so state and events can never
 * part; the ledger follows before the change is acknowledged.
 */
import type { Client } from '@elastic/elasticsearch';
import type { Clock } from '#core/clock.ts';
import { WeirError } from '#core/errors.ts';
import { type Actor, type DomainEvent, eventId, type SubjectType } from '#core/event.ts';
import { bulkChecked, isConflict, isMissing } from './elasticsearch.ts';
import { groupCommit } from './group-commit.ts';
import { oneAtATime } from './one-at-a-time.ts';

export interface Draft {
  type: string;
  data: unknown;
}
export interface SubjectState {
  seq: number;
}

/** What the repository must know about a kind of subject. `fields` are the typed fields of the index. */
export interface SubjectKind<S extends SubjectState> {
  type: SubjectType;
  index: string;
  evolve(before: S | null, event: DomainEvent): S;
  fields(state: S): Record<string, unknown>;
}

export interface SubjectDocument<S> {
  id: string;
  state: S;
  outbox: DomainEvent[];
  outboxSize: number;
  lastWrite: string;
}

export interface Changed<S> {
  state: S;
  /** The events of this change; empty when there was nothing to change. */
  events: DomainEvent[];
}

export interface SubjectRepository<S, D extends Draft = Draft> {
  /** Real-time: sees every write that was acknowledged. */
  get(id: string): Promise<S | null>;
  /** @throws WeirError ALREADY_EXISTS (409) */
  create(id: string, draft: D, actor: Actor): Promise<Changed<S>>;
  /**
   * Loads, decides, writes conditionally, and returns once the ledger holds the events. `decide` must be pure: when
   * somebody else writes first it is asked again with what they wrote. Without drafts nothing is written.
   * `along`: events of other subjects that go into the ledger in the same block, asked for once the change was written (or there
   * was nothing to write). `written`: told at that moment too, so that what follows can be made ready while the ledger takes them.
   * @throws WeirError `<TYPE>_UNKNOWN` (404) · CONFLICT (409, retry) · whatever `decide` throws
   */
  change(
    id: string,
    actor: Actor,
    decide: (state: S) => D[],
    options?: { along?: (state: S) => DomainEvent[]; written?: (state: S) => void },
  ): Promise<Changed<S>>;
  /** Ids whose outbox is not empty (as of the last refresh, at most a second ago). */
  pendingOutbox(limit: number): Promise<string[]>;
  /** Brings what is left in the outbox into the ledger, each event once, and empties it. @returns events that were in it */
  drain(id: string): Promise<number>;
  /** Makes every write visible to searches. */
  refresh(): Promise<void>;
}

/** The part of the ledger that the repositories need. */
export interface EventSink {
  append(events: DomainEvent[]): Promise<void>;
  knows(eventId: string): boolean;
}

interface Loaded<S> {
  document: SubjectDocument<S>;
  seqNo: number;
  primaryTerm: number;
}
interface Clearing {
  id: string;
  seqNo: number;
  primaryTerm: number;
}

/** Rounds of load-decide-write before giving up; two processes on one subject need two or three. */
const ATTEMPTS = 30;

export interface OpenedRepository<S, D extends Draft> extends SubjectRepository<S, D> {
  /** Waits for outboxes that are being emptied. */
  settle(): Promise<void>;
}

export const subjectDocument = <S extends SubjectState>(
  kind: SubjectKind<S>,
  id: string,
  state: S,
  outbox: DomainEvent[],
  lastWrite: string,
): SubjectDocument<S> => ({ ...kind.fields(state), id, state, outbox, outboxSize: outbox.length, lastWrite });

export const openSubjectRepository = <S extends SubjectState, D extends Draft>(
  kind: SubjectKind<S>,
  deps: { client: Client; ledger: EventSink; clock: Clock; newId: () => string },
): OpenedRepository<S, D> => {
  const { client, ledger, clock, newId } = deps;
  const { index } = kind;
  const exclusive = oneAtATime();

  // Emptying the outbox comes after the acknowledgement and many go in one request. One that somebody wrote to in the
  // meantime stays as it is: their write carries the events along and the ledger knows them.
  const clearing = groupCommit<Clearing>(async (items) => {
    await bulkChecked(
      client,
      items.flatMap(({ id, seqNo, primaryTerm }) => [
        { update: { _id: id, if_seq_no: seqNo, if_primary_term: primaryTerm } },
        { doc: { outbox: [], outboxSize: 0 } },
      ]),
      { index, accept: [404, 409] },
    );
  }, 500);
  const clearLater = (item: Clearing): void => {
    // A failure leaves events in the outbox that the ledger has: the sweeper drains it, and nothing is entered twice.
    clearing.add(item).catch(() => {});
  };

  const load = async (id: string): Promise<Loaded<S> | null> => {
    try {
      const found = await client.get<SubjectDocument<S>>({ index, id });
      if (found._source === undefined || found._seq_no === undefined || found._primary_term === undefined)
        throw new WeirError('DOCUMENT_BROKEN', `${index}/${id} has no source or no sequence number.`);
      return { document: found._source, seqNo: found._seq_no, primaryTerm: found._primary_term };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };

  const fold = (id: string, before: S | null, drafts: D[], actor: Actor): Changed<S> & { state: S } => {
    const at = clock.now().toISOString();
    const subject = { type: kind.type, id };
    let state = before;
    const events: DomainEvent[] = [];
    for (const draft of drafts) {
      const seq = (state?.seq ?? 0) + 1;
      const event = {
        v: 1 as const,
        id: eventId(subject, seq),
        type: draft.type,
        subject,
        seq,
        at,
        actor,
        data: draft.data,
      };
      events.push(event);
      state = kind.evolve(state, event);
    }
    if (state === null) throw new WeirError('NOTHING_TO_WRITE', 'A subject was to be created without an event.');
    return { state, events };
  };

  /** @returns where the document now stands, or null when somebody else wrote first */
  const write = async (document: SubjectDocument<S>, over: Loaded<S> | null): Promise<Clearing | null> => {
    const { id } = document;
    try {
      const written = await client.index({
        index,
        id,
        document,
        ...(over === null
          ? { op_type: 'create' as const }
          : { if_seq_no: over.seqNo, if_primary_term: over.primaryTerm }),
      });
      if (written._seq_no === undefined || written._primary_term === undefined)
        throw new WeirError('DOCUMENT_BROKEN', `${index}/${id} was written without a sequence number.`);
      return { id, seqNo: written._seq_no, primaryTerm: written._primary_term };
    } catch (error) {
      if (!isConflict(error)) throw error;
      // The client sends again when an answer was lost; then the conflict is with our own write.
      const now = await load(id);
      return now !== null && now.document.lastWrite === document.lastWrite
        ? { id, seqNo: now.seqNo, primaryTerm: now.primaryTerm }
        : null;
    }
  };

  const acknowledge = async (events: DomainEvent[], written: Clearing | null): Promise<void> => {
    if (events.length > 0) await ledger.append(events);
    if (written !== null) clearLater(written);
  };

  const unknown = (id: string): WeirError =>
    new WeirError(`${kind.type.toUpperCase()}_UNKNOWN`, `There is no ${kind.type} ${id}.`, {
      status: 404,
      fix: 'Check the id.',
    });

  return {
    get: async (id) => (await load(id))?.document.state ?? null,
    create: async (id, draft, actor) => {
      const { state, events } = fold(id, null, [draft], actor);
      const document = subjectDocument(kind, id, state, events, newId());
      const written = await write(document, null);
      if (written === null)
        throw new WeirError('ALREADY_EXISTS', `There is already a ${kind.type} ${id}.`, {
          status: 409,
          fix: 'Load it and change it instead.',
        });
      await acknowledge(events, written);
      return { state, events };
    },
    change: async (id, actor, decide, { along = () => [], written = () => {} } = {}) => {
      // Only load, decide and write wait for one another; the ledger takes the events of many changes in one block.
      const done = await exclusive(id, async () => {
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
          const loaded = await load(id);
          if (loaded === null) throw unknown(id);
          const before = loaded.document.state;
          const drafts = decide(before);
          if (drafts.length === 0) return { changed: { state: before, events: [] }, outbox: [], written: null };
          const changed = fold(id, before, drafts, actor);
          const left = loaded.document.outbox.filter((event) => !ledger.knows(event.id));
          const outbox = [...left, ...changed.events];
          const place = await write(subjectDocument(kind, id, changed.state, outbox, newId()), loaded);
          if (place !== null) return { changed, outbox, written: place };
        }
        throw new WeirError('CONFLICT', `The ${kind.type} ${id} is being changed by others all the time.`, {
          status: 409,
          retry: true,
          fix: 'Try again.',
        });
      });
      const { state } = done.changed;
      written(state);
      await acknowledge([...done.outbox, ...along(state)], done.written);
      return done.changed;
    },
    pendingOutbox: async (limit) => {
      const answer = await client.search<{ id: string }>({
        index,
        size: limit,
        query: { range: { outboxSize: { gt: 0 } } },
        sort: [{ id: 'asc' }],
        _source: ['id'],
      });
      return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.id]));
    },
    drain: async (id) => {
      const loaded = await load(id);
      if (loaded === null || loaded.document.outbox.length === 0) return 0;
      await ledger.append(loaded.document.outbox);
      await clearing.add({ id, seqNo: loaded.seqNo, primaryTerm: loaded.primaryTerm });
      return loaded.document.outbox.length;
    },
    refresh: async () => {
      await client.indices.refresh({ index });
    },
    settle: () => clearing.idle(),
  };
};
