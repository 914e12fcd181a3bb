import { describe, expect, it } from 'vitest';
import { endOfPeriod } from './calendar.ts';
import { addMilliseconds, epochOf } from './clock.ts';
import { CLOCKS, DEFAULT_LEADS } from './clocks.ts';
import { deadLettersOf } from './dead-letters.ts';
import { isWeirError } from './errors.ts';
import { type Actor, eventId } from './event.ts';
import { sha256 } from './hash.ts';
import type { LegalTerms, Order, OrderDraft, OrderEvent } from './order.ts';
import { clocksOf, dueMoments } from './order-clocks.ts';
import {
  attemptLetter,
  handOverLetter,
  letterDelivered,
  letterFailed,
  letterReturned,
  letterSent,
  nextLetterAt,
  prepareCopy,
  replayLetter,
} from './order-letters.ts';
import {
  challengeOrder,
  decideScrutiny,
  endChallenge,
  extendNonDisclosure,
  extendPreservation,
  openScrutiny,
} from './order-proceedings.ts';
import { answerOrder, attemptDelivery, evolveOrder, receiveReceipt, signOrder } from './order-state.ts';
import type { AnnexII, RemovalOrder } from './wire.ts';

const T0 = '2026-03-01T10:00:00.000Z';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const moment = (milliseconds: number): string => addMilliseconds(T0, milliseconds);
const machine: Actor = { kind: 'system', id: 'test' };
const person = (id: string): Actor => ({ kind: 'human', id });
const terms: LegalTerms = {
  timeZone: 'Europe/Dublin',
  redress: { days: 28 },
  counterpart: { country: 'NL', contact: 'tco@authority-nl.example', url: 'https://authority-nl.example/orders' },
};

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

const document = {
  ...{ form: 'tco-annex-1', version: 1 },
  sectionA: { memberStateOfEstablishment: 'NL', addressee: 'Op' },
  sectionB: { urls: ['https://op.example/1'] },
  sectionD: { crossBorder: true, copySentTo: 'tco@authority-nl.example' },
} as unknown as RemovalOrder;

/** Decided by ana, non-disclosure by lia, signed by sven. */
const draft = (nonDisclosure = true): Order =>
  apply(
    null,
    [
      {
        type: 'order.drafted',
        data: {
          ...{ caseId: 'c1', operatorId: 'op', reference: 'R-1', document, postIds: [sha256('post')] },
          form: {
            statementOfReasons: 'x'.repeat(40),
            ...{ nonDisclosure, nonDisclosureReason: nonDisclosure ? 'an investigation runs' : null },
            emergencyReason: null,
          },
          ...{ decidedBy: 'ana', countersignedBy: 'ben', firstOrder: false, priorInformationSentAt: null },
        },
      },
    ],
    person('lia'),
    T0,
  );
const signed = (order = draft(), by = 'sven'): Order =>
  apply(
    order,
    signOrder(order, { actor: person(by), at: T0, document, undoMilliseconds: 0, seenSeq: order.seq, terms }),
    person(by),
    T0,
  );
const received = (at = T0): Order => {
  const order = signed();
  const sending = apply(order, [...attemptDelivery(order, T0), ...prepareCopy(order)], machine, T0);
  return apply(sending, receiveReceipt(sending, { reference: 'R-1', receiptId: 'r', receivedAt: at }), machine, T0);
};
const removed = (measureAt: string): AnnexII => ({
  ...{ form: 'tco-annex-2', version: 1, addressee: 'Op', authority: 'A', reference: 'R-1', addresseeReference: 'op-1' },
  ...{ receivedAt: T0, measure: 'removed', measureAt, answeredAt: measureAt },
  provider: { name: 'Op', memberState: 'NL', authorisedPerson: 'Pat', email: 'pat@op.example' },
});
const executed = (measureAt = moment(60_000)): Order => {
  const order = received();
  return apply(order, answerOrder(order, removed(measureAt)), { kind: 'operator', id: 'op' }, measureAt);
};
const typesAt = (order: Order, at: string) => dueMoments(order, at, DEFAULT_LEADS).map(({ type }) => type);
const clockOf = (order: Order, key: string) => clocksOf(order).find((one) => one.key === key);
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'no error';
  } catch (error) {
    return isWeirError(error) ? error.code : String(error);
  }
};

