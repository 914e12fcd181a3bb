import { expect, test } from 'vitest';
import { clockText, timeSpan, urgencyOf } from './time-left.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  [59 * 1000, { unit: 'seconds', count: 59, past: false }],
  [119 * 1000, { unit: 'seconds', count: 119, past: false }],
  [2 * MINUTE, { unit: 'minutes', count: 2, past: false }],
  [42 * MINUTE + 59_000, { unit: 'minutes', count: 42, past: false }],
  [2 * HOUR, { unit: 'hours', count: 2, past: false }],
  [47 * HOUR, { unit: 'hours', count: 47, past: false }],
  [49 * HOUR, { unit: 'days', count: 2, past: false }],
  [-5 * MINUTE, { unit: 'minutes', count: 5, past: true }],
])('%d ms is told in one unit, never more than there is', (milliseconds, span) => {
  expect(timeSpan(milliseconds)).toEqual(span);
});

test.each([
  [0, '0:00'],
  [999, '0:00'],
  [61_000, '1:01'],
  [59 * MINUTE + 7000, '59:07'],
  [HOUR + 2 * MINUTE + 9000, '1:02:09'],
  [-90_000, '\u22121:30'],
])('%d ms on the clock', (milliseconds, text) => {
  expect(clockText(milliseconds)).toBe(text);
});

test('the last half hour and the last ten minutes are told apart, and so is what is over', () => {
  expect([HOUR, 29 * MINUTE, 9 * MINUTE, -1].map(urgencyOf)).toEqual(['calm', 'soon', 'urgent', 'over']);
});
