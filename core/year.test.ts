/**
 * A year of an authority: orders to forty operators that answer well, late, wrongly, with a lie or never, on a clock that jumps from one
 * due moment to the next. What each operator did stands in a diary that knows nothing of the house; from it the tally is counted, and
 * the house must come to the same.
 *
 * YEAR_ORDERS sets how many (5,000), YEAR_SEED repeats a year.
 */
import { describe, expect, it } from 'vitest';
import { authorityReport, type FigureId } from './authority-report.ts';
import { addMilliseconds } from './clock.ts';
import { DEFAULT_LEADS } from './clocks.ts';
import type { Complaint } from './complaint.ts';
import { type Actor, eventId } from './event.ts';
import { sha256 } from './hash.ts';
import type { Order, OrderDraft, OrderEvent } from './order.ts';
import { dueMoments } from './order-clocks.ts';
import {
  annulOrder,
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
  reinstatementReceived,
  signOrder,
} from './order-state.ts';
import { SCORE_FIGURES, scorecardOf } from './scorecard.ts';
import { seeded } from './seeded.ts';
import type { AnnexII, AnnexIII, RemovalOrder } from './wire.ts';

const ORDERS = Number(process.env.YEAR_ORDERS ?? 5000);
const SEED = Number(process.env.YEAR_SEED ?? Date.now() % 1_000_000);
const OPERATORS = 40;
const YEAR = 2026;
const START = `${YEAR}-01-01T00:00:00.000Z`;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
process.stdout.write(`year: YEAR_ORDERS=${ORDERS} YEAR_SEED=${SEED}\n`);

const MANNERS = ['well', 'well', 'late', 'errors', 'force', 'never', 'liar', 'flaky'] as const;
type Manner = (typeof MANNERS)[number];
interface Firm {
  id: string;
  manner: Manner;
  isAbroad: boolean;
  /** When it was told of the procedure; the house keeps the same in its directory. */
  informedAt: string | null;
  hadOrder: boolean;
}

/** What happened to one order, as the operator saw it. */
interface Diary {
  orderId: string;
  firmId: string;
  manner: Manner;
  isAbroad: boolean;
  urls: number;
  signedAt: number;
  receivedAt: number | null;
  /** The end of the hour that counts in the end; null where none runs any more. */
  hourEnds: number | null;
  removedAt: number | null;
  /** What it wrote in Annex II. */
  claimedAt: number | null;
  lastWord: 'done' | 'errors' | 'force' | null;
  /** Every reason that it gave for not doing it, whatever came after. */
  refusals: ('errors' | 'force')[];
  /** It said that the content was gone, and the house saw it up after that. */
  wasCaught: boolean;
  annulledAt: number | null;
  complaint: 'upheld' | 'rejected' | null;
}

/** A queue of what happens next, earliest first; at the same moment in the order in which it was put in. */
class Agenda {
  private readonly heap: { at: number; order: number; act: (at: number) => void }[] = [];
  private count = 0;
  private less(a: number, b: number): boolean {
    const [x, y] = [this.heap[a], this.heap[b]];
    if (x === undefined || y === undefined) return false;
    return x.at === y.at ? x.order < y.order : x.at < y.at;
  }
  private swap(a: number, b: number): void {
    const [x, y] = [this.heap[a], this.heap[b]];
    if (x === undefined || y === undefined) return;
    this.heap[a] = y;
    this.heap[b] = x;
  }
  put(at: number, act: (at: number) => void): void {
    this.heap.push({ at, order: this.count++, act });
    for (let here = this.heap.length - 1; here > 0; ) {
      const above = (here - 1) >> 1;
      if (!this.less(here, above)) break;
      this.swap(here, above);
      here = above;
    }
  }
  run(until: number): void {
    for (let next = this.heap[0]; next !== undefined && next.at <= until; next = this.heap[0]) {
      this.swap(0, this.heap.length - 1);
      this.heap.pop();
      for (let here = 0; ; ) {
        const [left, right] = [2 * here + 1, 2 * here + 2];
        const least = right < this.heap.length && this.less(right, left) ? right : left;
        if (least >= this.heap.length || !this.less(least, here)) break;
        this.swap(here, least);
        here = least;
      }
      next.act(next.at);
    }
  }
}

