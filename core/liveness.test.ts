import { describe, expect, it } from 'vitest';
import type { Case, Location } from './case.ts';
import { addMilliseconds } from './clock.ts';
import { lookDueAt, toLookAt } from './liveness.ts';

const START = '2026-03-01T00:00:00.000Z';
const HOUR = 3_600_000;
const at = (hours: number): string => addMilliseconds(START, hours * HOUR);
const location = (postId: string, fields: Partial<Location> = {}): Location => ({
  ...{ postId, url: `https://a.example/${postId}`, sourceId: 's', operatorId: 'o', platform: 'P' },
  ...{ contentHash: '0', captureId: '0', publishedAt: START, firstSeenAt: START, status: 'up', checkedAt: null },
  ...fields,
});
const subject = (fields: Partial<Case>): Case =>
  ({
    ...{ state: 'open', openedAt: START, updatedAt: START, resolvedAt: null, imminentThreat: false, orders: [] },
    ...{ notes: [], locations: [location('a')] },
    ...fields,
  }) as unknown as Case;

describe('looks at the addresses of a case', () => {
  it('are due twice a day while people work on it, and each hour where a life is threatened', () => {
    expect(lookDueAt(subject({}))).toBe(at(12));
    expect(lookDueAt(subject({ lookedAt: at(12) }))).toBe(at(24));
    expect(lookDueAt(subject({ lookedAt: at(12), imminentThreat: true }))).toBe(at(13));
  });

  it('never happen for a cleared case or one without an address', () => {
    expect(lookDueAt(subject({ state: 'cleared' }))).toBeNull();
    expect(lookDueAt(subject({ locations: [] }))).toBeNull();
  });

  it('go on once a week for ninety days after it is closed', () => {
    const closed = { state: 'resolved' as const, resolvedAt: at(100) };
    expect(lookDueAt(subject(closed))).toBe(at(100 + 7 * 24));
    expect(lookDueAt(subject({ ...closed, lookedAt: at(100 + 7 * 24) }))).toBe(at(100 + 14 * 24));
    expect(lookDueAt(subject({ ...closed, lookedAt: at(100 + 84 * 24) }))).toBeNull();
  });

  it('leave to an order what the order watches, and begin with what was asked longest ago', () => {
    const locations = [
      location('a', { checkedAt: at(5) }),
      location('b', { checkedAt: at(2) }),
      location('c'),
      location('d', { status: 'gone', checkedAt: at(3) }),
    ];
    const orders = [{ orderId: '1', operatorId: 'o', postIds: ['b', 'd'] }];
    const ids = (state: Case, most?: number) => toLookAt(state, most).map(({ postId }) => postId);
    expect(ids(subject({ locations }))).toEqual(['c', 'b', 'd', 'a']);
    expect(ids(subject({ locations }), 2)).toEqual(['c', 'b']);
    expect(ids(subject({ state: 'in_takedown', orders, locations }))).toEqual(['c', 'd', 'a']);
  });
});
