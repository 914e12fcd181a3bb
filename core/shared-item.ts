/**
 * One hash or address that partners may get, and the cases that it rests on. It is revoked when the last of them no longer
 * stands; what is revoked stays so (STIX 2.1, section 3.6), and comes back under another id. Pure.
 */
import { WeirError } from './errors.ts';
import { type DraftOf, type EventOf, requireNext } from './event.ts';
import { CATEGORIES, type Category } from './labels.ts';
import type { SharedKind } from './sharing.ts';

export interface SharedItem {
  /** UUIDv5 of kind, value and generation in the namespace of the house. */
  id: string;
  seq: number;
  kind: SharedKind;
  value: string;
  /** 1, and one more each time that it was revoked and came back. */
  generation: number;
  /** The cases that it rests on; they never leave the house. */
  cases: { caseId: string; categories: Category[] }[];
  /** Of those cases together; once revoked, the last ones. */
  categories: Category[];
  createdAt: string;
  /** Of what partners see. */
  modifiedAt: string;
  revoked: boolean;
  /** Whether partners have been told of its last change. */
  announced: boolean;
}

export interface SharedItemEvents {
  'share.published': Pick<SharedItem, 'kind' | 'value' | 'generation'> & { caseId: string; categories: Category[] };
  /** A further case, or other categories for one. */
  'share.supported': { caseId: string; categories: Category[] };
  /** A case no longer stands; with `revoked`, it was the last one. */
  'share.unsupported': { caseId: string };
  'share.announced': { handovers: string[] };
}
export type SharedItemEvent = EventOf<SharedItemEvents>;
export type SharedItemDraft = DraftOf<SharedItemEvents>;

const union = (cases: SharedItem['cases']): Category[] =>
  CATEGORIES.filter((category) => cases.some((one) => one.categories.includes(category)));

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveSharedItem = (before: SharedItem | null, event: SharedItemEvent): SharedItem => {
  requireNext(event, before);
  if (event.type === 'share.published') {
    const { caseId, categories, ...what } = event.data;
    return {
      ...what,
      ...{ id: event.subject.id, seq: event.seq, cases: [{ caseId, categories }], categories },
      ...{ createdAt: event.at, modifiedAt: event.at, revoked: false, announced: false },
    };
  }
  if (before === null)
    throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the item was published.`);
  const { seq } = event;
  if (event.type === 'share.announced') return { ...before, seq, announced: true };
  const rest = before.cases.filter(({ caseId }) => caseId !== event.data.caseId);
  const cases =
    event.type === 'share.supported'
      ? [...rest, { caseId: event.data.caseId, categories: event.data.categories }]
      : rest;
  if (cases.length === 0) return { ...before, seq, cases, modifiedAt: event.at, revoked: true, announced: false };
  const categories = union(cases);
  const isSame = categories.join() === before.categories.join();
  // Another case for the same thing changes nothing for those who have it.
  return { ...before, seq, cases, ...(isSame ? {} : { categories, modifiedAt: event.at, announced: false }) };
};

/** A case stands for the item, with these categories. Nothing for one that is revoked: that needs another generation. */
export const supportItem = (state: SharedItem, caseId: string, categories: Category[]): SharedItemDraft[] => {
  const known = state.cases.find((one) => one.caseId === caseId);
  return state.revoked || known?.categories.join() === categories.join()
    ? []
    : [{ type: 'share.supported', data: { caseId, categories } }];
};

/** The case stands for it no more. */
export const withdrawSupport = (state: SharedItem, caseId: string): SharedItemDraft[] =>
  state.cases.some((one) => one.caseId === caseId) ? [{ type: 'share.unsupported', data: { caseId } }] : [];

/** Partners were told of it as it stood then; nothing where it has changed since. */
export const announceItem = (state: SharedItem, modifiedAt: string, handovers: string[]): SharedItemDraft[] =>
  state.announced || state.modifiedAt !== modifiedAt ? [] : [{ type: 'share.announced', data: { handovers } }];
