import type { Case } from '#core/case.ts';
import type { NoticeForm } from '#core/notice.ts';
import type { NoticeDocument } from '#core/notice-wire.ts';
import type { Operator } from '#core/operator.ts';
import type { Account } from '#core/roles.ts';
import { fillNotice } from '#takedowns/notices.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { answerUrlOf, authorityOf } from '../orders/annex.ts';

/** The document for exactly the addresses that a notice names. @throws AUTHORITY_NOT_CONFIGURED · as `fillNotice` */
export const fillNoticeFor = (
  deps: ApiDependencies,
  input: {
    subject: Case;
    operator: Operator;
    form: NoticeForm;
    reference: string;
    postIds: readonly string[];
    representative: Account;
    at: string;
  },
): NoticeDocument => {
  const named = new Set(input.postIds);
  return fillNotice({
    case: { ...input.subject, locations: input.subject.locations.filter(({ postId }) => named.has(postId)) },
    operator: input.operator,
    authority: authorityOf(deps),
    form: input.form,
    reference: input.reference,
    at: input.at,
    representative: { name: input.representative.displayName, post: input.representative.post },
    answerUrl: answerUrlOf(deps),
    answerPage: `${deps.config.publicUrl}/public/answer`,
  });
};
