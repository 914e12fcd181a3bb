import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMilliseconds } from './clock.ts';
import { noticeContradictions, orderContradictions } from './contradictions.ts';
import { isWeirError } from './errors.ts';
import { type Actor, eventId } from './event.ts';
import { hashOf, sha256 } from './hash.ts';
import { INSTRUMENTS, Notice, type NoticeDraft, type NoticeEvent } from './notice.ts';
import {
  ANSWER_EXPECTED_MILLISECONDS,
  answerNotice,
  attemptNotice,
  awaitNoticeService,
  awaitWithdrawalService,
  editNotice,
  evolveNotice,
  makeAnswerCode,
  markUnanswered,
  nextNoticeStep,
  noticeAttemptFailed,
  noticeSent,
  noticeWithdrawalFailed,
  noticeWithdrawalReceived,
  noticeWithdrawalReturned,
  noticeWorkAt,
  recheckNotice,
  replayNotice,
  serveNotice,
  signNotice,
  transmitNotice,
  undoNoticeSignature,
  withdrawalAwaitsService,
  withdrawNotice,
} from './notice-state.ts';
import { ATTEMPT_DEADLINE_MILLISECONDS } from './order-state.ts';
import { checker } from './schema.ts';
import { MOST_ATTEMPTS } from './service.ts';
import {
  aNoticeDecision,
  aNoticeDocument,
  aStatement,
  foldNotice,
  NOTICE_FORMS,
  NOTICE_REFERENCE,
  NOTICE_START,
  noticeDrafted,
} from './test-notices.ts';

const machine: Actor = { kind: 'system', id: 'test' };
const operator: Actor = { kind: 'operator', id: 'ferry' };
const person = (id: string): Actor => ({ kind: 'human', id });
const moment = (milliseconds: number): string => addMilliseconds(NOTICE_START, milliseconds);
const receipt = { reference: NOTICE_REFERENCE, receiptId: 'r-1', receivedAt: moment(61_000) };
const CODE = sha256('code');

const draft = (instrument: (typeof INSTRUMENTS)[number] = 'dsa-notice'): Notice =>
  foldNotice(null, [noticeDrafted(instrument)], person('lena'), NOTICE_START);
const sign = (state: Notice, who: string, at = NOTICE_START, seenSeq = state.seq): NoticeDraft[] =>
  signNotice(state, { actor: person(who), at, document: state.document, undoMilliseconds: 60_000, seenSeq });
const signed = (state = draft()): Notice => foldNotice(state, sign(state, 'sven'), person('sven'), NOTICE_START);
const sending = (state = signed()): Notice =>
  foldNotice(state, attemptNotice(state, moment(60_000)), machine, moment(60_000));
const sent = (state = sending(), how: typeof receipt | null = receipt): Notice =>
  foldNotice(state, noticeSent(state, how), machine, moment(61_000));
const answer = (state: Notice, given: Parameters<typeof answerNotice>[1], at = moment(900_000)): Notice =>
  foldNotice(state, answerNotice(state, given, { via: 'signed', at }), operator, at);
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'no error';
  } catch (error) {
    return isWeirError(error) ? error.code : String(error);
  }
};
const look = (status: 'up' | 'gone', at: string) => ({
  postId: sha256('post'),
  url: 'https://ferry.example/p/1',
  at,
  status,
  detail: '',
});

