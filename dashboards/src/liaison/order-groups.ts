import type { OrderSummary } from '#api/schemas/orders.ts';

type State = OrderSummary['state'];

/** The tabs of the board: what is under way, what each part of the way holds, what is done. */
export const ORDER_GROUPS = {
  active: [
    'draft',
    'signed',
    'prior_information',
    'sending',
    'received',
    'overdue',
    'impossible',
    'needs_clarification',
    'executed',
  ],
  drafts: ['draft'],
  leaving: ['signed', 'prior_information', 'sending'],
  clock: ['received', 'overdue'],
  answered: ['executed', 'impossible', 'needs_clarification'],
  done: ['verified', 'withdrawn', 'annulled'],
} as const satisfies Record<string, readonly State[]>;

export type OrderGroup = keyof typeof ORDER_GROUPS;
export const ORDER_GROUP_NAMES = Object.keys(ORDER_GROUPS) as OrderGroup[];

/** What waits for a person, whatever its state: a dead letter, a message to be carried, one of whose receipt nobody has word. */
export const WAITING_ORDERS = {
  undelivered: { undelivered: true },
  carry: { awaits: 'service' },
  receipt: { awaits: 'receipt' },
} as const;
export const WAITING_NAMES = Object.keys(WAITING_ORDERS) as (keyof typeof WAITING_ORDERS)[];

/** Every state of an order has its place on the board. */
type Placed = (typeof ORDER_GROUPS)[Exclude<OrderGroup, 'active'>][number];
export const everyStateHasItsPlace: [State] extends [Placed] ? true : never = true;

const PRESSING: Partial<Record<State, number>> = {
  overdue: 0,
  received: 1,
  needs_clarification: 2,
  impossible: 3,
  sending: 4,
  signed: 5,
  prior_information: 6,
  draft: 7,
  executed: 8,
};

/** What presses most comes first: broken hours, then the least time left, then what waits for us. */
export const byTimeLeft = (a: OrderSummary, b: OrderSummary): number => {
  if (a.dueAt !== null || b.dueAt !== null) {
    if (a.dueAt === null) return 1;
    if (b.dueAt === null) return -1;
    return a.dueAt.localeCompare(b.dueAt);
  }
  return (PRESSING[a.state] ?? 9) - (PRESSING[b.state] ?? 9) || b.updatedAt.localeCompare(a.updatedAt);
};
