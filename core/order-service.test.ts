import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMilliseconds } from './clock.ts';
import { deadLettersOf } from './dead-letters.ts';
import { isWeirError } from './errors.ts';
import { type Actor, eventId } from './event.ts';
import type { Order, OrderDraft, OrderEvent } from './order.ts';
import {
  awaitService,
  informingFailed,
  isAtRest,
  messageReturned,
  messageSent,
  recordService,
  replayDelivery,
} from './order-service.ts';
import {
  annulOrder,
  answerOrder,
  attemptDelivery,
  attemptFailed,
  evolveOrder,
  nextDeliveryStep,
  priorInformationSent,
  reinstatementFailed,
  signOrder,
  withdrawOrder,
} from './order-state.ts';
import { MOST_ATTEMPTS, type SendingProof } from './service.ts';
import type { AnnexII, RemovalOrder } from './wire.ts';

const T0 = '2026-03-01T10:00:00.000Z';
const HOUR = 3_600_000;
const at = (milliseconds: number): string => addMilliseconds(T0, milliseconds);
const machine: Actor = { kind: 'system', id: 'test' };
const person = (id: string): Actor => ({ kind: 'human', id });
const proof: SendingProof = {
  to: 'orders@tidepool.example',
  messageId: '<m@authority.example>',
  server: 'mail.example:587',
  answer: '250 OK',
  documentHash: 'a'.repeat(64),
};
const document = {
  form: 'tco-annex-1',
  version: 1,
  sectionB: { urls: ['https://tidepool.example/1'] },
} as unknown as RemovalOrder;

const apply = (state: Order | null, drafts: OrderDraft[], actor: Actor, when: string): Order => {
  let next = state;
  for (const one of drafts) {
    const subject = { type: 'order' as const, id: 'o1' };
    const seq = (next?.seq ?? 0) + 1;
    next = evolveOrder(next, { v: 1, id: eventId(subject, seq), subject, seq, at: when, actor, ...one } as OrderEvent);
  }
  if (next === null) throw new Error('no order');
  return next;
};
const signed = (firstOrder = false): Order => {
  const drafted = apply(
    null,
    [
      {
        type: 'order.drafted',
        data: {
          ...{ caseId: 'c1', operatorId: 'op', reference: 'R-1', document, postIds: ['b'.repeat(64)] },
          form: {
            ...{ statementOfReasons: 'x'.repeat(40), nonDisclosure: false, nonDisclosureReason: null },
            emergencyReason: null,
          },
          ...{ decidedBy: 'ana', countersignedBy: 'ben', firstOrder, priorInformationSentAt: null },
        },
      },
    ],
    person('lia'),
    T0,
  );
  const context = { actor: person('lia'), at: T0, document, undoMilliseconds: 0, seenSeq: drafted.seq };
  return apply(drafted, signOrder(drafted, context), person('lia'), T0);
};
const attempted = (when = at(0), state = signed()): Order => apply(state, attemptDelivery(state, when), machine, when);
const sent = (): Order => apply(attempted(), messageSent(attempted(), 'order', proof), machine, at(1000));
const record = (receivedAt: string) => ({ of: 'order' as const, receivedAt, note: 'They wrote back.', file: null });
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'no error';
  } catch (error) {
    return isWeirError(error) ? error.code : String(error);
  }
};
const annexII = (receivedAt: string, measureAt: string): AnnexII => ({
  ...{ form: 'tco-annex-2', version: 1, addressee: 'Op', authority: 'A', reference: 'R-1', addresseeReference: 'op-1' },
  ...{ receivedAt, measure: 'removed', measureAt, answeredAt: measureAt },
  provider: { name: 'Op', memberState: 'NL', authorisedPerson: 'Pat', email: 'pat@op.example' },
});

test('that a mail server took it starts no hour; that a person records its receipt does', () => {
  const order = sent();
  expect([order.state, order.dueAt, order.receipt]).toEqual(['sending', null, null]);
  expect(nextDeliveryStep(order, at(10 * HOUR))).toEqual({ step: 'nothing' });
  const received = apply(order, recordService(order, record(at(60_000)), at(90_000)), person('lia'), at(90_000));
  expect(received).toMatchObject({ state: 'received', dueAt: at(60_000 + HOUR), service: { awaits: null } });
  expect(received.receipt).toEqual({ reference: 'R-1', receiptId: `service-${received.seq}`, receivedAt: at(60_000) });
});

