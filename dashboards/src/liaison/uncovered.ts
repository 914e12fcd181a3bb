import type { CaseDetail } from '#api/schemas/cases.ts';

type Case = CaseDetail['case'];

export interface UncoveredOperator {
  id: string;
  name: string;
  locations: Case['locations'];
}

/** Operators of a case with addresses that are up and under no order yet, those with the most addresses first. */
export const uncoveredOperators = ({
  case: subject,
  operators,
}: Pick<CaseDetail, 'case' | 'operators'>): UncoveredOperator[] => {
  const covered = new Set(subject.orders.flatMap((order) => order.postIds));
  const free = subject.locations.filter(({ status, postId }) => status === 'up' && !covered.has(postId));
  return [...new Set(free.map(({ operatorId }) => operatorId))]
    .map((id) => ({
      id,
      name: operators.find((operator) => operator.id === id)?.name ?? id,
      locations: free.filter(({ operatorId }) => operatorId === id),
    }))
    .sort((a, b) => b.locations.length - a.locations.length);
};
