import { expect, it } from 'vitest';
import { dayOf, dayTurns, isSpent, leftOf } from './day-budget.ts';

it('turns the day at midnight of UTC, over the ends of months and years', () => {
  expect(dayOf('2026-03-01T23:59:59.999Z')).toBe('2026-03-01');
  expect(dayTurns('2026-02-28T23:59:59.999Z')).toBe('2026-03-01T00:00:00.000Z');
  expect(dayTurns('2026-12-31T00:00:00Z')).toBe('2027-01-01T00:00:00.000Z');
});

it('is spent when either side is, and never less than nothing is left', () => {
  expect(leftOf({ requestsPerDay: 5 }, { requests: 2, bytes: 900 })).toEqual({ requests: 3, bytes: null });
  expect(leftOf({ requestsPerDay: 5, bytesPerDay: 100 }, { requests: 2, bytes: 900 })).toEqual({
    requests: 3,
    bytes: 0,
  });
  expect(isSpent({ requests: 3, bytes: 0 })).toBe(true);
  expect(isSpent({ requests: 0, bytes: null })).toBe(true);
  expect(isSpent({ requests: 1, bytes: null })).toBe(false);
});
