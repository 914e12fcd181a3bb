/** What the figures of the house are counted from, read from the record of a notice or referral. Pure. */
import { addMilliseconds } from './clock.ts';
import type { Notice } from './notice.ts';
import { ANSWER_EXPECTED_MILLISECONDS, decides } from './notice-state.ts';

export const REPLIES = ['acted', 'not_acted'] as const;
export type Reply = (typeof REPLIES)[number];

export interface NoticeFacts {
  /** When it left for the platform; of one that was decided before its receipt came, when it was last tried. */
  leftAt: string | null;
  /** From then until the house had the first answer that says what the platform decided. */
  replySeconds: number | null;
  /** What the last such answer says: a later one overtakes it. A statement of reasons is about something that was done. */
  reply: Reply | null;
  /** Its days went by without such an answer, also where one came later or it was taken back then. */
  overdue: boolean;
}

const leftAtOf = ({ sentAt, decidedAt, attempts }: Notice): string | null =>
  sentAt ?? (decidedAt === null ? null : (attempts.at(-1)?.at ?? null));

const replyOf = ({ answers }: Notice): Reply | null => {
  const last = answers.map(({ answer }) => answer).findLast(decides);
  if (last === undefined) return null;
  return last.form === 'notice-decision' ? last.outcome : 'acted';
};

export const noticeFacts = (notice: Notice): NoticeFacts => {
  const leftAt = leftAtOf(notice);
  if (leftAt === null) return { leftAt: null, replySeconds: null, reply: null, overdue: false };
  const { decidedAt, state, withdrawal } = notice;
  const endedAt = decidedAt ?? withdrawal?.at ?? null;
  return {
    leftAt,
    replySeconds: decidedAt === null ? null : Math.max(0, (Date.parse(decidedAt) - Date.parse(leftAt)) / 1000),
    reply: replyOf(notice),
    overdue: endedAt === null ? state === 'no_answer' : endedAt > addMilliseconds(leftAt, ANSWER_EXPECTED_MILLISECONDS),
  };
};
