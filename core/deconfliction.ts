/**
 * Before an order leaves: is the same address ordered already, is an investigation to be left alone, is another authority at it
 * (TCO art. 14)? The first and the last can be released by a second person with a reason; an investigation cannot. Pure.
 */
import { type Static, Type } from 'typebox';
import { addressHash } from './address.ts';
import type { Case } from './case.ts';
import { WeirError } from './errors.ts';
import type { Actor, DomainEvent } from './event.ts';
import { sha256 } from './hash.ts';
import type { Order, OrderDraft } from './order.ts';
import type { Release } from './release.ts';
import { Country, HttpUrl, Id, Sha256, Strict, Timestamp } from './schema.ts';

export const CONFLICT_KINDS = ['ordered', 'investigation', 'other_authority'] as const;
export const Conflict = Strict({
  /** Of this very conflict: a release counts for it and for no other. */
  key: Sha256,
  kind: Type.Enum(CONFLICT_KINDS),
  url: Type.Union([HttpUrl, Type.Null()]),
  /** Of the other order, or as the other authority's list names it. */
  reference: Type.String(),
  /** Id of our own other order. */
  orderId: Type.Union([Id, Type.Null()]),
  /** In words: the state of the other order, who is at it by which list, why the case is held. */
  detail: Type.String(),
});
export type Conflict = Static<typeof Conflict>;

/** One address that another authority says it is at. */
export const CoordinationEntry = Strict({
  url: HttpUrl,
  reference: Type.String({ minLength: 1, maxLength: 200 }),
  since: Type.Union([Timestamp, Type.Null()]),
});
export type CoordinationEntry = Static<typeof CoordinationEntry>;

/** A list of another authority, whole, with where it came from. A new one of the same id takes its place. */
export const CoordinationList = Strict({
  id: Id,
  authority: Type.String({ minLength: 1, maxLength: 200 }),
  country: Country,
  /** How it reached us, in words. */
  source: Type.String({ minLength: 3, maxLength: 500 }),
  /** Of the file as it came. */
  sha256: Sha256,
  entries: Type.Array(CoordinationEntry, { maxItems: 5000 }),
});
export type CoordinationList = Static<typeof CoordinationList>;

export interface CoordinationRecord extends CoordinationList {
  seq: number;
  importedBy: string;
  importedAt: string;
}
export interface CoordinationEvents {
  'coordination.imported': CoordinationList;
}
export type CoordinationDraft = { type: 'coordination.imported'; data: CoordinationList };

export const evolveCoordination = (
  _before: CoordinationRecord | null,
  event: DomainEvent<'coordination.imported', CoordinationList>,
): CoordinationRecord => ({ ...event.data, seq: event.seq, importedBy: event.actor.id, importedAt: event.at });

/** An order that has, or is about to have, an effect. A draft binds nobody yet. */
const COUNTS: readonly Order['state'][] = [
  ...(['signed', 'prior_information', 'sending', 'received', 'executed', 'impossible'] as const),
  ...(['needs_clarification', 'overdue', 'verified'] as const),
];

const keyOf = (kind: string, address: string, reference: string): string => sha256(`${kind}\n${address}\n${reference}`);

/** What names addresses and is about to leave: an order, or a notice. */
export interface Addressed {
  id: string;
  caseId: string;
  urls: readonly string[];
  drill?: string | undefined;
}
export const addressedBy = ({ id, caseId, document, drill }: Order): Addressed => ({
  ...{ id, caseId, urls: document.sectionB.urls, drill },
});