describe('an order, notice or referral', () => {
  it.each(INSTRUMENTS)(
    '%s: leaves after the time to undo, is confirmed by a receipt and decided by an answer',
    (one) => {
      const before = signed(draft(one));
      expect(nextNoticeStep(before, moment(59_000))).toEqual({ step: 'wait', until: moment(60_000) });
      const there = sent(sending(before));
      expect(there).toMatchObject({
        instrument: one,
        state: 'confirmed',
        confirmedAt: moment(61_000),
        expectedBy: moment(61_000 + ANSWER_EXPECTED_MILLISECONDS),
      });
      const done = answer(there, aNoticeDecision());
      expect(done).toMatchObject({ state: 'decided', decidedAt: moment(900_000), expectedBy: null });
      checker(Notice, 'NOT_A_NOTICE', 'The notice')(done);
    },
  );

  it('over a channel without receipts it is sent, and confirmed when the platform says so', () => {
    const there = sent(sending(), null);
    expect(there).toMatchObject({ state: 'sent', confirmedAt: null });
    const confirmation = { form: 'notice-receipt' as const, version: 1 as const, ...receipt };
    expect(answer(there, confirmation)).toMatchObject({ state: 'confirmed', confirmedAt: receipt.receivedAt, receipt });
    expect(answerNotice(sent(), confirmation, { via: 'signed', at: moment(1) })).toEqual([]);
  });

  it('is decided by a statement of reasons, and not by words alone', () => {
    const said = answer(sent(), {
      form: 'text',
      version: 1,
      reference: NOTICE_REFERENCE,
      text: 'We are looking at it.',
      answeredAt: NOTICE_START,
    });
    expect(said.state).toBe('confirmed');
    const stated = {
      form: 'dsa-statement' as const,
      version: 1 as const,
      reference: NOTICE_REFERENCE,
      statement: aStatement(),
      answeredAt: NOTICE_START,
    };
    const done = answer(said, stated);
    expect([done.state, done.answers.length]).toEqual(['decided', 2]);
    expect(answerNotice(done, stated, { via: 'hand', at: moment(1) })).toEqual([]);
  });

  it('says after its day that nothing came, and still takes what comes later', () => {
    const there = sent();
    const day = there.expectedBy ?? '';
    expect(markUnanswered(there, day)).toEqual([]);
    const silent = foldNotice(there, markUnanswered(there, addMilliseconds(day, 1)), machine, addMilliseconds(day, 1));
    expect(silent).toMatchObject({ state: 'no_answer', expectedBy: null });
    expect(answer(silent, aNoticeDecision(), addMilliseconds(day, 5)).state).toBe('decided');
  });

  it('waits for a person where no channel brings it, and is sent when they prove that they did', () => {
    const waiting = foldNotice(sending(), awaitNoticeService(sending(), null), machine, moment(61_000));
    expect([nextNoticeStep(waiting, moment(9e9)).step, noticeWorkAt(waiting)]).toEqual(['nothing', null]);
    expect(codeOf(() => serveNotice(sending(), 'letter', moment(99_000)))).toBe('NOTICE_STATE');
    const brought = foldNotice(
      waiting,
      serveNotice(waiting, 'Registered letter 12', moment(99_000)),
      person('lena'),
      moment(99_000),
    );
    expect(brought).toMatchObject({
      state: 'sent',
      awaitsService: false,
      service: { by: 'lena', proof: 'Registered letter 12' },
    });
  });

  it('keeps a receipt that an answer has overtaken', () => {
    const early = answer(sending(), aNoticeDecision());
    expect(sent(early)).toMatchObject({ state: 'decided', receipt, expectedBy: null });
    expect(noticeAttemptFailed(early, 'connection lost', moment(1), 0)).toEqual([]);
  });

  it('never attempts while another attempt may be under way, and backs off after a failure', () => {
    const started = sending();
    expect(attemptNotice(started, moment(61_000))).toEqual([]);
    expect(nextNoticeStep(started, moment(60_000 + ATTEMPT_DEADLINE_MILLISECONDS)).step).toBe('attempt');
    const failed = foldNotice(
      started,
      noticeAttemptFailed(started, '503', moment(62_000), 30_000),
      machine,
      moment(62_000),
    );
    expect(noticeWorkAt(failed)).toBe(moment(92_000));
    expect(nextNoticeStep(failed, moment(92_000)).step).toBe('attempt');
  });

  it('taken back before it left it tells nobody; afterwards the platform is told until it has a receipt', () => {
    const quiet = foldNotice(
      signed(),
      withdrawNotice(signed(), { reason: 'wrong page', at: moment(1) }),
      person('lena'),
      moment(1),
    );
    expect(nextNoticeStep(quiet, moment(2)).step).toBe('nothing');
    const there = sent();
    const back = foldNotice(
      there,
      withdrawNotice(there, { reason: 'wrong page', at: moment(70_000) }),
      person('lena'),
      moment(70_000),
    );
    expect(back.withdrawal?.document).toMatchObject({ form: 'notice-withdrawal', reference: NOTICE_REFERENCE });
    expect(nextNoticeStep(back, moment(70_000)).step).toBe('withdraw');
    const failed = foldNotice(back, noticeWithdrawalFailed(back, '503', moment(71_000), 0), machine, moment(71_000));
    expect(nextNoticeStep(failed, moment(72_000)).step).toBe('wait');
    const told = foldNotice(failed, noticeWithdrawalReceived(failed, receipt), machine, moment(80_000));
    expect(nextNoticeStep(told, moment(90_000)).step).toBe('nothing');
    expect(answerNotice(told, aNoticeDecision(), { via: 'signed', at: moment(95_000) })).toEqual([]);
  });

  it('stops asking after twelve failures, the notice and its withdrawal alike: then a person brings it', () => {
    let state = sending();
    let at = moment(70_000);
    let tries = state.attempts.length;
    const fail = (): void => {
      state = foldNotice(state, noticeAttemptFailed(state, 'the operator answered 404', at, 0), machine, at);
      at = addMilliseconds(at, 600_000);
    };
    for (fail(); !state.awaitsService; fail()) {
      state = foldNotice(state, attemptNotice(state, at), machine, at);
      tries += 1;
    }
    expect(tries).toBe(MOST_ATTEMPTS);
    expect([nextNoticeStep(state, moment(9e9)).step, state.attempts.at(-1)?.error]).toEqual([
      'nothing',
      'the operator answered 404',
    ]);
    // A person has it tried again: it gets its twelve attempts anew.
    expect(state.undelivered).toMatchObject({ of: 'notice', error: 'the operator answered 404' });
    at = addMilliseconds(at, 1000);
    state = foldNotice(state, replayNotice(state), person('lena'), at);
    expect([state.undelivered, nextNoticeStep(state, at).step]).toEqual([null, 'attempt']);
    for (tries = 0; !state.awaitsService; tries++) {
      state = foldNotice(state, attemptNotice(state, at), machine, at);
      fail();
    }
    expect(tries).toBe(MOST_ATTEMPTS);
    state = foldNotice(state, withdrawNotice(state, { reason: 'wrong page', at }), person('lena'), at);
    expect(codeOf(() => replayNotice(state))).toBe('NOTHING_TO_REPLAY');
    for (let n = 0; n < MOST_ATTEMPTS; n++) {
      expect([n, withdrawalAwaitsService(state)]).toEqual([n, false]);
      state = foldNotice(state, noticeWithdrawalFailed(state, '404', at, 0), machine, at);
    }
    expect([withdrawalAwaitsService(state), nextNoticeStep(state, moment(9e9)).step]).toEqual([true, 'nothing']);
    expect(state.undelivered).toMatchObject({ of: 'withdrawal', error: '404' });
    const again = foldNotice(state, replayNotice(state), person('lena'), at);
    expect([withdrawalAwaitsService(again), nextNoticeStep(again, at).step]).toEqual([false, 'withdraw']);
    state = foldNotice(state, serveNotice(state, 'Registered letter 13', at), person('lena'), at);
    expect(state.withdrawal).toMatchObject({ receipt: { receivedAt: at }, served: { by: 'lena' } });
    expect(codeOf(() => serveNotice(state, 'again', at))).toBe('NOTICE_STATE');
  });

  it('whose channel is a person is no dead letter, nor is its withdrawal', () => {
    const waiting = foldNotice(sending(), awaitNoticeService(sending(), null), machine, moment(99_000));
    expect([waiting.awaitsService, waiting.undelivered ?? null]).toEqual([true, null]);
    const back = withdrawNotice(waiting, { reason: 'wrong page', at: moment(99_000) });
    const withdrawn = foldNotice(waiting, back, person('lena'), moment(99_000));
    const carried = foldNotice(withdrawn, awaitWithdrawalService(withdrawn), machine, moment(99_000));
    expect([withdrawalAwaitsService(carried), carried.undelivered]).toEqual([true, null]);
    expect(codeOf(() => replayNotice(carried))).toBe('NOTHING_TO_REPLAY');
    // Nothing of it was sent by e-mail, so nothing can come back.
    expect(noticeWithdrawalReturned(carried, 'it came back')).toEqual([]);
  });

  it('a code answers once, for as long as it lives', () => {
    const there = foldNotice(sent(), makeAnswerCode(sent(), CODE, moment(70_000)), person('lena'), moment(70_000));
    const used = answerNotice(there, aNoticeDecision(), { via: 'page', codeHash: CODE, at: moment(80_000) });
    const done = foldNotice(there, used, operator, moment(80_000));
    expect(done.answerCodes).toEqual([]);
    const again = aNoticeDecision({ explanation: 'Something else.' });
    const page = { via: 'page' as const, codeHash: CODE };
    expect(codeOf(() => answerNotice(done, again, { ...page, at: moment(81_000) }))).toBe('ANSWER_CODE_UNKNOWN');
    const late = moment(40 * 24 * 3_600_000);
    expect(codeOf(() => answerNotice(there, again, { ...page, at: late }))).toBe('ANSWER_CODE_UNKNOWN');
  });

  it('an order under article 9 goes to the coordinator with what was answered, other instruments do not', () => {
    const done = answer(sent(sending(signed(draft('dsa-order')))), aNoticeDecision());
    const told = foldNotice(
      done,
      transmitNotice(done, 'Coordinator (fictional)', moment(1e6)),
      person('lena'),
      moment(1e6),
    );
    expect(told.transmissions[0]?.document).toMatchObject({
      form: 'dsa-9-4-transmission',
      order: { form: 'dsa-order' },
      documentHash: hashOf(told.document),
      answers: [{ answer: { form: 'notice-decision' } }],
    });
    expect(codeOf(() => transmitNotice(sent(sending(signed(draft('dsa-order')))), 'Coordinator', NOTICE_START))).toBe(
      'NOTICE_STATE',
    );
    expect(codeOf(() => transmitNotice(answer(sent(), aNoticeDecision()), 'Coordinator', NOTICE_START))).toBe(
      'NOTICE_STATE',
    );
  });

  it('refuses what it must, with a code', () => {
    const one = draft();
    const edit = (form = one.form, seenSeq = one.seq) => editNotice(one, { form, document: one.document, seenSeq });
    expect({
      signedByDecider: codeOf(() => sign(one, 'rita')),
      oneAndTheSame: codeOf(() => sign({ ...one, countersignedBy: 'rita' }, 'lena')),
      machineSigns: codeOf(() =>
        signNotice(one, { actor: machine, at: NOTICE_START, document: one.document, undoMilliseconds: 0, seenSeq: 1 }),
      ),
      stale: codeOf(() => sign(one, 'lena', NOTICE_START, 9)),
      staleEdit: codeOf(() => edit(one.form, 9)),
      otherInstrument: codeOf(() => edit(NOTICE_FORMS.referral)),
      signedTwice: codeOf(() => sign(signed(), 'lena')),
      undoByAnother: codeOf(() => undoNoticeSignature(signed(), { actor: person('lena'), at: NOTICE_START })),
      undoTooLate: codeOf(() => undoNoticeSignature(signed(), { actor: person('sven'), at: moment(60_000) })),
      answerToDraft: codeOf(() => answerNotice(one, aNoticeDecision(), { via: 'hand', at: NOTICE_START })),
      answerToAnother: codeOf(() =>
        answerNotice(sent(), aNoticeDecision({ reference: 'R-2' }), { via: 'hand', at: NOTICE_START }),
      ),
      receiptOfAnother: codeOf(() => noticeSent(sending(), { ...receipt, reference: 'R-2' })),
      codeForDraft: codeOf(() => makeAnswerCode(one, CODE, NOTICE_START)),
    }).toEqual({
      signedByDecider: 'SECOND_PERSON_REQUIRED',
      oneAndTheSame: 'SECOND_PERSON_REQUIRED',
      machineSigns: 'SECOND_PERSON_REQUIRED',
      stale: 'NOTICE_CHANGED',
      staleEdit: 'NOTICE_CHANGED',
      otherInstrument: 'NOTICE_STATE',
      signedTwice: 'NOTICE_STATE',
      undoByAnother: 'UNDO_NOT_YOURS',
      undoTooLate: 'UNDO_EXPIRED',
      answerToDraft: 'NOTICE_STATE',
      answerToAnother: 'ANSWER_MISMATCH',
      receiptOfAnother: 'RECEIPT_MISMATCH',
      codeForDraft: 'NOTICE_STATE',
    });
  });
});

