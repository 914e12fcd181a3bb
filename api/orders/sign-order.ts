import { termsOf } from '#core/authority.ts';
import { requireNoConflict } from '#core/deconfliction.ts';
import { countryOfResponsibility } from '#core/operator.ts';
import type { Order } from '#core/order.ts';
import { signOrder, undoSignature } from '#core/order-state.ts';
import type { Account } from '#core/roles.ts';
import { findConflicts } from '#pipeline/deconfliction.ts';
import { publishOrder } from '#pipeline/publish.ts';
import { requireArticle34 } from '#takedowns/removal-order.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { caseOf, operatorOf, orderOf } from '../load.ts';
import { authorityOf, fillFor } from './annex.ts';

/**
 * The authority's representative signs. The document is filled again with the moment of signing and the signer, checked
 * against article 3(4), and leaves once the time to undo has passed.
 * @throws AUTHORITY_NOT_CONFIGURED · NOT_FOUND · ORDER_CHANGED · ORDER_STATE · SECOND_PERSON_REQUIRED ·
 *   NON_DISCLOSURE_PERSON · INVESTIGATION_HOLD · DECONFLICTION · ARTICLE_3_4 · NOTHING_TO_REMOVE
 */
export const sign = async (
  deps: ApiDependencies,
  person: Account,
  orderId: string,
  seenSeq: number,
): Promise<Order> => {
  const { store, queues, config } = deps;
  const order = await orderOf(store, orderId);
  const [subject, operator] = await Promise.all([caseOf(store, order.caseId), operatorOf(store, order.operatorId)]);
  if (!subject.orders.some((entered) => entered.orderId === order.id))
    throw apiError('ORDER_STATE', {
      message: 'This order was begun and never entered on its case.',
      fix: 'Draw it up again from the case; that completes it.',
    });
  const at = store.clock.now().toISOString();
  const context = { actor: { kind: 'human' as const, id: person.id }, at, seenSeq };
  const undoMilliseconds = config.undoSeconds * 1000;
  // Who may sign comes first: the state as it was read answers that before the form is looked at.
  signOrder(order, { ...context, undoMilliseconds, document: order.document });
  const conflicts = await findConflicts(store, order);
  requireNoConflict(order, conflicts, person.id);
  const terms = termsOf(authorityOf(deps), countryOfResponsibility(operator));
  const { form, reference, postIds } = order;
  const document = fillFor(deps, { subject, operator, form, reference, postIds, representative: person, at });
  requireArticle34(document);
  const { state } = await store.orders.change(order.id, context.actor, (current) =>
    signOrder(current, { ...context, undoMilliseconds, document, terms, conflicts }),
  );
  await queues.enqueue('deliver', { orderId: order.id }, { delayMilliseconds: undoMilliseconds });
  await publishOrder(deps, state);
  return state;
};

/** @throws NOT_FOUND · UNDO_EXPIRED · UNDO_NOT_YOURS */
export const undoSign = async (deps: ApiDependencies, person: Account, orderId: string): Promise<Order> => {
  const { store } = deps;
  await orderOf(store, orderId);
  const actor = { kind: 'human' as const, id: person.id };
  const { state } = await store.orders.change(orderId, actor, (current) =>
    undoSignature(current, { actor, at: store.clock.now().toISOString() }),
  );
  await publishOrder(deps, state);
  return state;
};
