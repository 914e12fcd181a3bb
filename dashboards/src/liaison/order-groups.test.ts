import { expect, test } from 'vitest';
import type { OrderSummary } from '#api/schemas/orders.ts';
import { byTimeLeft, ORDER_GROUPS } from './order-groups.ts';

const order = (id: string, change: Partial<OrderSummary>): OrderSummary => ({
  id,
  reference: id,
  caseId: 'case-1',
  state: 'draft',
  operator: { id: 'operator-1', name: 'Operator' },
  urls: 1,
  dueAt: null,
  breached: false,
  timeZone: 'UTC',
  holdUntil: null,
  notBefore: null,
  awaits: null,
  undelivered: null,
  lastAnswer: null,
  nextClock: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  ...change,
});

test('least time left comes first, then what waits for us', () => {
  const orders = [
    order('draft', {}),
    order('asks', { state: 'needs_clarification' }),
    order('later', { state: 'received', dueAt: '2026-01-01T02:00:00Z' }),
    order('over', { state: 'overdue', dueAt: '2026-01-01T00:30:00Z' }),
    order('soon', { state: 'received', dueAt: '2026-01-01T01:00:00Z' }),
  ];
  expect(orders.sort(byTimeLeft).map(({ id }) => id)).toEqual(['over', 'soon', 'later', 'asks', 'draft']);
});

test('an order is in one part of the way only', () => {
  const { active: _active, ...parts } = ORDER_GROUPS;
  const placed = Object.values(parts).flat();
  expect(new Set(placed).size).toBe(placed.length);
});
