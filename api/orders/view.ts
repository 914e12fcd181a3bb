import { CLOCKS } from '#core/clocks.ts';
import { orderContradictions } from '#core/contradictions.ts';
import { deadLettersOf } from '#core/dead-letters.ts';
import { openConflicts } from '#core/deconfliction.ts';
import { channelAddress } from '#core/operator.ts';
import type { Order } from '#core/order.ts';
import { clocksOf, nextWatched, zoneOf } from '#core/order-clocks.ts';
import type { Account } from '#core/roles.ts';
import { findConflicts } from '#pipeline/deconfliction.ts';
import { checkArticle34 } from '#takedowns/removal-order.ts';
import type { House } from '../dependencies.ts';
import type { OrderClock, OrderDetail, OrderSummary } from '../schemas/orders.ts';
import { orderActions } from './actions.ts';

const warnedAtOf = (order: Order, key: string, dueAt: string | null): string | null =>
  order.warnings?.find((one) => one.clock === key && one.dueAt === dueAt)?.at ?? null;

const nextClockOf = (order: Order): OrderSummary['nextClock'] => {
  const next = nextWatched(order);
  if (next === null) return null;
  return { id: next.id, dueAt: next.dueAt, warned: warnedAtOf(order, next.key, next.dueAt) !== null };
};

const clocksShown = (order: Order): OrderClock[] =>
  clocksOf(order).map((one) => ({
    ...one,
    ...{ article: CLOCKS[one.id].article, source: CLOCKS[one.id].state },
    warnedAt: warnedAtOf(order, one.key, one.dueAt),
  }));

export const orderSummary = (order: Order, operator: OrderSummary['operator']): OrderSummary => ({
  id: order.id,
  reference: order.reference,
  caseId: order.caseId,
  state: order.state,
  operator,
  urls: order.document.sectionB.urls.length,
  dueAt: order.dueAt,
  breached: order.breached,
  timeZone: zoneOf(order),
  holdUntil: order.holdUntil,
  notBefore: order.notBefore,
  awaits: order.service?.awaits ?? null,
  undelivered: deadLettersOf(order)[0] ?? null,
  nextClock: nextClockOf(order),
  lastAnswer: order.answers.at(-1)?.answer.form ?? null,
  createdAt: order.createdAt,
  updatedAt: order.updatedAt,
});

/** An order with everything that its page shows. */
export const orderDetail = async ({ store, directory }: House, order: Order, person: Account): Promise<OrderDetail> => {
  const [operator, people, operators, conflicts] = await Promise.all([
    store.operators.get(order.operatorId),
    directory.people([
      order.decidedBy,
      order.countersignedBy,
      order.draftedBy,
      order.signedBy,
      ...order.clarifications.map(({ by }) => by),
      ...(order.service?.served ?? []).map(({ by }) => by),
      ...(order.people ?? []),
    ]),
    directory.operators([order.operatorId]),
    order.state === 'draft' ? findConflicts(store, order) : [],
  ]);
  const { answerCodes = [], ...shown } = order;
  const now = store.clock.now().toISOString();
  return {
    order: shown,
    openCodes: answerCodes.filter((code) => code.expiresAt > now).length,
    contradictions: orderContradictions(order),
    operator: operators.get(order.operatorId) ?? { id: order.operatorId, name: order.operatorId },
    actions: orderActions(order, person, now).filter((action) => action !== 'release' || conflicts.length > 0),
    people,
    checks: checkArticle34(order.document),
    conflicts: conflicts.map((one) => ({ ...one, open: openConflicts(order, [one], person.id).length > 0 })),
    clocks: clocksShown(order),
    timeZone: zoneOf(order),
    channel: operator === null ? null : { kind: operator.channel.kind, address: channelAddress(operator) },
  };
};