const iso = (at: number): string => new Date(at).toISOString();
const machine: Actor = { kind: 'system', id: 'test' };
const person = (id: string): Actor => ({ kind: 'human', id });

const REDRESS_DAYS = 28;
const TERMS = { timeZone: 'UTC', redress: { days: REDRESS_DAYS }, counterpart: null };
/** The last moment of the last day of the redress period, by the calendar of UTC. */
const lastDayOf = (receivedAt: number): number => {
  const day = new Date(receivedAt);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + REDRESS_DAYS + 1) - 1;
};

const documentOf = (firm: Firm, urls: number): RemovalOrder =>
  ({
    ...{ form: 'tco-annex-1', version: 1 },
    sectionB: { urls: Array.from({ length: urls }, (_, n) => `https://${firm.id}.example/p/${n}`) },
    sectionC: { nonDisclosure: false, nonDisclosureReason: null },
    sectionD: { crossBorder: firm.isAbroad, copySentTo: firm.isAbroad ? 'copy@authority.example' : null },
  }) as unknown as RemovalOrder;

const live = (): { orders: Map<string, Order>; diaries: Diary[]; complaints: Complaint[]; end: number } => {
  const random = seeded(SEED);
  const below = (n: number): number => Math.floor(random() * n);
  const agenda = new Agenda();
  const orders = new Map<string, Order>();
  const diaries: Diary[] = [];
  const complaints: Complaint[] = [];
  const start = Date.parse(START);
  const end = Date.parse(`${YEAR + 1}-01-01T00:00:00.000Z`) - 1;
  const firms: Firm[] = Array.from({ length: OPERATORS }, (_, n) => ({
    ...{ id: `operator-${n}`, manner: MANNERS[n % MANNERS.length] ?? 'well', isAbroad: n % 3 === 0 },
    ...{ informedAt: null, hadOrder: false },
  }));

  const change = (id: string, actor: Actor, at: number, decide: (state: Order) => OrderDraft[]): Order => {
    const before = orders.get(id);
    if (before === undefined) throw new Error(`there is no order ${id}`);
    let state = before;
    for (const draft of decide(before)) {
      const subject = { type: 'order' as const, id };
      const seq = state.seq + 1;
      const event = { v: 1, id: eventId(subject, seq), subject, seq, at: iso(at), actor, ...draft } as OrderEvent;
      state = evolveOrder(state, event);
    }
    orders.set(id, state);
    return state;
  };

  /** A look, as the house's re-check takes it: the hour first, then what is there. */
  const look = (id: string, at: number, diary: Diary): void => {
    const gone = diary.removedAt !== null && diary.removedAt <= at;
    if (!gone && diary.claimedAt !== null && diary.claimedAt <= at) diary.wasCaught = true;
    const url = orders.get(id)?.document.sectionB.urls[0] ?? '';
    const seen = {
      postId: sha256(id),
      url,
      at: iso(at),
      status: gone ? ('gone' as const) : ('up' as const),
      detail: '',
    };
    change(id, machine, at, (state) => markOverdue(state, iso(at)));
    change(id, machine, at, (state) => recheckOrder(state, [seen], iso(at)));
  };

  const annexII = (order: Order, measureAt: number, at: number): AnnexII => ({
    ...{ form: 'tco-annex-2', version: 1, addressee: order.operatorId, authority: 'Authority', measure: 'removed' },
    ...{ reference: order.reference, addresseeReference: order.id, receivedAt: order.receipt?.receivedAt ?? iso(at) },
    ...{ measureAt: iso(measureAt), answeredAt: iso(at) },
    provider: { name: order.operatorId, memberState: 'NL', authorisedPerson: 'Pat', email: 'pat@op.example' },
  });
  const annexIII = (order: Order, reason: AnnexIII['reason'], at: number): AnnexIII => {
    const { measure: _, measureAt: _at, form: _form, ...rest } = annexII(order, at, at);
    return { form: 'tco-annex-3', ...rest, reason, explanation: 'as it is', needed: null };
  };
  const operator = (order: Order): Actor => ({ kind: 'operator', id: order.operatorId });

  /** Content goes down, and Annex II comes a little later; the house looks afterwards. */
  const remove = (id: string, diary: Diary, at: number): void => {
    agenda.put(at, () => {
      if (diary.annulledAt !== null) return;
      diary.removedAt = at;
      diary.claimedAt = at;
      diary.lastWord = 'done';
    });
    agenda.put(at + 5 * MINUTE, (now) => {
      if (diary.annulledAt !== null) return;
      change(id, machine, now, (state) => answerOrder(state, annexII(state, at, now)));
      diary.hourEnds = null;
    });
    agenda.put(at + 6 * MINUTE, (now) => {
      if (diary.annulledAt === null) look(id, now, diary);
    });
  };

  const behave = (id: string, diary: Diary, at: number): void => {
    const said = (reason: AnnexIII['reason'], now: number): void => {
      if (diary.annulledAt !== null) return;
      const state = orders.get(id);
      if (state === undefined) return;
      change(id, operator(state), now, (current) => answerOrder(current, annexIII(current, reason, now)));
      diary.lastWord = reason === 'force-majeure' ? 'force' : 'errors';
      diary.refusals.push(diary.lastWord);
      diary.hourEnds = null;
    };
    switch (diary.manner) {
      case 'well':
      case 'flaky':
        remove(id, diary, at + (5 + below(50)) * MINUTE);
        return;
      case 'late':
        remove(id, diary, at + (65 + below(300)) * MINUTE);
        return;
      case 'errors':
        agenda.put(at + 10 * MINUTE, (now) => said('manifest-errors', now));
        agenda.put(at + 2 * HOUR, (now) => {
          if (diary.annulledAt !== null) return;
          change(id, person('lia'), now, (state) => clarifyOrder(state, 'It is the second post.', iso(now)));
          diary.hourEnds = now + HOUR;
          diary.lastWord = null;
          // One in five never comes back to it.
          if (below(5) > 0) remove(id, diary, now + (5 + below(50)) * MINUTE);
          else {
            // What it had said stands as its last answer.
            diary.lastWord = 'errors';
            agenda.put(now + HOUR + 1, (later) => diary.annulledAt === null && look(id, later, diary));
          }
        });
        return;
      case 'force':
        agenda.put(at + 20 * MINUTE, (now) => said('force-majeure', now));
        if (below(4) > 0) remove(id, diary, at + (1 + below(3)) * DAY);
        return;
      case 'liar':
        // It says that it has removed it, and has not.
        agenda.put(at + 30 * MINUTE, (now) => {
          if (diary.annulledAt !== null) return;
          change(id, machine, now, (state) => answerOrder(state, annexII(state, now, now)));
          Object.assign(diary, { claimedAt: now, lastWord: 'done', hourEnds: null });
        });
        return;
      case 'never':
        return;
    }
  };

  /** What the house does when something is due, as its sweeper would: it asks the record and nothing else. */
  const deliver = (id: string, firm: Firm, diary: Diary, tries: number, now: number): void => {
    const state = orders.get(id);
    if (state === undefined) return;
    const step = nextDeliveryStep(state, iso(now));
    if (step.step === 'wait') {
      agenda.put(Date.parse(step.until), (at) => deliver(id, firm, diary, tries, at));
      return;
    }
    if (step.step === 'send_prior_information') {
      change(id, machine, now, (current) => priorInformationSent(current, iso(now)));
      firm.informedAt ??= iso(now);
      deliver(id, firm, diary, tries, now);
      return;
    }
    if (step.step !== 'attempt') return;
    change(id, machine, now, (current) => attemptDelivery(current, iso(now)));
    if (firm.manner === 'flaky' && tries < 3) {
      change(id, machine, now + 200, (current) => attemptFailed(current, 'it answered 503', iso(now + 200), 0));
      const next = orders.get(id)?.nextAttemptAt;
      agenda.put(Date.parse(next ?? iso(now + MINUTE)), (at) => deliver(id, firm, diary, tries + 1, at));
      return;
    }
    const receivedAt = now + 500;
    agenda.put(receivedAt, () => {
      const receipt = { reference: state.reference, receiptId: `r-${id}`, receivedAt: iso(receivedAt) };
      change(id, machine, receivedAt, (current) => receiveReceipt(current, receipt));
      diary.receivedAt = receivedAt;
      diary.hourEnds = receivedAt + HOUR;
      // The redress period: the order becomes final when its last day is over, if it still stands.
      agenda.put(lastDayOf(receivedAt) + 1, (at) => {
        change(id, machine, at, (current) => dueMoments(current, iso(at), DEFAULT_LEADS));
      });
      agenda.put(receivedAt + HOUR, (at) => diary.annulledAt === null && look(id, at, diary));
      agenda.put(receivedAt + HOUR + 1, (at) => diary.annulledAt === null && look(id, at, diary));
      behave(id, diary, receivedAt);
    });
  };

  const draw = (n: number, at: number): void => {
    const firm = firms[below(OPERATORS)];
    if (firm === undefined) return;
    const id = `order-${n}`;
    const urls = 1 + below(4);
    const isFirst = !firm.hadOrder;
    firm.hadOrder = true;
    const emergency = isFirst && below(4) === 0 ? 'An attack is announced for tonight.' : null;
    const form = {
      ...{ statementOfReasons: 'x'.repeat(40), nonDisclosure: false, nonDisclosureReason: null },
      emergencyReason: emergency,
    };
    const document = documentOf(firm, urls);
    const subject = { type: 'order' as const, id };
    const data = {
      ...{ caseId: `case-${n}`, operatorId: firm.id, reference: `R-${n}`, document, form, postIds: [sha256(id)] },
      ...{ decidedBy: 'ana', countersignedBy: 'ben', firstOrder: isFirst, priorInformationSentAt: firm.informedAt },
    };
    const drafted = { v: 1, id: eventId(subject, 1), subject, seq: 1, at: iso(at), actor: person('lia') } as const;
    orders.set(id, evolveOrder(null, { ...drafted, type: 'order.drafted', data } as OrderEvent));
    const state = change(id, person('cem'), at, (current) =>
      signOrder(current, {
        actor: person('cem'),
        at: iso(at),
        document,
        undoMilliseconds: MINUTE,
        seenSeq: 1,
        terms: TERMS,
      }),
    );
    const diary: Diary = {
      ...{
        orderId: id,
        firmId: firm.id,
        manner: firm.manner,
        isAbroad: firm.isAbroad,
        urls,
        signedAt: Date.parse(state.signedAt ?? ''),
      },
      ...{
        receivedAt: null,
        hourEnds: null,
        removedAt: null,
        claimedAt: null,
        lastWord: null,
        refusals: [],
        wasCaught: false,
      },
      ...{ annulledAt: null, complaint: null },
    };
    diaries.push(diary);
    deliver(id, firm, diary, 0, at);
    if (below(25) === 0) agenda.put(at + 10 * DAY, (now) => complain(id, diary, now));
  };

  const complain = (id: string, diary: Diary, now: number): void => {
    if (diary.receivedAt === null) return;
    diary.complaint = below(3) === 0 ? 'upheld' : 'rejected';
    complaints.push({
      ...{ id: `complaint-${id}`, seq: 3, kind: 'complaint', filer: 'content_provider', caseId: id, orderId: id },
      ...{ lang: 'en', text: 'I reported on it, I did not call for it.', contact: null, receiptHash: null },
      ...{ state: diary.complaint, reviewer: 'dua', receivedAt: iso(now), updatedAt: iso(now), dueAt: null },
      decision: { outcome: diary.complaint, reason: 'It reports on an attack.', by: 'dua', at: iso(now) },
      carriedOutAt: null,
    });
    if (diary.complaint === 'rejected') return;
    diary.annulledAt = now;
    const reason = 'It reports on an attack.';
    change(id, machine, now, (state) => annulOrder(state, { complaintId: `complaint-${id}`, reason, at: iso(now) }));
    change(id, machine, now + 1000, (state) =>
      reinstatementReceived(state, { reference: state.reference, receiptId: 'r', receivedAt: iso(now + 1000) }),
    );
  };

  for (let n = 0; n < ORDERS; n++) {
    const at = start + Math.floor(((n + random()) / ORDERS) * (end - start - 20 * DAY));
    agenda.put(at, (now) => draw(n, now));
  }
  agenda.run(end);
  return { orders, diaries, complaints, end };
};

