import { describe, expect, it } from 'vitest';
import { addMilliseconds } from './clock.ts';
import type { Actor } from './event.ts';
import type { Notice } from './notice.ts';
import { noticeFacts } from './notice-facts.ts';
import {
  ANSWER_EXPECTED_MILLISECONDS,
  answerNotice,
  attemptNotice,
  markUnanswered,
  noticeReturned,
  noticeSent,
  serveNotice,
  signNotice,
  withdrawNotice,
} from './notice-state.ts';
import {
  aNoticeDecision,
  aStatement,
  foldNotice,
  NOTICE_REFERENCE,
  NOTICE_START,
  noticeDrafted,
} from './test-notices.ts';

const machine: Actor = { kind: 'system', id: 'test' };
const operator: Actor = { kind: 'operator', id: 'ferry' };
const person = (id: string): Actor => ({ kind: 'human', id });
const moment = (milliseconds: number): string => addMilliseconds(NOTICE_START, milliseconds);
const HOUR = 3_600_000;
const OVER = ANSWER_EXPECTED_MILLISECONDS + 1;

const sending = (): Notice => {
  const draft = foldNotice(null, [noticeDrafted()], person('lena'), NOTICE_START);
  const signed = foldNotice(
    draft,
    signNotice(draft, {
      ...{ actor: person('sven'), at: NOTICE_START, document: draft.document, undoMilliseconds: 0, seenSeq: 1 },
    }),
    person('sven'),
    NOTICE_START,
  );
  return foldNotice(signed, attemptNotice(signed, NOTICE_START), machine, NOTICE_START);
};
const sent = (): Notice => foldNotice(sending(), noticeSent(sending(), null), machine, NOTICE_START);
const answered = (state: Notice, answer: Parameters<typeof answerNotice>[1], after: number): Notice =>
  foldNotice(state, answerNotice(state, answer, { via: 'signed', at: moment(after) }), operator, moment(after));
const refusal = aNoticeDecision({ outcome: 'not_acted', actedAt: null });

describe('what figures are counted from', () => {
  it('is nothing of one that has not left, or that came back', () => {
    const nothing = { leftAt: null, replySeconds: null, reply: null, overdue: false };
    expect(noticeFacts(sending())).toEqual(nothing);
    const returned = foldNotice(sent(), noticeReturned(sent(), 'no such mailbox'), machine, moment(HOUR));
    expect(noticeFacts(returned)).toEqual(nothing);
    // Brought by a person afterwards, its days begin with that.
    const served = foldNotice(returned, serveNotice(returned, 'Letter 1', moment(OVER)), person('lena'), moment(OVER));
    expect(noticeFacts(answered(served, refusal, OVER + HOUR))).toEqual({
      ...{ leftAt: moment(OVER), replySeconds: 3600, reply: 'not_acted', overdue: false },
    });
  });

  it('is the time of the first answer and the word of the last', () => {
    const first = answered(sent(), refusal, HOUR);
    expect(noticeFacts(first)).toMatchObject({ replySeconds: 3600, reply: 'not_acted', overdue: false });
    const statement = {
      ...{ form: 'dsa-statement' as const, version: 1 as const, reference: NOTICE_REFERENCE },
      ...{ statement: aStatement(), answeredAt: moment(3 * HOUR) },
    };
    expect(noticeFacts(answered(first, statement, 3 * HOUR))).toMatchObject({ replySeconds: 3600, reply: 'acted' });
    const early = answered(sending(), aNoticeDecision(), HOUR);
    expect(noticeFacts(early)).toMatchObject({ leftAt: NOTICE_START, replySeconds: 3600, reply: 'acted' });
  });

  it('is overdue from when the house says that nothing came, whatever follows; taken back in time it never was', () => {
    const silent = foldNotice(sent(), markUnanswered(sent(), moment(OVER)), machine, moment(OVER));
    expect(noticeFacts(sent()).overdue).toBe(false);
    expect(noticeFacts(silent)).toMatchObject({ replySeconds: null, reply: null, overdue: true });
    expect(noticeFacts(answered(silent, aNoticeDecision(), OVER + HOUR))).toMatchObject({
      ...{ reply: 'acted', overdue: true },
    });
    const back = (state: Notice, at: number): Notice =>
      foldNotice(state, withdrawNotice(state, { reason: 'wrong', at: moment(at) }), person('lena'), moment(at));
    expect([noticeFacts(back(silent, OVER + 1)).overdue, noticeFacts(back(sent(), HOUR)).overdue]).toEqual([
      true,
      false,
    ]);
  });
});
