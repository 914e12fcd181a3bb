import { expect, test } from 'vitest';
import { intervalOf, readSearch, withField } from './search-query.ts';

test('a search survives the address of the page, and an empty field leaves it', () => {
  const parameters = withField(new URLSearchParams('q=river&lang=en'), {
    q: '"码头 集市"',
    lang: null,
    category: 'threat',
  });
  expect(readSearch(parameters)).toEqual({ q: '"码头 集市"', category: 'threat' });
});

test.each([
  ['hour', '2026-03-01T22:00:00Z', '2026-03-01T22:59:59.999Z'],
  ['day', '2026-02-28T00:00:00Z', '2026-02-28T23:59:59.999Z'],
  ['month', '2026-02-01T00:00:00Z', '2026-02-28T23:59:59.999Z'],
] as const)('a bar of one %s ends right before the next', (interval, start, to) => {
  expect(intervalOf(start, interval)).toEqual({ from: new Date(start).toISOString(), to });
});