/** Everything that stands in its way, as things are now. */
export const conflictsOf = (
  order: Addressed,
  known: { subject: Pick<Case, 'shareHold'>; covering: readonly Order[]; lists: readonly CoordinationRecord[] },
): Conflict[] => {
  const urls = new Map(order.urls.map((url) => [addressHash(url), url]));
  const hold = known.subject.shareHold ?? null;
  const investigation: Conflict[] =
    hold?.kind !== 'investigation'
      ? []
      : [
          {
            key: keyOf('investigation', order.caseId, hold.reason),
            ...{ kind: 'investigation', url: null, reference: order.caseId, orderId: null, detail: hold.reason },
          },
        ];
  const ordered = known.covering
    .filter((other) => other.id !== order.id && COUNTS.includes(other.state) && other.drill === order.drill)
    .flatMap((other) =>
      other.document.sectionB.urls.flatMap((url): Conflict[] => {
        const address = addressHash(url);
        const own = urls.get(address);
        if (own === undefined) return [];
        const { reference, id: orderId, state: detail } = other;
        return [{ key: keyOf('ordered', address, reference), kind: 'ordered', url: own, reference, orderId, detail }];
      }),
    );
  const elsewhere = known.lists.flatMap(({ authority, country, source, importedAt, entries }) =>
    entries.flatMap(({ url, reference }): Conflict[] => {
      const address = addressHash(url);
      const own = urls.get(address);
      if (own === undefined) return [];
      const detail = `${authority} (${country}), ${source}, imported ${importedAt.slice(0, 10)}`;
      const key = keyOf('other_authority', address, `${authority}\n${reference}`);
      return [{ key, kind: 'other_authority', url: own, reference, orderId: null, detail }];
    }),
  );
  return [...investigation, ...ordered, ...elsewhere];
};

interface Released {
  releases?: readonly Release[] | undefined;
}

/** Those that nobody has released, for this signer: a release by the signer is none. */
export const openConflicts = (order: Released, conflicts: readonly Conflict[], signer: string): Conflict[] => {
  const released = new Set(
    (order.releases ?? []).filter(({ by }) => by !== signer).flatMap(({ conflicts: keys }) => keys),
  );
  return conflicts.filter(({ kind, key }) => kind === 'investigation' || !released.has(key));
};

const detailsOf = (conflicts: readonly Conflict[]) =>
  conflicts.map(({ kind, url, reference, detail }) => ({
    location: url ?? '/case',
    rule: kind,
    message: `${reference}: ${detail}`,
  }));

/** @throws INVESTIGATION_HOLD · DECONFLICTION (409), with one detail for each */
export const requireNoConflict = (order: Released, conflicts: readonly Conflict[], signer: string): void => {
  const open = openConflicts(order, conflicts, signer);
  const held = open.filter(({ kind }) => kind === 'investigation');
  if (held.length > 0)
    throw new WeirError('INVESTIGATION_HOLD', 'The case is held for an investigation.', {
      status: 409,
      fix: 'Whoever holds it lifts the hold on the case first; it cannot be released here.',
      details: detailsOf(held),
    });
  if (open.length > 0)
    throw new WeirError('DECONFLICTION', 'Somebody is at the same address already.', {
      status: 409,
      fix: 'Withdraw this order, or have somebody other than the signer release it with a reason.',
      details: detailsOf(open),
    });
};

/** The keys of what a person lets pass. @throws INVESTIGATION_HOLD · NOTHING_TO_RELEASE (409) */
export const keysToRelease = (subject: Released, conflicts: readonly Conflict[], actor: Actor): string[] => {
  if (conflicts.some(({ kind }) => kind === 'investigation')) requireNoConflict(subject, conflicts, actor.id);
  const known = new Set((subject.releases ?? []).filter(({ by }) => by === actor.id).flatMap((one) => one.conflicts));
  const keys = conflicts.map(({ key }) => key).filter((key) => !known.has(key));
  if (keys.length === 0)
    throw new WeirError('NOTHING_TO_RELEASE', 'Nothing stands in the way.', {
      status: 409,
      fix: 'It can be signed as it is.',
    });
  return keys;
};

/**
 * A person who does not sign lets the order go all the same, for the conflicts as they stand.
 * @throws ORDER_STATE · INVESTIGATION_HOLD · NOTHING_TO_RELEASE (409)
 */
export const releaseConflicts = (
  order: Order,
  conflicts: readonly Conflict[],
  { actor, reason }: { actor: Actor; reason: string },
): OrderDraft[] => {
  if (order.state !== 'draft')
    throw new WeirError('ORDER_STATE', `An order that is ${order.state} is not released any more.`, {
      status: 409,
      fix: 'Load the order again.',
    });
  return [{ type: 'order.conflicts_released', data: { conflicts: keysToRelease(order, conflicts, actor), reason } }];
};
