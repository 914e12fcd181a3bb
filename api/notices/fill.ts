import type { NoticeForm } from '#core/notice.ts';
import type { NoticeDocument } from '#core/notice-wire.ts';
import { fillNotice } from '#takedowns/notices.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { filledFrom, type ToFill } from '../orders/annex.ts';

/** The document for exactly the addresses that a notice names. @throws AUTHORITY_NOT_CONFIGURED · as `fillNotice` */
export const fillNoticeFor = (deps: ApiDependencies, input: ToFill<NoticeForm>): NoticeDocument =>
  fillNotice({ ...filledFrom(deps, input), answerPage: `${deps.config.publicUrl}/public/answer` });
