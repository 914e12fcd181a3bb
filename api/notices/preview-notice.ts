import { editNotice } from '#core/notice-state.ts';
import type { Account } from '#core/roles.ts';
import { checkNotice } from '#takedowns/notices.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { caseOf, noticeOf, operatorOf } from '../load.ts';
import { authorityOf } from '../orders/annex.ts';
import { referenceOf } from '../orders/numbering.ts';
import type { NoticePreview, PreviewNotice, PreviewNoticeEdit } from '../schemas/notices.ts';
import { nextNotice } from './draft-notice.ts';
import { fillNoticeFor, refillNotice } from './fill.ts';

/**
 * An order or notice under the DSA, or a referral, as it would be drawn up now, with what is still missing; nothing is written. What a
 * liaison has typed need not be complete.
 * @throws AUTHORITY_NOT_CONFIGURED · NOT_FOUND · SECOND_SIGNATURE_MISSING · NOTICE_EXISTS · NO_COMMON_LANGUAGE
 */
export const previewNotice = async (
  deps: ApiDependencies,
  person: Account,
  { caseId, operatorId, form }: PreviewNotice,
): Promise<NoticePreview> => {
  const { store } = deps;
  const { memberState } = authorityOf(deps);
  const [subject, operator] = await Promise.all([caseOf(store, caseId), operatorOf(store, operatorId)]);
  const { id, postIds } = await nextNotice(store, subject, operator.id, form.instrument);
  const at = store.clock.now().toISOString();
  const reference = referenceOf(id, memberState, at);
  const document = fillNoticeFor(deps, { subject, operator, form, reference, postIds, representative: person, at });
  return { document, checks: checkNotice(document, form) };
};

/**
 * A draft as it would be with what is being typed now: its own reference and addresses; nothing is written.
 * @throws AUTHORITY_NOT_CONFIGURED · NOT_FOUND · NOTICE_STATE where it is no draft, or of another instrument
 */
export const previewNoticeEdit = async (
  deps: ApiDependencies,
  person: Account,
  noticeId: string,
  { form }: PreviewNoticeEdit,
): Promise<NoticePreview> => {
  const notice = await noticeOf(deps.store, noticeId);
  editNotice(notice, { form, document: notice.document, seenSeq: notice.seq });
  const document = await refillNotice(deps, person, notice, deps.store.clock.now().toISOString(), form);
  return { document, checks: checkNotice(document, form) };
};
