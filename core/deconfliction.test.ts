import { expect, test } from 'vitest';
import {
  addressedBy,
  type CoordinationRecord,
  conflictsOf,
  openConflicts,
  releaseConflicts,
  requireNoConflict,
} from './deconfliction.ts';
import { isWeirError } from './errors.ts';
import type { Order } from './order.ts';

const orderAt = (id: string, url: string, change: Partial<Order> = {}): Order =>
  ({
    ...{ id, reference: `R-${id}`, caseId: `case-${id}`, state: 'draft' },
    document: { sectionB: { urls: [url] } },
    ...change,
  }) as unknown as Order;
const URL_ = 'https://ferry.example/post/1';
const list: CoordinationRecord = {
  ...{
    id: 'nl',
    authority: 'Authority NL (test)',
    country: 'NL',
    source: 'weekly file',
    sha256: 'a'.repeat(64),
    seq: 1,
  },
  ...{ importedBy: 'sven', importedAt: '2026-03-01T09:00:00.000Z' },
  entries: [{ url: 'HTTPS://Ferry.example:443/post/1#top', reference: 'NL-1', since: null }],
};
const known = { subject: {}, covering: [] as Order[], lists: [] as CoordinationRecord[] };
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'no error';
  } catch (error) {
    return isWeirError(error) ? error.code : String(error);
  }
};

test('an address is ordered already by any order that has or will have an effect, and by no other', () => {
  const mine = orderAt('a', URL_);
  const kinds = (other: Order) =>
    conflictsOf(addressedBy(mine), { ...known, covering: [mine, other] }).map(({ kind }) => kind);
  for (const state of ['signed', 'sending', 'received', 'executed', 'verified', 'overdue'] as const)
    expect(kinds(orderAt('b', URL_, { state })), state).toEqual(['ordered']);
  for (const state of ['draft', 'withdrawn', 'annulled'] as const)
    expect(kinds(orderAt('b', URL_, { state })), state).toEqual([]);
  expect(kinds(orderAt('b', 'https://ferry.example/post/2', { state: 'received' }))).toEqual([]);
  expect(kinds(orderAt('b', URL_, { state: 'received', drill: 'drill-1' }))).toEqual([]);
});

test('another authority is found by the address, however it spells it, and with where the list came from', () => {
  const [found] = conflictsOf(addressedBy(orderAt('a', URL_)), { ...known, lists: [list] });
  expect(found).toMatchObject({ kind: 'other_authority', url: URL_, reference: 'NL-1' });
  expect(found?.detail).toContain('weekly file, imported 2026-03-01');
});

test('a release counts for others than its maker, and for what it was given for', () => {
  const order = orderAt('a', URL_);
  const conflicts = conflictsOf(addressedBy(order), { ...known, lists: [list] });
  const [draft] = releaseConflicts(order, conflicts, {
    actor: { kind: 'human', id: 'sven' },
    reason: 'agreed by phone',
  });
  const released = {
    ...order,
    releases: [
      { by: 'sven', at: '2026-03-01T09:00:00.000Z', reason: 'agreed', conflicts: conflicts.map(({ key }) => key) },
    ],
  };
  expect(draft).toMatchObject({ type: 'order.conflicts_released', data: { conflicts: [conflicts[0]?.key] } });
  expect(codeOf(() => requireNoConflict(order, conflicts, 'lena'))).toBe('DECONFLICTION');
  expect(codeOf(() => requireNoConflict(released, conflicts, 'sven'))).toBe('DECONFLICTION');
  expect(codeOf(() => requireNoConflict(released, conflicts, 'lena'))).toBe('no error');
  const more = conflictsOf(addressedBy(order), {
    ...known,
    lists: [list],
    covering: [orderAt('b', URL_, { state: 'received' })],
  });
  expect(openConflicts(released, more, 'lena').map(({ kind }) => kind)).toEqual(['ordered']);
});

test('an investigation is released by nobody', () => {
  const order = orderAt('a', URL_);
  const subject = {
    shareHold: {
      kind: 'investigation' as const,
      reason: 'unit 4 is at it',
      by: 'sven',
      at: '2026-03-01T09:00:00.000Z',
    },
  };
  const conflicts = conflictsOf(addressedBy(order), { ...known, subject });
  const actor = { kind: 'human' as const, id: 'sven' };
  expect(codeOf(() => releaseConflicts(order, conflicts, { actor, reason: 'no' }))).toBe('INVESTIGATION_HOLD');
  const forced = {
    ...order,
    releases: [{ by: 'sven', at: '', reason: 'x', conflicts: conflicts.map(({ key }) => key) }],
  };
  expect(codeOf(() => requireNoConflict(forced, conflicts, 'lena'))).toBe('INVESTIGATION_HOLD');
});
