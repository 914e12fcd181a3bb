import { expect, test } from 'vitest';
import { queueSearch, readQueueFilter } from './queue-filter.ts';

test('a filter survives the address of the page', () => {
  const filter = { queue: 'confirmed', category: 'threat', lang: 'zh', purpose: 'uncertain' } as const;
  expect(readQueueFilter(new URLSearchParams(queueSearch(filter)))).toEqual(filter);
});

test('what the address says and the queue does not know is left out', () => {
  expect(readQueueFilter(new URLSearchParams('queue=signed&category=sport&lang=english&purpose=fun'))).toEqual({
    queue: 'open',
  });
});
