import type { Authority } from '#core/authority.ts';
import type { Case } from '#core/case.ts';
import type { Operator } from '#core/operator.ts';
import type { OrderForm } from '#core/order.ts';
import type { Account } from '#core/roles.ts';
import type { RemovalOrder } from '#core/wire.ts';
import { fillRemovalOrder } from '#takedowns/removal-order.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { complaintCodeOf } from './numbering.ts';

/** @throws AUTHORITY_NOT_CONFIGURED */
export const authorityOf = ({ authority }: ApiDependencies): Authority => {
  if (authority === null) throw apiError('AUTHORITY_NOT_CONFIGURED');
  return authority;
};

/** Where operators send Annexes II and III. */
export const answerUrlOf = ({ config }: ApiDependencies): string => `${config.publicUrl}/api/v1/answers`;

/** Annex I for exactly the addresses that an order covers: an earlier order may cover others of the same operator. */
export const fillFor = (
  deps: ApiDependencies,
  input: {
    subject: Case;
    operator: Operator;
    form: OrderForm;
    reference: string;
    postIds: readonly string[];
    representative: Account;
    at: string;
  },
): RemovalOrder => {
  const covered = new Set(input.postIds);
  return fillRemovalOrder({
    case: { ...input.subject, locations: input.subject.locations.filter(({ postId }) => covered.has(postId)) },
    operator: input.operator,
    authority: authorityOf(deps),
    form: input.form,
    reference: input.reference,
    at: input.at,
    representative: { name: input.representative.displayName, post: input.representative.post },
    answerUrl: answerUrlOf(deps),
    complaint: {
      url: `${deps.config.publicUrl}/public/complaint`,
      code: complaintCodeOf(input.reference, deps.config.sessionSecret),
    },
  });
};