describe('calendar periods', () => {
  it('end with the last hour of a day in the zone of the authority, in summer and in winter', () => {
    const half = { months: 6 };
    // Late in the evening in Dublin it is the day before in UTC, or the other way round.
    expect(endOfPeriod('2026-01-15T23:30:00Z', half, 'Europe/Dublin')).toBe('2026-07-15T22:59:59.999Z');
    expect(endOfPeriod('2026-07-15T23:30:00Z', half, 'Europe/Dublin')).toBe('2027-01-16T23:59:59.999Z');
    expect(endOfPeriod('2026-07-15T23:30:00Z', half, 'UTC')).toBe('2027-01-15T23:59:59.999Z');
  });

  it('end on the last day of a month that has no such date', () => {
    expect(endOfPeriod('2026-08-31T12:00:00Z', { months: 6 }, 'UTC')).toBe('2027-02-28T23:59:59.999Z');
    expect(endOfPeriod('2027-08-29T12:00:00Z', { months: 6 }, 'UTC')).toBe('2028-02-29T23:59:59.999Z');
  });

  it('last as long as the day does on which the clocks change', () => {
    // On 29 March 2026 the day has 23 hours in Dublin, on 25 October 25.
    expect(endOfPeriod('2026-03-28T12:00:00Z', { days: 1 }, 'Europe/Dublin')).toBe('2026-03-29T22:59:59.999Z');
    expect(endOfPeriod('2026-10-24T12:00:00Z', { days: 1 }, 'Europe/Dublin')).toBe('2026-10-25T23:59:59.999Z');
  });
});

describe('periods of hours', () => {
  it('know neither summer time nor leap seconds', () => {
    expect(epochOf('2016-12-31T23:59:60Z')).toBe(epochOf('2017-01-01T00:00:00Z'));
    expect(addMilliseconds('2016-12-31T23:59:60Z', HOUR)).toBe('2017-01-01T01:00:00.000Z');
    // In the night in which Dublin puts the clocks back.
    expect(addMilliseconds('2026-10-25T00:30:00Z', HOUR)).toBe('2026-10-25T01:30:00.000Z');
    const order = received('2016-12-31T23:59:60Z');
    expect(order.dueAt).toBe('2017-01-01T01:00:00.000Z');
  });

  it('an answer in the last second of the hour, written without fractions, does not break it', () => {
    const order = received();
    const last = moment(HOUR).replace('.000Z', 'Z');
    const done = apply(order, answerOrder(order, removed(last)), { kind: 'operator', id: 'op' }, moment(HOUR));
    expect(done).toMatchObject({ state: 'executed', breached: false });
  });
});

describe('clocks of an order', () => {
  it('warn once and end once, a moment after the last', () => {
    const order = received();
    expect(typesAt(order, moment(45 * 60_000 - 1))).toEqual([]);
    expect(typesAt(order, moment(45 * 60_000))).toEqual(['order.warned']);
    const warned = apply(order, dueMoments(order, moment(45 * 60_000), DEFAULT_LEADS), machine, moment(45 * 60_000));
    expect(typesAt(warned, moment(HOUR))).toEqual([]);
    expect(typesAt(warned, moment(HOUR + 1))).toEqual(['order.overdue']);
  });

  it('are caught up in the order of the law when nobody looked for a year', () => {
    const order = executed();
    const late = moment(400 * DAY);
    const drafts = dueMoments(order, late, DEFAULT_LEADS);
    const told = drafts.map(({ type, data }) => ('clock' in data ? `${type.slice(6)} ${data.clock}` : type.slice(6)));
    expect(told).toEqual([
      'clock_ended scrutinyRequest',
      'warned redress',
      'final',
      'warned nonDisclosure',
      'clock_ended nonDisclosure',
      'warned preservation',
      'clock_ended preservation',
    ]);
    expect(drafts.filter(({ type }) => type === 'order.warned').every(({ data }) => 'late' in data && data.late)).toBe(
      true,
    );
    const after = apply(order, drafts, machine, late);
    expect(dueMoments(after, late, DEFAULT_LEADS)).toEqual([]);
    // Final by the law's moment, not by the one at which the house woke up; summer time had begun in Dublin.
    expect(after.finalAt).toBe('2026-03-29T22:59:59.999Z');
    expect(clocksOf(after).map(({ key, status }) => [key, status])).toEqual([
      ['removal', 'met'],
      ['redress', 'ended'],
      ['scrutinyRequest', 'ended'],
      ['scrutiny', 'waiting'],
      ['nonDisclosure', 'ended'],
      ['preservation', 'ended'],
    ]);
  });

  it('preservation ends with a day six months later, from the removal', () => {
    expect(executed('2026-08-31T10:30:00.000Z').preserveUntil).toBe('2027-02-28T23:59:59.999Z');
    const order = executed();
    const longer = apply(
      order,
      extendPreservation(order, { actor: person('lia'), at: moment(DAY) }, 'review runs'),
      person('lia'),
      moment(DAY),
    );
    expect(longer.preserveUntil).toBe('2027-03-01T23:59:59.999Z');
    expect(longer.letters?.map(({ kind }) => kind)).toEqual(['authority_copy', 'preservation_extended']);
    expect(codeOf(() => extendPreservation(order, { actor: person('lia'), at: moment(200 * DAY) }, 'late'))).toBe(
      'PRESERVATION_ENDED',
    );
  });
});