describe('what was said and what was seen', () => {
  const acted = answer(sent(), aNoticeDecision());
  const seen = (state: Notice, status: 'up' | 'gone', at: string): Notice =>
    foldNotice(state, recheckNotice(state, [look(status, at)], at), machine, at);

  it('fits, or is shown with both times', () => {
    expect(noticeContradictions(seen(acted, 'gone', moment(950_000)))).toEqual([]);
    expect(noticeContradictions(seen(acted, 'up', moment(950_000)))).toEqual([
      {
        url: 'https://ferry.example/p/1',
        kind: 'said_gone',
        saidAt: '2026-03-01T10:10:00.000Z',
        seenAt: moment(950_000),
        mayBeTerritorial: false,
      },
    ]);
    // A look from before the measure says nothing about it, and a later look overtakes an earlier one.
    expect(noticeContradictions(seen(acted, 'up', moment(500_000)))).toEqual([]);
    expect(noticeContradictions(seen(seen(acted, 'up', moment(950_000)), 'gone', moment(960_000)))).toEqual([]);
  });

  it('a measure of tomorrow hides nothing, and a refusal of something gone is told too', () => {
    const tomorrow = answer(sent(), aNoticeDecision({ actedAt: moment(9e8) }));
    expect(noticeContradictions(seen(tomorrow, 'up', moment(950_000)))).toHaveLength(1);
    const kept = answer(sent(), aNoticeDecision({ outcome: 'not_acted', actedAt: null }));
    expect(noticeContradictions(seen(kept, 'gone', moment(950_000)))[0]?.kind).toBe('said_kept');
  });

  it('holds for Annex II too', () => {
    const annex = { form: 'tco-annex-2', measureAt: moment(0) } as never;
    const answers = [{ at: moment(10), answer: annex }];
    expect(orderContradictions({ answers, rechecks: [look('up', moment(20))] })).toHaveLength(1);
    expect(orderContradictions({ answers, rechecks: [look('gone', moment(20))] })).toEqual([]);
  });
});

