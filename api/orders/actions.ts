import type { Static } from 'typebox';
import type { Order } from '#core/order.ts';
import { nonDisclosureUntil } from '#core/order-clocks.ts';
import { isDeadLetter } from '#core/order-letters.ts';
import { isStillInHouse } from '#core/order-service.ts';
import { type Account, may } from '#core/roles.ts';
import type { OrderAction } from '../schemas/orders.ts';

/** States in which an operator has the order and its addresses can be looked at again. */
export const RECHECKABLE: readonly Order['state'][] = [
  'received',
  'overdue',
  'executed',
  'impossible',
  'needs_clarification',
];

/** What this person may do with this order now; the commands in core check it again. */
export const orderActions = (order: Order, person: Account, now: string): Static<typeof OrderAction>[] => {
  const allowed = (permission: Parameters<typeof may>[1]): boolean => may(person.roles, permission);
  const onHold = order.state === 'signed' && order.holdUntil !== null && now < order.holdUntil;
  const hasEffect = order.state !== 'annulled' && order.state !== 'withdrawn';
  const isOut = hasEffect && order.receipt !== null;
  const silentUntil = nonDisclosureUntil(order);
  const hasLeft = order.attempts.length > 0 && order.state !== 'withdrawn';
  const { awaits = null, undelivered = null, uninformed = null } = order.service ?? {};
  const conditions: Record<Static<typeof OrderAction>, boolean> = {
    edit: allowed('order:draft') && order.state === 'draft',
    sign:
      allowed('order:sign') &&
      order.state === 'draft' &&
      order.decidedBy !== person.id &&
      (!order.form.nonDisclosure || order.nonDisclosureBy !== person.id),
    undo: allowed('order:sign') && onHold && order.signedBy === person.id,
    withdraw:
      allowed('order:withdraw') &&
      (['draft', 'signed', 'prior_information'].includes(order.state) || isStillInHouse(order)),
    clarify:
      allowed('order:clarify') &&
      ['needs_clarification', 'impossible'].includes(order.state) &&
      (order.service?.awaits ?? null) === null,
    serve: allowed('order:serve') && (awaits ?? undelivered ?? uninformed) !== null,
    replay: allowed('order:serve') && undelivered !== null,
    answer: allowed('answer:enter') && hasLeft,
    code: allowed('answer:enter') && hasLeft,
    recheck: allowed('order:sign') && RECHECKABLE.includes(order.state),
    extend_non_disclosure:
      allowed('order:sign') &&
      isOut &&
      silentUntil !== null &&
      now <= silentUntil &&
      order.nonDisclosureExtension === undefined &&
      order.decidedBy !== person.id &&
      order.signedBy !== person.id,
    extend_preservation:
      allowed('order:sign') && hasEffect && order.preserveUntil !== null && now <= order.preserveUntil,
    scrutiny: allowed('complaint:decide') && isOut && order.document.sectionD.crossBorder,
    challenge: allowed('complaint:decide') && isOut && order.finalAt === undefined,
    release: allowed('order:sign') && order.state === 'draft',
    hand_over: allowed('order:sign') && order.letters?.some(({ delivered }) => delivered === null) === true,
    replay_letter: allowed('order:serve') && order.letters?.some(isDeadLetter) === true,
  };
  return (Object.keys(conditions) as Static<typeof OrderAction>[]).filter((action) => conditions[action]);
};