describe('non-disclosure', () => {
  const weeks = CLOCKS.nonDisclosure.milliseconds;

  it('takes three people: whoever decides on it neither decided the case nor signs', () => {
    const sign = (order: Order, by: string) => codeOf(() => signed(order, by));
    expect(sign(draft(), 'lia')).toBe('NON_DISCLOSURE_PERSON');
    expect(sign(draft(), 'sven')).toBe('no error');
    expect(sign(draft(false), 'lia')).toBe('no error');
    const byDecider = { ...draft(), nonDisclosureBy: 'ana' };
    expect(sign(byDecider, 'sven')).toBe('NON_DISCLOSURE_PERSON');
    // Whoever saves the form with the box last answers for it.
    const order = draft();
    const edited = apply(order, [{ type: 'order.edited', data: { form: order.form, document } }], person('sven'), T0);
    expect(sign(edited, 'sven')).toBe('NON_DISCLOSURE_PERSON');
    expect(sign(edited, 'lia')).toBe('no error');
  });

  it('lasts six weeks from the signature, and six more once', () => {
    const order = received();
    expect(clockOf(order, 'nonDisclosure')?.dueAt).toBe(moment(weeks));
    const act = (by: string, state = order, at = moment(DAY)) =>
      extendNonDisclosure(state, { actor: person(by), at }, 'still runs');
    expect(codeOf(() => act('sven'))).toBe('NON_DISCLOSURE_PERSON');
    expect(codeOf(() => act('ana'))).toBe('NON_DISCLOSURE_PERSON');
    expect(codeOf(() => act('lia', order, moment(weeks + 1)))).toBe('NON_DISCLOSURE_LAPSED');
    const longer = apply(order, act('lia'), person('lia'), moment(DAY));
    expect(clockOf(longer, 'nonDisclosure')?.dueAt).toBe(moment(2 * weeks));
    expect(codeOf(() => act('lia', longer))).toBe('NON_DISCLOSURE_EXTENDED');
    const open = signed(draft(false));
    expect(codeOf(() => act('lia', open))).toBe('NON_DISCLOSURE_NONE');
  });
});

describe('scrutiny', () => {
  const copied = (): Order => {
    const order = received();
    const id = 'o1-authority-copy';
    const trying = apply(order, attemptLetter(order, id, T0), machine, T0);
    return apply(
      trying,
      letterDelivered(trying, id, { deliveredAt: moment(1000), receiptId: 'nl-1' }),
      machine,
      moment(1000),
    );
  };
  const input = {
    id: 's1',
    reason: 'The reasons do not fit the content.',
    decidedAt: moment(2 * HOUR),
    complaintId: 'k1',
  };
  const at = moment(3 * HOUR);

  it('runs 72 hours from the copy, and from each request that came within 48', () => {
    const order = copied();
    expect(clockOf(order, 'scrutiny')).toMatchObject({ status: 'running', dueAt: moment(1000 + 72 * HOUR) });
    const ask = (requestedAt: string, now = moment(60 * HOUR)) =>
      openScrutiny(order, { actor: person('lia'), at: now }, { id: 's1', filer: 'operator', requestedAt });
    expect(codeOf(() => ask(moment(48 * HOUR + 1)))).toBe('SCRUTINY_LATE');
    expect(codeOf(() => ask(moment(3 * HOUR), moment(2 * HOUR)))).toBe('TIME_AHEAD');
    const asked = apply(order, ask(moment(48 * HOUR)), person('lia'), moment(60 * HOUR));
    expect(clockOf(asked, 'scrutiny:s1')).toMatchObject({ status: 'running', dueAt: moment(120 * HOUR) });
  });

  it('a finding of infringement takes the effect of the order, and stops its clocks', () => {
    const order = copied();
    const drafts = decideScrutiny(order, { actor: person('lia'), at }, { ...input, finding: 'infringement' });
    const after = apply(order, drafts, person('lia'), at);
    expect(after).toMatchObject({
      state: 'annulled',
      dueAt: null,
      annulment: { complaintId: 'k1', nextAttemptAt: at },
    });
    expect(dueMoments(after, moment(400 * DAY), DEFAULT_LEADS)).toEqual([]);
    expect(
      codeOf(() => decideScrutiny(after, { actor: person('lia'), at }, { ...input, finding: 'infringement' })),
    ).toBe('ORDER_STATE');
  });

  it('a finding of none leaves it as it is', () => {
    const order = copied();
    const after = apply(
      order,
      decideScrutiny(order, { actor: person('lia'), at }, { ...input, finding: 'no_infringement' }),
      person('lia'),
      at,
    );
    expect(after.state).toBe('received');
    expect(clockOf(after, 'scrutiny')?.status).toBe('met');
    expect(
      codeOf(() => decideScrutiny(after, { actor: person('lia'), at }, { ...input, finding: 'infringement' })),
    ).toBe('SCRUTINY_DECIDED');
  });

  it('is of a cross-border order alone', () => {
    const order = copied();
    const home = { ...order, document: { ...document, sectionD: { crossBorder: false, copySentTo: null } } };
    expect(
      codeOf(() => decideScrutiny(home, { actor: person('lia'), at }, { ...input, finding: 'infringement' })),
    ).toBe('NOT_CROSS_BORDER');
  });
});

