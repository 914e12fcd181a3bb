import { describe, expect, it } from 'vitest';
import { addMilliseconds } from './clock.ts';
import { CLOCKS } from './clocks.ts';
import { isWeirError } from './errors.ts';
import { type Actor, eventId } from './event.ts';
import { sha256 } from './hash.ts';
import type { Order, OrderDraft, OrderEvent } from './order.ts';
import {
  ATTEMPT_DEADLINE_MILLISECONDS,
  answerOrder,
  attemptDelivery,
  attemptFailed,
  clarifyOrder,
  evolveOrder,
  markOverdue,
  nextDeliveryStep,
  priorInformationSent,
  receiveReceipt,
  recheckOrder,
  signOrder,
  undoSignature,
  withdrawOrder,
} from './order-state.ts';
import type { AnnexII, AnnexIII, RemovalOrder } from './wire.ts';

const T0 = '2026-03-01T10:00:00.000Z';
const machine: Actor = { kind: 'system', id: 'test' };
const person = (id: string): Actor => ({ kind: 'human', id });
const moment = (milliseconds: number): string => addMilliseconds(T0, milliseconds);
const HOUR = CLOCKS.removal.milliseconds;
const postId = sha256('post');

const document = { form: 'tco-annex-1', version: 1 } as unknown as RemovalOrder;
const form = {
  statementOfReasons: 'x'.repeat(40),
  nonDisclosure: false,
  nonDisclosureReason: null,
  emergencyReason: null,
};
const head = { addressee: 'Op', authority: 'Authority', reference: 'R-1', addresseeReference: 'op-1', receivedAt: T0 };
const provider = { name: 'Op', memberState: 'NL', authorisedPerson: 'Pat', email: 'pat@op.example' };
const annexII = (measureAt: string): AnnexII => ({
  form: 'tco-annex-2',
  version: 1,
  ...head,
  measure: 'removed',
  measureAt,
  provider,
  answeredAt: measureAt,
});
const annexIII = (reason: AnnexIII['reason']): AnnexIII => ({
  form: 'tco-annex-3',
  version: 1,
  ...head,
  reason,
  explanation: 'no',
  needed: null,
  provider,
  answeredAt: T0,
});

const apply = (state: Order | null, drafts: OrderDraft[], actor: Actor, at: string): Order => {
  let next = state;
  for (const draft of drafts) {
    const subject = { type: 'order' as const, id: 'o1' };
    const seq = (next?.seq ?? 0) + 1;
    next = evolveOrder(next, { v: 1, id: eventId(subject, seq), subject, seq, at, actor, ...draft } as OrderEvent);
  }
  if (next === null) throw new Error('no order');
  return next;
};

const draft = (firstOrder = false): Order =>
  apply(
    null,
    [
      {
        type: 'order.drafted',
        data: {
          caseId: 'c1',
          operatorId: 'op',
          reference: 'R-1',
          document,
          form,
          postIds: [postId],
          decidedBy: 'ana',
          countersignedBy: 'ben',
          firstOrder,
          priorInformationSentAt: null,
        },
      },
    ],
    person('lia'),
    T0,
  );
const signed = (order = draft()): Order =>
  apply(
    order,
    signOrder(order, { actor: person('lia'), at: T0, document, undoMilliseconds: 60_000, seenSeq: order.seq }),
    person('lia'),
    T0,
  );
const sending = (at = moment(60_000)): Order => apply(signed(), attemptDelivery(signed(), at), machine, at);
const receipt = { reference: 'R-1', receiptId: 'rc1', receivedAt: moment(61_000) };
const received = (): Order => apply(sending(), receiveReceipt(sending(), receipt), machine, moment(61_000));
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'no error';
  } catch (error) {
    return isWeirError(error) ? error.code : String(error);
  }
};

