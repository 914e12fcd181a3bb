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

/** What a document to an operator is filled from; `Form` is the part that a liaison writes. */
export interface ToFill<Form> {
  subject: Case;
  operator: Operator;
  form: Form;
  reference: string;
  postIds: readonly string[];
  representative: Account;
  at: string;
}

/** What every document says, for exactly the addresses that it names: another one may name others of the same operator. */
export const filledFrom = <Form>(
  deps: ApiDependencies,
  { subject, postIds, representative, ...same }: ToFill<Form>,
) => {
  const named = new Set(postIds);
  return {
    ...same,
    case: { ...subject, locations: subject.locations.filter(({ postId }) => named.has(postId)) },
    authority: authorityOf(deps),
    representative: { name: representative.displayName, post: representative.post },
    answerUrl: answerUrlOf(deps),
  };
};

/** Annex I. @throws AUTHORITY_NOT_CONFIGURED */
export const fillFor = (deps: ApiDependencies, input: ToFill<OrderForm>): RemovalOrder =>
  fillRemovalOrder({
    ...filledFrom(deps, input),
    complaint: {
      url: `${deps.config.publicUrl}/public/complaint`,
      code: complaintCodeOf(input.reference, deps.config.sessionSecret),
    },
  });