const { orders, diaries, complaints, end } = live();

describe(`a year of ${ORDERS} orders to ${OPERATORS} operators`, () => {
  const was = (diary: Diary, test: (diary: Diary) => boolean): boolean => diary.receivedAt !== null && test(diary);

  /** What the diary says of the hour: broken by silence, or by a measure that it dates after it. */
  const isBroken = (diary: Diary): boolean => {
    if (diary.receivedAt === null) return false;
    const firstHour = diary.receivedAt + HOUR;
    switch (diary.manner) {
      case 'well':
      case 'flaky':
      case 'liar':
      case 'force':
        return false;
      case 'late':
      case 'never':
        return true;
      case 'errors':
        // It spoke in the first hour; the fresh one is broken where nothing came of it.
        return diary.claimedAt === null && diary.lastWord === 'errors' && firstHour > 0;
    }
  };

  it('sent every order, and each was received once', () => {
    expect(diaries).toHaveLength(ORDERS);
    expect(diaries.filter(({ receivedAt }) => receivedAt === null)).toEqual([]);
  });

  it('broke the hours that the diaries say were broken, and no other', () => {
    const wrong = diaries.filter((diary) => orders.get(diary.orderId)?.breached !== isBroken(diary));
    expect(wrong.map(({ orderId, manner }) => [orderId, manner])).toEqual([]);
  });

  it('lets the hour run where the diaries say that it runs, to the same moment', () => {
    const wrong = diaries.filter(({ orderId, hourEnds, annulledAt }) => {
      const dueAt = orders.get(orderId)?.dueAt ?? null;
      return dueAt !== (annulledAt !== null || hourEnds === null ? null : iso(hourEnds));
    });
    expect(
      wrong.map(({ orderId, manner, hourEnds }) => [orderId, manner, hourEnds, orders.get(orderId)?.dueAt]),
    ).toEqual([]);
  });

  it('left 12 hours before a first order, except in an emergency', () => {
    const first = [...orders.values()].filter(({ firstOrder }) => firstOrder);
    expect(first.length).toBeGreaterThan(0);
    const wrong = first.filter(({ form, signedAt, attempts }) => {
      const sent = Date.parse(attempts[0]?.at ?? '');
      const waited = sent - Date.parse(signedAt ?? '');
      return form.emergencyReason === null ? waited !== 12 * HOUR + MINUTE : waited !== MINUTE;
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it('reports what the diaries tally, figure by figure, and names as many records', () => {
    const count = (test: (diary: Diary) => boolean): number => diaries.filter((diary) => was(diary, test)).length;
    const isGone = ({ claimedAt, annulledAt }: Diary): boolean => claimedAt !== null && annulledAt === null;
    const isLeft = ({ claimedAt, annulledAt }: Diary): boolean => claimedAt === null && annulledAt === null;
    const tally: Record<FigureId, number | null> = {
      orders: count(() => true),
      addresses: diaries.reduce((sum, { urls }) => sum + urls, 0),
      crossBorder: count(({ isAbroad }) => isAbroad),
      emergencies: [...orders.values()].filter(({ form }) => form.emergencyReason !== null).length,
      ...{ nonDisclosures: 0, scrutinised: 0, infringements: 0, exposedDecisions: null, penalties: null },
      removed: count(isGone),
      removedInTheHour: count((diary) => isGone(diary) && !isBroken(diary)),
      removedLate: count((diary) => isGone(diary) && isBroken(diary)),
      seenGone: count(({ removedAt, annulledAt }) => removedAt !== null && annulledAt === null),
      notRemoved: count(isLeft),
      impossible: count((diary) => isLeft(diary) && diary.lastWord === 'force'),
      needingClarification: count((diary) => isLeft(diary) && diary.lastWord === 'errors'),
      withoutAnswer: count((diary) => isLeft(diary) && diary.lastWord === null),
      annulled: count(({ annulledAt }) => annulledAt !== null),
      ordersUnderReview: count(({ complaint }) => complaint !== null),
      complaints: count(({ complaint }) => complaint !== null),
      complaintsUpheld: count(({ complaint }) => complaint === 'upheld'),
      complaintsRejected: count(({ complaint }) => complaint === 'rejected'),
      ...{ complaintsWithdrawn: 0, complaintsPending: 0 },
    };
    const report = authorityReport(YEAR, { orders: [...orders.values()], complaints });
    expect(Object.fromEntries(report.map(({ id, value }) => [id, value]))).toEqual(tally);
    for (const { id, value, records } of report) {
      expect(new Set(records.map((record) => record.id)).size, id).toBe(records.length);
      if (id !== 'addresses') expect(records.length, id).toBe(value ?? 0);
    }
    expect(authorityReport(YEAR - 1, { orders: [...orders.values()], complaints }).every(({ value }) => !value)).toBe(
      true,
    );
    // A year in which nothing happened proves nothing.
    if (ORDERS >= 1000)
      expect(
        Object.entries(tally)
          .filter(([, value]) => value === 0)
          .map(([id]) => id)
          .sort(),
      ).toEqual([...['complaintsPending', 'complaintsWithdrawn', 'infringements', 'nonDisclosures', 'scrutinised']]);
  });

  it('gives every operator the scorecard that its diaries tally, and names the orders behind each figure', () => {
    const ofFirm = new Map<string, Diary[]>();
    for (const diary of diaries) ofFirm.set(diary.firmId, [...(ofFirm.get(diary.firmId) ?? []), diary]);
    expect(ofFirm.size).toBe(OPERATORS);
    const seen = new Set<string>();
    for (const [firmId, own] of ofFirm) {
      const ids = (test: (diary: Diary) => boolean): string[] =>
        own.filter((diary) => was(diary, test)).map(({ orderId }) => orderId);
      const stands = ({ annulledAt }: Diary): boolean => annulledAt === null;
      const isGone = (diary: Diary): boolean => stands(diary) && diary.claimedAt !== null;
      const isFinal = ({ receivedAt, annulledAt }: Diary): boolean =>
        annulledAt === null && receivedAt !== null && lastDayOf(receivedAt) < end;
      const tally: Record<(typeof SCORE_FIGURES)[number], string[]> = {
        issued: ids(() => true),
        received: ids(() => true),
        removedInTheHour: ids((diary) => isGone(diary) && !isBroken(diary)),
        removedLate: ids((diary) => isGone(diary) && isBroken(diary)),
        openAfterTheHour: ids((diary) => stands(diary) && !isGone(diary) && isBroken(diary)),
        impossible: ids(({ refusals }) => refusals.includes('force')),
        manifestErrors: ids(({ refusals }) => refusals.includes('errors')),
        tooLittleInformation: [],
        withoutAnswer: ids((diary) => stands(diary) && diary.claimedAt === null && diary.refusals.length === 0),
        contradicted: ids(({ wasCaught }) => wasCaught),
        undelivered: [],
        annulled: ids((diary) => !stands(diary)),
        finalInTwelveMonths: ids(isFinal),
      };
      const minutes = own
        .filter((diary) => was(diary, isGone))
        .map(({ claimedAt, receivedAt }) => ((claimedAt ?? 0) - (receivedAt ?? 0)) / MINUTE)
        .sort((a, b) => a - b);
      const half = minutes.length / 2;
      const median =
        minutes.length === 0 ? null : ((minutes[Math.ceil(half) - 1] ?? 0) + (minutes[Math.floor(half)] ?? 0)) / 2;
      const card = scorecardOf(
        [...orders.values()].filter(({ operatorId }) => operatorId === firmId),
        iso(end),
        'UTC',
      );
      const shown = Object.fromEntries(card.figures.map(({ id, orders: named }) => [id, named.toSorted()]));
      expect([firmId, shown]).toEqual([
        firmId,
        Object.fromEntries(Object.entries(tally).map(([id, named]) => [id, named.toSorted()])),
      ]);
      expect([firmId, card.minutesToRemoval]).toEqual([firmId, median === null ? null : Math.round(median)]);
      expect([firmId, card.exposureFactor]).toEqual([firmId, tally.finalInTwelveMonths.length >= 2]);
      for (const [id, named] of Object.entries(tally)) if (named.length > 0) seen.add(id);
    }
    // What happened to nobody proves nothing.
    if (ORDERS >= 1000)
      expect(SCORE_FIGURES.filter((id) => !seen.has(id))).toEqual(['tooLittleInformation', 'undelivered']);
  });

  it('makes an order final when the last day of its redress period is over, and no annulled one', () => {
    const wrong = diaries.filter(({ orderId, receivedAt, annulledAt }) => {
      const ends = receivedAt === null || annulledAt !== null ? null : lastDayOf(receivedAt);
      return (orders.get(orderId)?.finalAt ?? null) !== (ends === null || ends >= end ? null : iso(ends));
    });
    expect(wrong.map(({ orderId, manner }) => [orderId, manner])).toEqual([]);
  });

  it('leaves drills and drafts out, whatever they did', () => {
    const all = [...orders.values()];
    const plain = authorityReport(YEAR, { orders: all, complaints });
    const drills = all.slice(0, 50).map((order): Order => ({ ...order, id: `drill-${order.id}`, drill: 'drill-1' }));
    const drafts = all.slice(0, 50).map((order): Order => ({ ...order, id: `draft-${order.id}`, state: 'draft' }));
    expect(authorityReport(YEAR, { orders: [...all, ...drills, ...drafts], complaints })).toEqual(plain);
  });
});

it('a moment at the turn of the year belongs to the year in which it lies, in UTC', () => {
  const [order] = orders.values();
  if (order === undefined) throw new Error('a year has orders');
  const at = (signedAt: string, year: number): number | null | undefined =>
    authorityReport(year, { orders: [{ ...order, signedAt }], complaints: [] }).find(({ id }) => id === 'orders')
      ?.value;
  const last = addMilliseconds(`${YEAR + 1}-01-01T00:00:00.000Z`, -1);
  expect([at(last, YEAR), at(last, YEAR + 1)]).toEqual([1, 0]);
  expect([at(addMilliseconds(last, 1), YEAR), at(addMilliseconds(last, 1), YEAR + 1)]).toEqual([0, 1]);
});
