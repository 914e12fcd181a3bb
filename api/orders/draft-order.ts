import type { Case } from '#core/case.ts';
import { currentDecision, draftOrderOn, uncoveredAt } from '#core/case-state.ts';
import { isWeirError } from '#core/errors.ts';
import { hashOf } from '#core/hash.ts';
import type { Operator } from '#core/operator.ts';
import type { Order, OrderForm } from '#core/order.ts';
import { editOrder, withdrawOrder } from '#core/order-state.ts';
import type { Account } from '#core/roles.ts';
import { publishCase, publishOrder } from '#pipeline/publish.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { caseOf, operatorOf } from '../load.ts';
import { authorityOf, fillFor } from './annex.ts';
import { isFirstOrder } from './first-order.ts';
import { orderIdOf, referenceOf } from './numbering.ts';

interface Draft {
  subject: Case;
  operator: Operator;
  form: OrderForm;
  person: Account;
  at: string;
}

const actorFor = (person: Account) => ({ kind: 'human' as const, id: person.id });

const create = async (deps: ApiDependencies, draft: Draft, id: string, postIds: string[]): Promise<Order> => {
  const { subject, operator, form, person, at } = draft;
  const { store } = deps;
  const decision = currentDecision(subject);
  if (decision === null || subject.countersignature === null) throw apiError('SECOND_SIGNATURE_MISSING');
  const reference = referenceOf(id, authorityOf(deps).memberState, at);
  const document = fillFor(deps, { subject, operator, form, reference, postIds, representative: person, at });
  await store.orders.refresh();
  const firstOrder = await isFirstOrder(store, operator.id);
  try {
    const { state } = await store.orders.create(
      id,
      {
        type: 'order.drafted',
        data: {
          caseId: subject.id,
          operatorId: operator.id,
          reference,
          document,
          form,
          postIds,
          decidedBy: decision.reviewer,
          countersignedBy: subject.countersignature.by,
          firstOrder,
          priorInformationSentAt: operator.priorInformationSentAt,
          ...(subject.drill === undefined ? {} : { drill: subject.drill }),
          about: { lang: subject.lang, category: subject.assessment.leading },
        },
      },
      actorFor(person),
    );
    return state;
  } catch (error) {
    const existing = isWeirError(error, 'ALREADY_EXISTS') ? await store.orders.get(id) : null;
    if (existing === null) throw error;
    return existing;
  }
};

/** An order that a crash left begun: taken up again with the form of now, or withdrawn where the case has moved on. */
const takeUp = async (deps: ApiDependencies, draft: Draft, begun: Order): Promise<Order | null> => {
  const { subject, operator, form, person, at } = draft;
  const free = new Set(uncoveredAt(subject, operator.id).map((location) => location.postId));
  const actor = actorFor(person);
  if (begun.postIds.some((postId) => !free.has(postId))) {
    await deps.store.orders.change(begun.id, actor, (state) =>
      state.state === 'draft' ? withdrawOrder(state, 'It was begun and never entered on its case.') : [],
    );
    return null;
  }
  if (hashOf(begun.form) === hashOf(form)) return begun;
  const { reference, postIds } = begun;
  const document = fillFor(deps, { subject, operator, form, reference, postIds, representative: person, at });
  const { state } = await deps.store.orders.change(begun.id, actor, (current) =>
    editOrder(current, { form, document, seenSeq: begun.seq }),
  );
  return state;
};

/**
 * Draws up a removal order for the addresses of a case at one operator that no order covers yet. First the order is
 * written, then it is entered on the case; a crash between the two is repaired by drafting again.
 * @throws AUTHORITY_NOT_CONFIGURED · NOT_FOUND · SECOND_SIGNATURE_MISSING · ORDER_EXISTS · NO_COMMON_LANGUAGE
 */
export const draftOrder = async (
  deps: ApiDependencies,
  person: Account,
  input: { caseId: string; operatorId: string; form: OrderForm },
): Promise<Order> => {
  authorityOf(deps);
  const { store } = deps;
  const subject = await caseOf(store, input.caseId);
  const operator = await operatorOf(store, input.operatorId);
  const draft: Draft = { subject, operator, form: input.form, person, at: store.clock.now().toISOString() };
  const postIds = uncoveredAt(subject, operator.id).map((location) => location.postId);
  const entered = new Set(subject.orders.map(({ orderId }) => orderId));
  for (let number = 1; ; number++) {
    const id = orderIdOf(subject.id, operator.id, number);
    const known = await store.orders.get(id);
    if (known !== null && (known.state !== 'draft' || entered.has(id))) continue;
    // Asked before anything is written: an order that the case would refuse is never begun.
    draftOrderOn(subject, { orderId: id, operatorId: operator.id, postIds });
    const order = known === null ? await create(deps, draft, id, postIds) : await takeUp(deps, draft, known);
    if (order === null) continue;
    const changed = await store.cases.change(subject.id, actorFor(person), (current) =>
      draftOrderOn(current, { orderId: order.id, operatorId: operator.id, postIds: order.postIds }),
    );
    await publishOrder(deps, order);
    await publishCase(deps, changed.state);
    return order;
  }
};