test('a receipt is never before the sending, never ahead of now, and recorded once', () => {
  const order = sent();
  expect(codeOf(() => recordService(order, record(at(-1)), at(90_000)))).toBe('SERVICE_TIME');
  expect(codeOf(() => recordService(order, record(at(90_001)), at(90_000)))).toBe('SERVICE_TIME');
  const received = apply(order, recordService(order, record(at(60_000)), at(90_000)), person('lia'), at(90_000));
  expect(codeOf(() => recordService(received, record(at(60_000)), at(90_000)))).toBe('SERVICE_NOT_AWAITED');
});

test('an answer is the word of the operator for the receipt, within what can be', () => {
  for (const [claimed, counted] of [
    [at(30_000), at(30_000)],
    [at(-HOUR), at(0)],
    [at(9 * HOUR), at(2 * HOUR)],
  ] as const) {
    const order = sent();
    const answered = apply(order, answerOrder(order, annexII(claimed, at(2 * HOUR))), machine, at(2 * HOUR));
    expect(answered.receipt?.receivedAt).toBe(counted);
    expect(answered).toMatchObject({ state: 'executed', service: { awaits: null } });
    expect(answered.breached).toBe(counted !== at(2 * HOUR));
  }
});

test('after its last attempt it is a dead letter, until a person has it tried again', () => {
  let order = signed();
  let when = 0;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    expect(order.service?.undelivered ?? null).toBeNull();
    when += HOUR;
    order = attempted(at(when), order);
    order = apply(order, attemptFailed(order, 'no answer', at(when), 0), machine, at(when));
  }
  expect(order.service?.undelivered).toMatchObject({ of: 'order', attempts: MOST_ATTEMPTS, error: 'no answer' });
  expect(nextDeliveryStep(order, at(when + 24 * HOUR))).toEqual({ step: 'nothing' });
  const again = apply(order, replayDelivery(order), person('lia'), at(when + HOUR));
  expect(nextDeliveryStep(again, at(when + HOUR))).toEqual({ step: 'attempt' });
  // Attempts count anew from the replay.
  const next = attempted(at(when + HOUR), again);
  const failed = apply(next, attemptFailed(next, 'no answer', at(when + HOUR), 0), machine, at(when + HOUR));
  expect(failed.service?.undelivered).toBeNull();
  expect(codeOf(() => replayDelivery(failed))).toBe('NOTHING_TO_REPLAY');
});

const annulledOrder = (): Order =>
  apply(sent(), annulOrder(sent(), { complaintId: 'k1', reason: 'x'.repeat(30), at: at(0) }), machine, at(0));

test('an operator that answers 404 to a reinstatement is asked twelve times, then it is a dead letter that a person brings', () => {
  let state = annulledOrder();
  let asked = 0;
  for (let when = 0; nextDeliveryStep(state, at(when)).step === 'reinstate'; when += HOUR) {
    state = apply(state, reinstatementFailed(state, 'the operator answered 404', at(when), 0), machine, at(when));
    asked += 1;
  }
  expect(asked).toBe(MOST_ATTEMPTS);
  expect(state.service?.undelivered).toMatchObject({ of: 'reinstatement', attempts: MOST_ATTEMPTS });
  expect(nextDeliveryStep(state, at(100 * HOUR))).toEqual({ step: 'nothing' });
});

test('what can never be taken is a dead letter at once: the order, prior information, the reinstatement', () => {
  const order = attempted();
  const refused = apply(order, attemptFailed(order, 'no such box', at(0), 0, true), machine, at(0));
  expect(refused.service?.undelivered).toMatchObject({ of: 'order', attempts: 1 });
  const first = signed(true);
  const failure = { error: 'no such box', permanent: true, retryAfterMilliseconds: 0 };
  const informing = apply(first, informingFailed(first, failure, at(0)), machine, at(0));
  expect(informing.service?.undelivered).toMatchObject({ of: 'prior-information', attempts: 1 });
  const annulled = annulledOrder();
  expect(nextDeliveryStep(annulled, at(0))).toEqual({ step: 'reinstate' });
  const lost = apply(annulled, reinstatementFailed(annulled, 'no such box', at(0), 0, true), machine, at(0));
  expect(lost.service?.undelivered).toMatchObject({ of: 'reinstatement' });
  expect(nextDeliveryStep(apply(lost, replayDelivery(lost), person('lia'), at(1)), at(1))).toEqual({
    step: 'reinstate',
  });
});