/** PROPERTY_RUNS=100000 for the long run; fast-check prints the seed of what fails. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 1000);
const STEPS = ['edit', 'sign', 'undo', 'withdraw', 'attempt', 'fail', 'send', 'sendQuiet', 'answer', 'say', 'confirm', 'silent', 'look', 'gone', 'code', 'useCode', 'transmit', 'backFailed', 'backTold', 'await', 'serve'] as const; // biome-ignore format: one list

describe('any history', () => {
  const step = fc.record({
    what: fc.constantFrom(...STEPS),
    who: fc.constantFrom('rita', 'rolf', 'lena', 'sven'),
    after: fc.constantFrom(0, 1, 59_999, 60_000, 61_000, 400_000, ANSWER_EXPECTED_MILLISECONDS + 1),
    salt: fc.nat(3),
  });
  it('has no state without its events, no sending without two people, and replays to the same state', () => {
    fc.assert(
      fc.property(fc.constantFrom(...INSTRUMENTS), fc.array(step, { maxLength: 25 }), (instrument, steps) => {
        const events: NoticeEvent[] = [];
        let at = NOTICE_START;
        const enter = (state: Notice | null, drafts: readonly NoticeDraft[], actor: Actor): Notice => {
          let next = state;
          for (const one of drafts) {
            const subject = { type: 'notice' as const, id: 'n1' };
            const seq = (next?.seq ?? 0) + 1;
            const event = { v: 1, id: eventId(subject, seq), subject, seq, at, actor, ...one } as NoticeEvent;
            events.push(event);
            next = evolveNotice(next, event);
          }
          if (next === null) throw new Error('nothing');
          return next;
        };
        let state = enter(null, [noticeDrafted(instrument)], person('lena'));
        for (const { what, who, after, salt } of steps) {
          at = addMilliseconds(at, after);
          const code = sha256(`code ${salt}`);
          const said = aNoticeDecision({ explanation: `answer ${salt}` });
          const acts: Record<(typeof STEPS)[number], () => [NoticeDraft[], Actor]> = {
            edit: () => [
              editNotice(state, {
                form: NOTICE_FORMS[instrument],
                document: aNoticeDocument(instrument),
                seenSeq: state.seq,
              }),
              person(who),
            ],
            sign: () => [sign(state, who, at), person(who)],
            undo: () => [undoNoticeSignature(state, { actor: person(who), at }), person(who)],
            withdraw: () => [withdrawNotice(state, { reason: 'it was wrong', at }), person(who)],
            attempt: () => [attemptNotice(state, at), machine],
            fail: () => [noticeAttemptFailed(state, '503', at, 0), machine],
            send: () => [noticeSent(state, { ...receipt, receivedAt: at }), machine],
            sendQuiet: () => [noticeSent(state, null), machine],
            answer: () => [answerNotice(state, said, { via: 'signed', at }), operator],
            say: () => [
              answerNotice(
                state,
                { form: 'text', version: 1, reference: NOTICE_REFERENCE, text: `words ${salt}`, answeredAt: at },
                { via: 'hand', source: 'a letter', at },
              ),
              person(who),
            ],
            confirm: () => [
              answerNotice(state, { form: 'notice-receipt', version: 1, ...receipt }, { via: 'signed', at }),
              operator,
            ],
            silent: () => [markUnanswered(state, at), machine],
            look: () => [recheckNotice(state, [look('up', at)], at), machine],
            gone: () => [recheckNotice(state, [look('gone', at)], at), machine],
            code: () => [makeAnswerCode(state, code, at), person(who)],
            useCode: () => [answerNotice(state, said, { via: 'page', codeHash: code, at }), operator],
            transmit: () => [transmitNotice(state, 'Coordinator (fictional)', at), person(who)],
            backFailed: () => [noticeWithdrawalFailed(state, '503', at, 0), machine],
            await: () => [awaitNoticeService(state, null), machine],
            serve: () => [serveNotice(state, 'registered letter 1', at), person(who)],
            backTold: () => [noticeWithdrawalReceived(state, receipt), machine],
          };
          try {
            const [drafts, actor] = acts[what]();
            state = enter(state, drafts, actor);
          } catch (error) {
            if (!isWeirError(error) || error.code === 'EVENT_OUT_OF_ORDER') throw error;
          }
        }
        const types = events.map((event) => event.type);
        const has = (type: NoticeEvent['type']): boolean => types.includes(type);
        if (['sending', 'sent', 'confirmed', 'decided', 'no_answer'].includes(state.state)) {
          const signer = events.findLast((event) => event.type === 'notice.signed')?.actor;
          expect(signer?.kind).toBe('human');
          expect(signer?.id).not.toBe(state.decidedBy);
          expect(types.lastIndexOf('notice.signed')).toBeGreaterThan(types.lastIndexOf('notice.signature_withdrawn'));
          expect(has('notice.attempted')).toBe(true);
        }
        if (state.state === 'decided') expect(has('notice.answered')).toBe(true);
        if (state.state === 'no_answer') expect(has('notice.unanswered')).toBe(true);
        if (state.state === 'withdrawn') expect(has('notice.withdrawn')).toBe(true);
        if (state.state === 'sent' || state.state === 'confirmed') expect(has('notice.sent')).toBe(true);
        if (state.confirmedAt !== null) expect(has('notice.sent') || has('notice.confirmed')).toBe(true);
        // Nobody answers twice with one code.
        const used = events.flatMap((event) =>
          event.type === 'notice.answered' && event.data.codeHash !== undefined ? [event.data.codeHash] : [],
        );
        for (const hash of new Set(used))
          expect(used.filter((one) => one === hash).length).toBeLessThanOrEqual(
            events.filter((event) => event.type === 'notice.answer_code_made' && event.data.hash === hash).length,
          );
        expect(events.map((event) => event.at)).toEqual(events.map((event) => event.at).toSorted());
        const replayed = events.reduce<Notice | null>((before, event) => evolveNotice(before, event), null);
        expect(replayed).toEqual(state);
      }),
      { numRuns: RUNS },
    );
  });
});
