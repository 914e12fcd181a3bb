import type { Notice } from '#core/notice.ts';
import { withdrawalAwaitsService } from '#core/notice-state.ts';
import { type Account, may } from '#core/roles.ts';
import type { NoticeAction } from '../schemas/notices.ts';

/** States in which the operator may have it. */
export const RECHECKABLE: readonly Notice['state'][] = ['sending', 'sent', 'confirmed', 'decided', 'no_answer'];

/** What this person may do with it now; the commands in core check it again. */
export const noticeActions = (notice: Notice, person: Account, now: string): NoticeAction[] => {
  const allowed = (permission: Parameters<typeof may>[1]): boolean => may(person.roles, permission);
  const { state, holdUntil } = notice;
  const isOut = RECHECKABLE.includes(state);
  const conditions: Record<NoticeAction, boolean> = {
    edit: allowed('order:draft') && state === 'draft',
    sign: allowed('order:sign') && state === 'draft' && notice.decidedBy !== person.id,
    undo:
      allowed('order:sign') &&
      state === 'signed' &&
      holdUntil !== null &&
      now < holdUntil &&
      notice.signedBy === person.id,
    withdraw: allowed('order:withdraw') && state !== 'withdrawn',
    recheck: allowed('order:sign') && isOut && notice.goneAt === null,
    release: allowed('order:sign') && state === 'draft',
    serve: allowed('order:serve') && ((notice.awaitsService && state === 'sending') || withdrawalAwaitsService(notice)),
    replay: allowed('order:serve') && notice.undelivered != null,
    answer: allowed('answer:enter') && isOut,
    code: allowed('answer:enter') && isOut,
    transmit: allowed('order:sign') && notice.instrument === 'dsa-order' && ['decided', 'no_answer'].includes(state),
  };
  return (Object.keys(conditions) as NoticeAction[]).filter((action) => conditions[action]);
};
