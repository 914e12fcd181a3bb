import { uncoveredAt } from '#core/case-state.ts';
import type { Account } from '#core/roles.ts';
import { checkArticle34 } from '#takedowns/removal-order.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { caseOf, operatorOf } from '../load.ts';
import type { OrderPreview, PreviewOrder } from '../schemas/orders.ts';
import { authorityOf, fillFor } from './annex.ts';
import { orderIdOf, referenceOf } from './numbering.ts';

/**
 * Annex I as it would be drawn up now, with what article 3(4) still asks for; nothing is written. What a liaison has typed need not be
 * complete. The reference is that of a first order to the operator on this case.
 * @throws AUTHORITY_NOT_CONFIGURED · NOT_FOUND · NOTHING_TO_REMOVE · NO_COMMON_LANGUAGE
 */
export const previewOrder = async (
  deps: ApiDependencies,
  person: Account,
  { caseId, operatorId, form }: PreviewOrder,
): Promise<OrderPreview> => {
  const { store } = deps;
  const [subject, operator] = await Promise.all([caseOf(store, caseId), operatorOf(store, operatorId)]);
  const at = store.clock.now().toISOString();
  const document = fillFor(deps, {
    ...{ subject, operator, form, representative: person, at },
    reference: referenceOf(orderIdOf(subject.id, operator.id, 1), authorityOf(deps).memberState, at),
    postIds: uncoveredAt(subject, operator.id).map((location) => location.postId),
  });
  return { document, checks: checkArticle34(document) };
};
