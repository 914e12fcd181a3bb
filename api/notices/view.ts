import { noticeContradictions } from '#core/contradictions.ts';
import { openConflicts } from '#core/deconfliction.ts';
import type { Notice } from '#core/notice.ts';
import type { Account } from '#core/roles.ts';
import { findNoticeConflicts } from '#pipeline/deconfliction.ts';
import { checkNotice } from '#takedowns/notices.ts';
import type { House } from '../dependencies.ts';
import type { NoticeDetail, NoticeSummary } from '../schemas/notices.ts';
import { noticeActions } from './actions.ts';

export const noticeSummary = (notice: Notice, operator: NoticeSummary['operator']): NoticeSummary => ({
  id: notice.id,
  reference: notice.reference,
  caseId: notice.caseId,
  instrument: notice.instrument,
  state: notice.state,
  operator,
  urls: notice.document.urls.length,
  lastAnswer: notice.answers.at(-1)?.answer.form ?? null,
  contradictions: noticeContradictions(notice).length,
  undelivered: notice.undelivered ?? null,
  expectedBy: notice.expectedBy,
  createdAt: notice.createdAt,
  updatedAt: notice.updatedAt,
});

/** A notice with everything that its page shows. */
export const noticeDetail = async (
  { store, directory }: House,
  notice: Notice,
  person: Account,
): Promise<NoticeDetail> => {
  const { answerCodes, ...shown } = notice;
  const now = store.clock.now().toISOString();
  const [people, operators, conflicts] = await Promise.all([
    directory.people([
      ...notice.people,
      notice.decidedBy,
      notice.countersignedBy,
      notice.draftedBy,
      notice.signedBy,
      ...notice.answers.map(({ by }) => by),
    ]),
    directory.operators([notice.operatorId]),
    notice.state === 'draft' ? findNoticeConflicts(store, notice) : [],
  ]);
  return {
    notice: { ...shown, openCodes: answerCodes.filter((code) => code.expiresAt > now).length },
    operator: operators.get(notice.operatorId) ?? { id: notice.operatorId, name: notice.operatorId },
    actions: noticeActions(notice, person, now).filter((action) => action !== 'release' || conflicts.length > 0),
    people,
    checks: checkNotice(notice.document, notice.form),
    contradictions: noticeContradictions(notice),
    conflicts: conflicts.map((one) => ({ ...one, open: openConflicts(notice, [one], person.id).length > 0 })),
  };
};