describe('the removal order', () => {
  it('waits for the undo time, then goes out, and the hour starts on receipt', () => {
    expect(nextDeliveryStep(signed(), moment(59_000))).toEqual({ step: 'wait', until: moment(60_000) });
    expect(nextDeliveryStep(signed(), moment(60_000))).toEqual({ step: 'attempt' });
    expect(sending().state).toBe('sending');
    expect(received()).toMatchObject({ state: 'received', dueAt: moment(61_000 + HOUR) });
  });

  it('is executed by Annex II and verified only when every address is gone', () => {
    const done = apply(
      received(),
      answerOrder(received(), annexII(moment(120_000))),
      { kind: 'operator', id: 'op' },
      moment(121_000),
    );
    expect(done).toMatchObject({ state: 'executed', dueAt: null, breached: false });
    const look = (status: 'up' | 'gone') => [{ postId, url: 'https://op.example/1', at: T0, status, detail: '' }];
    const still = apply(done, recheckOrder(done, look('up'), moment(130_000)), machine, moment(130_000));
    expect(still.state).toBe('executed');
    const gone = apply(still, recheckOrder(still, look('gone'), moment(140_000)), machine, moment(140_000));
    expect(gone).toMatchObject({ state: 'verified', nextRecheckAt: null });
  });

  it('keeps a receipt that an answer has overtaken, and lets no receipt lengthen the hour', () => {
    const early = apply(
      sending(),
      answerOrder(sending(), annexII(moment(61_000))),
      { kind: 'operator', id: 'op' },
      moment(61_500),
    );
    const late = apply(early, receiveReceipt(early, receipt), machine, moment(62_000));
    expect(late).toMatchObject({ state: 'executed', receipt, dueAt: null });
    expect(attemptFailed(early, 'connection lost', moment(62_000), 0)).toEqual([]);
    const future = { ...receipt, receivedAt: moment(9 * HOUR) };
    expect(apply(sending(), receiveReceipt(sending(), future), machine, moment(61_000)).dueAt).toBe(
      moment(61_000 + HOUR),
    );
  });

  it('takes the same answer once', () => {
    const done = apply(received(), answerOrder(received(), annexII(T0)), machine, T0);
    expect(answerOrder(done, annexII(T0))).toEqual([]);
  });

  it('stops the hour on Annex III and starts a fresh one when the clarification is received', () => {
    const asked = apply(
      received(),
      answerOrder(received(), annexIII('insufficient-information')),
      machine,
      moment(200_000),
    );
    expect(asked).toMatchObject({ state: 'needs_clarification', dueAt: null });
    expect(markOverdue(asked, moment(10 * HOUR))).toEqual([]);
    const told = apply(
      asked,
      clarifyOrder(asked, 'the second post', moment(3 * HOUR)),
      person('lia'),
      moment(3 * HOUR),
    );
    expect(told).toMatchObject({ state: 'received', dueAt: moment(4 * HOUR) });
  });

  it('breaks the hour a moment after it has passed, never before, and remembers it', () => {
    const due = received().dueAt ?? '';
    expect(markOverdue(received(), due)).toEqual([]);
    const late = apply(received(), markOverdue(received(), addMilliseconds(due, 1)), machine, addMilliseconds(due, 1));
    expect(late).toMatchObject({ state: 'overdue', breached: true });
    const done = apply(
      late,
      answerOrder(late, annexII(addMilliseconds(due, 5000))),
      machine,
      addMilliseconds(due, 6000),
    );
    expect(done).toMatchObject({ state: 'executed', breached: true });
  });

  it('sends prior information 12 hours before a first order, unless there is an emergency', () => {
    const first = signed(draft(true));
    expect(nextDeliveryStep(first, moment(60_000))).toEqual({ step: 'send_prior_information' });
    const told = apply(first, priorInformationSent(first, moment(60_000)), machine, moment(60_000));
    expect(nextDeliveryStep(told, moment(60_000 + CLOCKS.priorInformation.milliseconds - 1)).step).toBe('wait');
    expect(nextDeliveryStep(told, moment(60_000 + CLOCKS.priorInformation.milliseconds)).step).toBe('attempt');
    const urgent = { ...first, form: { ...form, emergencyReason: 'an attack is said to begin today' } };
    expect(nextDeliveryStep(urgent, moment(60_000)).step).toBe('attempt');
  });

  it('never attempts while another attempt may be under way, and backs off after a failure', () => {
    const started = sending();
    expect(attemptDelivery(started, moment(61_000))).toEqual([]);
    expect(nextDeliveryStep(started, moment(60_000 + ATTEMPT_DEADLINE_MILLISECONDS)).step).toBe('attempt');
    const failed = apply(
      started,
      attemptFailed(started, 'answered 503', moment(62_000), 30_000),
      machine,
      moment(62_000),
    );
    expect(nextDeliveryStep(failed, moment(91_999))).toEqual({ step: 'wait', until: moment(92_000) });
    expect(nextDeliveryStep(failed, moment(92_000)).step).toBe('attempt');
  });

  it('refuses what it must, with a code', () => {
    const order = draft();
    const sign = (who: string, state = order, seenSeq = state.seq) =>
      signOrder(state, { actor: person(who), at: T0, document, undoMilliseconds: 0, seenSeq });
    expect({
      signedByDecider: codeOf(() => sign('ana')),
      oneAndTheSame: codeOf(() => sign('lia', { ...order, countersignedBy: 'ana' })),
      stale: codeOf(() => sign('lia', order, order.seq + 1)),
      signedTwice: codeOf(() => sign('lia', signed())),
      undoByAnother: codeOf(() => undoSignature(signed(), { actor: person('ana'), at: T0 })),
      undoTooLate: codeOf(() => undoSignature(signed(), { actor: person('lia'), at: moment(60_000) })),
      withdrawSent: codeOf(() => withdrawOrder(received(), 'no')),
      answerToDraft: codeOf(() => answerOrder(order, annexII(T0))),
      answerToAnother: codeOf(() => answerOrder(received(), { ...annexII(T0), reference: 'R-2' })),
      receiptOfAnother: codeOf(() => receiveReceipt(sending(), { ...receipt, reference: 'R-2' })),
    }).toEqual({
      signedByDecider: 'SECOND_PERSON_REQUIRED',
      oneAndTheSame: 'SECOND_PERSON_REQUIRED',
      stale: 'ORDER_CHANGED',
      signedTwice: 'ORDER_STATE',
      undoByAnother: 'UNDO_NOT_YOURS',
      undoTooLate: 'UNDO_EXPIRED',
      withdrawSent: 'ORDER_STATE',
      answerToDraft: 'ORDER_STATE',
      answerToAnother: 'ANSWER_MISMATCH',
      receiptOfAnother: 'RECEIPT_MISMATCH',
    });
  });
});