describe('a challenge', () => {
  it('keeps an order from becoming final until it ends', () => {
    const order = executed();
    const lodged = apply(
      order,
      challengeOrder(
        order,
        { actor: person('lia'), at: moment(DAY) },
        { id: 'ch1', court: 'High Court (test)', lodgedAt: moment(DAY) },
      ),
      person('lia'),
      moment(DAY),
    );
    expect(clockOf(lodged, 'redress')?.status).toBe('suspended');
    expect(typesAt(lodged, moment(60 * DAY))).not.toContain('order.final');
    const end = (outcome: 'confirmed' | 'annulled' | 'withdrawn') =>
      apply(
        lodged,
        endChallenge(
          lodged,
          { actor: person('lia'), at: moment(60 * DAY) },
          { id: 'ch1', outcome, reason: 'as the court found it', complaintId: 'k1' },
        ),
        person('lia'),
        moment(60 * DAY),
      );
    expect(end('confirmed').finalAt).toBe(moment(60 * DAY));
    expect(end('annulled').state).toBe('annulled');
    expect(end('annulled').finalAt).toBeUndefined();
    expect(typesAt(end('withdrawn'), moment(60 * DAY))).toContain('order.final');
  });
});

describe('letters', () => {
  it('are tried again until they arrive, one attempt at a time', () => {
    const order = received();
    const id = 'o1-authority-copy';
    expect(prepareCopy(order)).toEqual([]);
    const trying = apply(order, attemptLetter(order, id, T0), machine, T0);
    expect(attemptLetter(trying, id, moment(1000))).toEqual([]);
    const failed = apply(
      trying,
      letterFailed(trying, id, { error: 'answered 503', at: moment(1000), retryAfterMilliseconds: 0 }),
      machine,
      moment(1000),
    );
    expect(failed.letters?.[0]).toMatchObject({
      attempts: [{ error: 'answered 503' }],
      nextAttemptAt: moment(3000),
      delivered: null,
    });
    expect(attemptLetter(failed, id, moment(3000))).toHaveLength(1);
    const give = (deliveredAt: string) =>
      handOverLetter(failed, id, { deliveredAt, proof: 'courier slip 12', at: moment(5000) });
    expect(codeOf(() => give(moment(6000)))).toBe('LETTER_TIME');
    const brought = apply(failed, give(moment(4000)), person('lia'), moment(5000));
    expect(brought.letters?.[0]?.delivered).toEqual({
      at: moment(4000),
      receiptId: null,
      by: 'lia',
      proof: 'courier slip 12',
    });
    expect(
      codeOf(() => handOverLetter(brought, id, { deliveredAt: moment(4000), proof: 'again', at: moment(5000) })),
    ).toBe('LETTER_DELIVERED');
  });

  it('that come back are dead letters once, until somebody has them tried again', () => {
    const id = 'o1-authority-copy';
    const taken = { messageId: '<m@authority.example>', server: 'mail.example:587', answer: '250 OK' };
    const trying = apply(received(), attemptLetter(received(), id, T0), machine, T0);
    // While it is on its way nothing that comes back counts: what is on its way will come back too.
    expect(letterReturned(trying, id, 'no such mailbox')).toEqual([]);
    const sent = apply(trying, letterSent(trying, id, taken), machine, T0);
    expect([nextLetterAt(sent), deadLettersOf(sent)]).toEqual([null, []]);
    const back = apply(sent, letterReturned(sent, id, 'no such mailbox'), machine, moment(1000));
    expect(deadLettersOf(back)).toEqual([{ of: 'authority_copy', at: moment(1000), error: 'no such mailbox' }]);
    expect([nextLetterAt(back), letterReturned(back, id, 'no such mailbox')]).toEqual([null, []]);
    const again = apply(back, replayLetter(back, id), person('lia'), moment(2000));
    expect([nextLetterAt(again), deadLettersOf(again)]).toEqual([moment(2000), []]);
    expect(letterReturned(again, id, 'no such mailbox')).toEqual([]);
    expect(codeOf(() => replayLetter(again, id))).toBe('NOTHING_TO_REPLAY');
    expect(codeOf(() => replayLetter(again, 'other'))).toBe('LETTER_UNKNOWN');
  });
});
