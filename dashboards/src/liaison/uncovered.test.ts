import { expect, test } from 'vitest';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { uncoveredOperators } from './uncovered.ts';

const location = (postId: string, operatorId: string, status: 'up' | 'gone' = 'up') => ({ postId, operatorId, status });

test('only addresses that are up and under no order wait for one', () => {
  const detail = {
    case: {
      locations: [
        location('p1', 'ferry'),
        location('p2', 'ferry', 'gone'),
        location('p3', 'lantern'),
        location('p4', 'lantern'),
        location('p5', 'paper'),
      ],
      orders: [{ orderId: 'o1', operatorId: 'paper', postIds: ['p5'] }],
    },
    operators: [{ id: 'lantern', name: 'Lantern B.V.' }],
  } as unknown as CaseDetail;
  expect(uncoveredOperators(detail).map(({ id, name, locations }) => [id, name, locations.length])).toEqual([
    ['lantern', 'Lantern B.V.', 2],
    ['ferry', 'ferry', 1],
  ]);
});
