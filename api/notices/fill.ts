import type { Notice, NoticeForm } from '#core/notice.ts';
import type { NoticeDocument } from '#core/notice-wire.ts';
import type { Account } from '#core/roles.ts';
import { fillNotice } from '#takedowns/notices.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { caseOf, operatorOf } from '../load.ts';
import { filledFrom, type ToFill } from '../orders/annex.ts';

/** The document for exactly the addresses that a notice names. @throws AUTHORITY_NOT_CONFIGURED · as `fillNotice` */
export const fillNoticeFor = (deps: ApiDependencies, input: ToFill<NoticeForm>): NoticeDocument =>
  fillNotice({ ...filledFrom(deps, input), answerPage: `${deps.config.publicUrl}/public/answer` });

/** The document of a draft as it is now, by this person, with another form where one is given. @throws NOT_FOUND · as `fillNoticeFor` */
export const refillNotice = async (
  deps: ApiDependencies,
  person: Account,
  { caseId, operatorId, reference, postIds, form: own }: Notice,
  at: string,
  form = own,
): Promise<NoticeDocument> => {
  const [subject, operator] = await Promise.all([caseOf(deps.store, caseId), operatorOf(deps.store, operatorId)]);
  return fillNoticeFor(deps, { subject, operator, form, reference, postIds, representative: person, at });
};