test('what a person is to carry waits, can be taken back, and its twelve hours count from the receipt', () => {
  const waiting = apply(signed(), awaitService(signed(), 'order'), machine, at(0));
  expect(waiting).toMatchObject({ state: 'sending', attempts: [], service: { awaits: { how: 'service' } } });
  expect(awaitService(waiting, 'order')).toEqual([]);
  expect(apply(waiting, withdrawOrder(waiting, 'An error.'), person('lia'), at(1)).service?.awaits).toBeNull();
  expect(annulOrder(waiting, { complaintId: 'k1', reason: 'x'.repeat(30), at: at(1) })[0]?.type).toBe(
    'order.withdrawn',
  );
  const first = apply(signed(true), awaitService(signed(true), 'prior-information'), machine, at(0));
  const told = { of: 'prior-information' as const, receivedAt: at(HOUR), note: 'Signed for.', file: null };
  const informed = apply(first, recordService(first, told, at(2 * HOUR)), person('lia'), at(2 * HOUR));
  expect(informed).toMatchObject({ state: 'prior_information', notBefore: at(13 * HOUR) });
});

test('in every history: at rest nothing is tried, no hour without a receipt, and it replays to the same state', () => {
  const names = [
    'attempt',
    'fail',
    'sent',
    'await',
    'serve',
    'replay',
    'answer',
    'annul',
    'withdraw',
    'inform',
    'back',
    'informing-back',
  ] as const;
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(
        fc.record({ name: fc.constantFrom(...names), wait: fc.integer({ min: 0, max: 3 * HOUR }), hard: fc.boolean() }),
        {
          maxLength: 40,
        },
      ),
      (firstOrder, steps) => {
        let state = signed(firstOrder);
        const log: { drafts: OrderDraft[]; actor: Actor; when: string }[] = [];
        let clock = 0;
        for (const { name, wait, hard } of steps) {
          clock += wait;
          const when = at(clock);
          const of = state.service?.awaits?.of ?? state.service?.undelivered?.of ?? 'order';
          const commands: Record<(typeof names)[number], () => OrderDraft[]> = {
            attempt: () => attemptDelivery(state, when),
            fail: () =>
              state.state === 'annulled'
                ? reinstatementFailed(state, 'no', when, 0, hard)
                : attemptFailed(state, 'no', when, 0, hard),
            sent: () => (state.attempts.length === 0 ? [] : messageSent(state, 'order', proof)),
            await: () => (nextDeliveryStep(state, when).step === 'attempt' ? awaitService(state, 'order') : []),
            serve: () => recordService(state, { ...record(when), of }, when),
            replay: () => replayDelivery(state),
            answer: () => answerOrder(state, annexII(at(clock - wait), when)),
            annul: () => annulOrder(state, { complaintId: 'k1', reason: 'x'.repeat(30), at: when }),
            withdraw: () => withdrawOrder(state, 'An error.'),
            inform: () => (firstOrder ? priorInformationSent(state, when) : []),
            back: () => messageReturned(state, of, 'it came back'),
            'informing-back': () => messageReturned(state, 'prior-information', 'it came back'),
          };
          const wasAtRest = isAtRest(state);
          let drafts: OrderDraft[];
          try {
            drafts = commands[name]();
          } catch (error) {
            if (!isWeirError(error)) throw error;
            continue;
          }
          if (wasAtRest && name === 'attempt') expect(drafts).toEqual([]);
          const actor = ['serve', 'replay', 'withdraw'].includes(name) ? person('lia') : machine;
          log.push({ drafts, actor, when });
          const before = state;
          state = apply(state, drafts, actor, when);
          // What comes back ends no hour, and takes nothing from an order that has left.
          if (name === 'informing-back' && before.attempts.length > 0)
            expect(state).toMatchObject({ state: before.state, dueAt: before.dueAt, attempts: before.attempts });
          if (state.dueAt !== null) expect(state.receipt).not.toBeNull();
          if (drafts.length > 0 && name.endsWith('back')) expect(deadLettersOf(state)).not.toEqual([]);
          if (isAtRest(state)) expect(nextDeliveryStep(state, at(clock + 1000 * HOUR)).step).toBe('nothing');
        }
        let again = signed(firstOrder);
        for (const { drafts, actor, when } of log) again = apply(again, drafts, actor, when);
        expect(again).toEqual(state);
      },
    ),
    { numRuns: 2000 },
  );
});
