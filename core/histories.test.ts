/**
 * Random histories of every state machine: commands in any order, at any pace, by anybody. What must hold whatever happens is asked
 * after each step, and by rules written down here and in docs/state-machines.md, not by the code that is tried.
 *
 * HISTORIES sets how many of each machine (`npm run histories`: 100,000), HISTORY_SEED repeats a run.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case, CaseDraft, CaseEvent, DecisionInput, Location } from './case.ts';
import { answerAbout, askAbout, handBack, handOverCase } from './case-colleagues.ts';
import { coach, makeGolden, readAgain } from './case-quality.ts';
import {
  addLocation,
  checkLocation,
  claimCase,
  closeWhenGone,
  countersignCase,
  decideCase,
  draftOrderOn,
  endDrillCase,
  endHold,
  evolveCase,
  flagSample,
  lookedAt,
  orderSentOn,
  refuseCountersign,
  reverseCase,
  tipCase,
  undoDecision,
} from './case-state.ts';
import { addMilliseconds } from './clock.ts';
import type { Complaint, ComplaintDraft, ComplaintEvent } from './complaint.ts';
import {
  carriedOut,
  decideComplaint,
  evolveComplaint,
  receiveComplaint,
  takeComplaint,
  withdrawComplaint,
} from './complaint-state.ts';
import type { Conflict } from './deconfliction.ts';
import { isWeirError } from './errors.ts';
import { type Actor, type DomainEvent, eventId, type SubjectType } from './event.ts';
import { sha256 } from './hash.ts';
import { INSTRUMENTS, type Notice, type NoticeDraft, type NoticeEvent } from './notice.ts';
import {
  answerNotice,
  attemptNotice,
  awaitNoticeService,
  editNotice,
  evolveNotice,
  holdBackNotice,
  makeAnswerCode as makeNoticeCode,
  markUnanswered,
  nextNoticeStep,
  noticeAttemptFailed,
  noticeReturned,
  noticeSent,
  noticeWithdrawalFailed,
  noticeWithdrawalReceived,
  noticeWithdrawalReturned,
  recheckNotice,
  releaseNotice,
  replayNotice,
  serveNotice,
  signNotice,
  transmitNotice,
  undoNoticeSignature,
  withdrawNotice,
} from './notice-state.ts';
import type { Order, OrderDraft, OrderEvent } from './order.ts';
import {
  annulOrder,
  answerOrder,
  attemptDelivery,
  attemptFailed,
  clarifyOrder,
  editOrder,
  endDrillOrder,
  evolveOrder,
  markOverdue,
  priorInformationSent,
  receiveReceipt,
  recheckOrder,
  reinstatementFailed,
  reinstatementReceived,
  signOrder,
  undoSignature,
  withdrawOrder,
} from './order-state.ts';
import { MOST_ATTEMPTS } from './service.ts';
import { aNoticeDecision, NOTICE_REFERENCE, noticeDrafted } from './test-notices.ts';
import type { Tip, TipDraft, TipEvent } from './tip.ts';
import { closeTip, evolveTip, followTip, TIP_LOOKS } from './tip-state.ts';
import type { AnnexII, AnnexIII, RemovalOrder } from './wire.ts';

const HISTORIES = Number(process.env.HISTORIES ?? 300);
const SEED = Number(process.env.HISTORY_SEED ?? Date.now() % 2_147_483_647);
const LONG = 3_600_000;
process.stdout.write(`histories: HISTORIES=${HISTORIES} of each machine, HISTORY_SEED=${SEED}\n`);

const START = '2026-03-01T10:00:00.000Z';
const machine: Actor = { kind: 'system', id: 'test' };
const person = (id: string): Actor => ({ kind: 'human', id });
const PEOPLE = ['ana', 'ben', 'cem', 'dua'];

/** The arrows of a diagram of the documentation: `from event to`. */
const arrowsOf = (page: string, ordinal: number): Set<string> => {
  const text = readFileSync(new URL(`../docs/${page}`, import.meta.url), 'utf8');
  const diagram = [...text.matchAll(/```mermaid\n([\s\S]*?)```/g)][ordinal]?.[1] ?? '';
  const arrows = new Set<string>();
  for (const [, from, to, label = ''] of diagram.matchAll(/^ {2}(\w+|\[\*\]) --> (\w+|\[\*\])(?:: (.*))?$/gm))
    for (const [event] of label.matchAll(/\w+\.\w+/g)) arrows.add(`${from === '[*]' ? '' : from} ${event} ${to}`);
  return arrows;
};

interface Step {
  /** Whether it does what leads on, where that is clear; otherwise anything. */
  isOnward: boolean;
  kind: number;
  who: string;
  n: number;
  wait: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  isOnward: fc.boolean(),
  kind: fc.nat(63),
  who: fc.constantFrom(...PEOPLE),
  n: fc.nat(5),
  // Moments, minutes, hours and days: clocks run out in between.
  wait: fc.oneof(fc.nat(1000), fc.nat(120_000), fc.nat(3 * 3_600_000), fc.nat(30 * 86_400_000)),
});
type Attempt<D> = [by: Actor, act: () => D[]];

interface Machine<S extends { seq: number; state: string }, D, E extends DomainEvent> {
  type: SubjectType;
  evolve(before: S | null, event: E): S;
  /** Events that open it. */
  open(n: number): { drafts: D[]; by: Actor };
  attempts(state: S, step: Step, at: string): Attempt<D>[];
  /** What leads on from here, so that a history gets somewhere; null where nothing does. */
  onward(state: S, step: Step, at: string): Attempt<D> | null;
  /** Faults of this state in view of everything that has happened, in words. */
  faults(state: S, log: E[], before: S): string[];
  /** What a change of state needs: the arrows that are drawn. */
  arrows: Set<string>;
}

/** Runs one history and says what was wrong, or null. */
const run = <
  S extends { seq: number; state: string },
  D extends { type: string; data: unknown },
  E extends DomainEvent,
>(
  subject: Machine<S, D, E>,
  first: number,
  steps: Step[],
  reached: Set<string>,
): string | null => {
  const log: E[] = [];
  let state: S | null = null;
  let at = START;
  const apply = (drafts: D[], actor: Actor): string | null => {
    for (const draft of drafts) {
      const before: S | null = state;
      const name = { type: subject.type, id: 'one' };
      const seq: number = (before?.seq ?? 0) + 1;
      const event = { v: 1, id: eventId(name, seq), subject: name, seq, at, actor, ...draft } as unknown as E;
      const frozen = JSON.stringify(before);
      const next: S = subject.evolve(before, event);
      if (JSON.stringify(before) !== frozen) return `${draft.type} changed the state that was before it`;
      log.push(event);
      state = next;
      reached.add(next.state);
      if (next.seq !== seq) return `${draft.type} left sequence ${next.seq} instead of ${seq}`;
      const arrow = `${before?.state ?? ''} ${draft.type} ${next.state}`;
      if (before?.state !== next.state && !subject.arrows.has(arrow)) return `no arrow is drawn for: ${arrow}`;
      const faults = subject.faults(next, log, before ?? next);
      if (faults.length > 0) return `${draft.type}: ${faults.join('; ')}`;
    }
    return null;
  };
  const opening = subject.open(first);
  let fault = apply(opening.drafts, opening.by);
  for (const one of steps) {
    if (fault !== null || state === null) return fault;
    at = addMilliseconds(at, one.wait);
    const attempts: Attempt<D>[] = subject.attempts(state, one, at);
    const onward: Attempt<D> | null = one.isOnward ? subject.onward(state, one, at) : null;
    const [by, act] = onward ?? attempts[one.kind % attempts.length] ?? [machine, () => []];
    try {
      fault = apply(act(), by);
    } catch (error) {
      // A refusal is an answer, if it has a code and a mend; anything else is a fault.
      if (!isWeirError(error) || error.code === 'EVENT_OUT_OF_ORDER') throw error;
      if (error.fix === undefined) return `${error.code} says no mend`;
    }
  }
  if (fault !== null) return fault;
  const replayed = log.reduce<S | null>((before, event) => subject.evolve(before, event), null);
  if (JSON.stringify(replayed) !== JSON.stringify(state)) return 'the history replays to another state';
  const read = (JSON.parse(JSON.stringify(log)) as E[]).reduce<S | null>((b, event) => subject.evolve(b, event), null);
  return JSON.stringify(read) === JSON.stringify(state)
    ? null
    : 'the history that was written replays to another state';
};

const prove = <
  S extends { seq: number; state: string },
  D extends { type: string; data: unknown },
  E extends DomainEvent,
>(
  subject: Machine<S, D, E>,
  all: readonly string[],
): void => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(fc.nat(999), fc.array(step, { maxLength: 40 }), (first, steps) => {
      expect(run(subject, first, steps, reached)).toBeNull();
    }),
    { numRuns: HISTORIES, seed: SEED },
  );
  // A run that never gets anywhere proves nothing.
  if (HISTORIES >= 1000) expect([...reached].sort()).toEqual([...all].sort());
};

const count = (log: DomainEvent[], ...types: string[]): number => log.filter(({ type }) => types.includes(type)).length;
const when = (isFault: boolean, words: string): string[] => (isFault ? [words] : []);

// The case

const hash = sha256('text');
const location = (n: number): Location => ({
  ...{ postId: sha256(`post ${n}`), url: `https://site${n % 2}.example/p/${n}`, sourceId: `source${n % 2}` },
  ...{ operatorId: `operator${n % 2}`, platform: 'Platform', contentHash: hash, captureId: sha256('capture') },
  ...{ publishedAt: START, firstSeenAt: START, status: 'up', checkedAt: null },
});
const NO_EXEMPTION = {
  ...{ education: false, journalism: false, art: false, research: false, counterSpeech: false, publicDebate: false },
  explanation: 'It calls for an attack and nothing else.',
};
const violating: DecisionInput = {
  ...{ outcome: 'violating', categories: ['incitement'], legalBasis: 'tco-art-3', exemption: NO_EXEMPTION },
  ...{ reason: 'calls on others to attack', contentHash: hash },
};
const not = (outcome: 'not_violating' | 'not_sure' | 'escalate'): DecisionInput => ({
  ...violating,
  ...{ outcome, categories: [], legalBasis: 'none', exemption: null },
});

const theCase: Machine<Case, CaseDraft, CaseEvent> = {
  type: 'case',
  evolve: evolveCase,
  arrows: arrowsOf('state-machines.md', 0),
  open: (n) => ({
    by: machine,
    drafts: [
      {
        type: 'case.opened',
        data: {
          ...{ clusterId: 'c1', title: null, text: 'text', lang: 'en', contentHash: hash, location: location(0) },
          imminentThreat: n % 7 === 0,
          ...(n % 5 === 0 ? { purpose: 'quality_sample' as const } : {}),
          ...(n % 3 === 0 ? { drill: 'drill-1' } : {}),
          assessment: {
            ...{ modelVersion: 'm', policyVersion: 'p', violating: 0.9, leading: 'incitement', context: 'other' },
            categories: {
              ...{ threat: 0.1, instruction: 0, incitement: 0.9, solicitation: 0, recruitment: 0.2, glorification: 0 },
            },
            ...{ contextProbability: 0.9, spans: [], routingReason: 'violating 0.90 at or over 0.50' },
          },
        },
      },
    ],
  }),
  attempts: (state, { who, n }, at) => {
    const actor = person(who);
    const by = { actor, at };
    // Now and then somebody decides on what they saw before.
    const seenRevision = state.revision - (n === 5 ? 1 : 0);
    const decide = (input: DecisionInput): Attempt<CaseDraft> => [
      actor,
      () => decideCase(state, input, { ...by, undoMilliseconds: 60_000, seenRevision }),
    ];
    const every = (status: Location['status']) => ({
      found: state.locations.map(({ postId }) => ({ postId, status })),
      ...{ unknown: 0, at },
    });
    return [
      decide(violating),
      decide(violating),
      decide({ ...violating, exemption: n % 2 === 0 ? null : { ...NO_EXEMPTION, art: true } }),
      decide(not('not_violating')),
      decide(not('not_sure')),
      decide(not('escalate')),
      [actor, () => undoDecision(state, by)],
      [machine, () => endHold(state, at)],
      [machine, () => endHold(state, at)],
      [actor, () => countersignCase(state, { ...by, seenRevision, contentHash: hash })],
      [actor, () => countersignCase(state, { ...by, seenRevision, contentHash: hash })],
      [
        n === 0 ? machine : actor,
        () => countersignCase(state, { actor: n === 0 ? machine : actor, at, seenRevision, contentHash: hash }),
      ],
      [actor, () => refuseCountersign(state, { ...by, seenRevision, reason: 'not so' })],
      [machine, () => addLocation(state, location(n))],
      [
        actor,
        () => draftOrderOn(state, { orderId: `o${n}`, operatorId: `operator${n % 2}`, postIds: [location(n).postId] }),
      ],
      [machine, () => orderSentOn(state, 'o1')],
      [machine, () => checkLocation(state, { postId: location(n).postId, status: 'gone', checkedAt: at })],
      [machine, () => checkLocation(state, { postId: location(n).postId, status: 'up', checkedAt: at })],
      [machine, () => lookedAt(state, every('gone_by_author'))],
      [machine, () => lookedAt(state, every('gone_by_operator'))],
      [machine, () => closeWhenGone(state)],
      [machine, () => closeWhenGone(state)],
      [actor, () => claimCase(state, actor)],
      [
        actor,
        () =>
          askAbout(state, {
            actor,
            to: n % 2 === 0 ? null : (PEOPLE[n % PEOPLE.length] ?? null),
            text: 'Is it a quotation?',
          }),
      ],
      [actor, () => answerAbout(state, { actor, question: state.questions?.at(-1)?.number ?? n, text: 'It is.' })],
      [
        actor,
        () => handOverCase(state, { actor, to: PEOPLE[n % PEOPLE.length] ?? who, reason: 'knows the language', at }),
      ],
      [actor, () => handBack(state, actor)],
      [
        actor,
        () =>
          readAgain(state, {
            actor,
            reading: {
              ...{ outcome: n % 2 === 0 ? 'violating' : 'not_sure', categories: n % 2 === 0 ? ['incitement'] : [] },
              ...{ reason: 'as it reads', contentHash: hash },
            },
          }),
      ],
      [actor, () => makeGolden(state, 'It shows where a report ends.')],
      [actor, () => coach(state, { actor, to: PEOPLE[n % PEOPLE.length] ?? who, text: 'Look at the last line.' })],
      [machine, () => tipCase(state, `tip-${n}`)],
      [machine, () => flagSample(state)],
      // A complaint is about an order, and nothing of a drill gets out for anybody to complain of.
      [
        machine,
        () =>
          state.orders.length === 0 || state.state === 'withdrawn'
            ? []
            : reverseCase(state, { complaintId: 'complaint-1', by: who, reason: 'It was a report.', at }),
      ],
      [machine, () => (n === 5 ? endDrillCase(state) : [])],
    ];
  },
  onward: (state, { who, n }, at) => {
    const by = { actor: person(who), at, seenRevision: state.revision };
    if (state.holdUntil !== null) return [machine, () => endHold(state, at)];
    switch (state.state) {
      case 'open':
        return [by.actor, () => decideCase(state, violating, { ...by, undoMilliseconds: 60_000 })];
      case 'confirmed':
        return [by.actor, () => countersignCase(state, { ...by, contentHash: hash })];
      case 'signed': {
        const free = state.locations.find(
          ({ postId, status }) => status === 'up' && !state.orders.some(({ postIds }) => postIds.includes(postId)),
        );
        if (free === undefined || n < 2) return [machine, () => orderSentOn(state, 'o1')];
        const order = { orderId: `o${state.orders.length}`, operatorId: free.operatorId, postIds: [free.postId] };
        return [by.actor, () => draftOrderOn(state, order)];
      }
      case 'in_takedown':
        return [
          machine,
          () =>
            n < 3
              ? closeWhenGone(state)
              : state.locations.flatMap(({ postId }) =>
                  checkLocation(state, { postId, status: 'gone_by_operator', checkedAt: at }),
                ),
        ];
      default:
        return null;
    }
  },
  faults: (state, log, before) => {
    const decision = state.decisions.findLast(({ undoneAt }) => undoneAt === null) ?? null;
    const isOrdered = ['signed', 'in_takedown', 'resolved'].includes(state.state);
    const drafted = log.filter(({ type }) => type === 'case.order_drafted');
    return [
      ...when(isOrdered && decision?.outcome !== 'violating', 'signed without a violating decision'),
      ...when(isOrdered && state.countersignature === null, 'signed by nobody'),
      ...when(isOrdered && state.countersignature?.by === decision?.reviewer, 'decided and signed by one person'),
      ...when(isOrdered && count(log, 'case.countersigned') === 0, 'signed without its event'),
      ...when(state.countersignature?.by === machine.id, 'signed by a machine'),
      ...when(decision?.outcome === 'violating' && decision.exemption === null, 'no test of art. 1(3)'),
      ...when(
        decision?.outcome === 'violating' &&
          decision.exemption !== null &&
          Object.values(decision.exemption).some((answer) => answer === true),
        'violating although protected',
      ),
      ...when(drafted.length > 0 && count(log, 'case.countersigned') === 0, 'an order without two people'),
      ...when(state.orders.length > drafted.length, 'an order without its event'),
      ...when(state.decisions.length > count(log, 'case.decided', 'case.reversed'), 'a decision without its event'),
      ...when(state.holdUntil !== null && state.holdUntil < (decision?.at ?? ''), 'a hold that ends before it begins'),
      ...when(state.state === 'cleared' && decision?.outcome !== 'not_violating', 'cleared without a decision'),
      ...when(state.state === 'resolved' && state.resolvedAt === null, 'resolved at no time'),
      ...when(state.state === 'in_takedown' && count(log, 'case.order_sent') === 0, 'taken down without an order'),
      ...when(state.updatedAt < before.updatedAt, 'its clock ran backwards'),
      ...when(state.revision < before.revision, 'its revision ran backwards'),
      ...when(state.drill !== before.drill, 'the mark of the drill changed'),
      ...when(state.drill === undefined && count(log, 'case.drill_ended') > 0, 'a real case ended as a drill'),
      ...when((state.questions?.length ?? 0) !== count(log, 'case.asked'), 'a question without its event, or lost'),
      ...when(
        (state.questions ?? []).filter(({ answer }) => answer !== null).length !== count(log, 'case.answered'),
        'an answer without its event, or lost',
      ),
      ...when(
        (state.questions ?? []).some(({ to, answer }) => answer !== null && (to ?? answer.by) !== answer.by) ||
          (state.questions ?? []).some(({ by, answer }) => answer?.by === by),
        'answered by somebody who was not asked',
      ),
      ...when(
        state.handedOver != null && !['open', 'second_opinion', 'escalated', 'confirmed'].includes(state.state),
        'handed over, and nothing to do',
      ),
      ...when((state.readings?.length ?? 0) !== count(log, 'case.read_again'), 'a reading without its event, or lost'),
      ...when(
        (state.readings ?? []).some(
          ({ by }) =>
            log.findIndex(({ actor }) => actor.id === by) < log.findIndex(({ type }) => type === 'case.read_again'),
        ),
        'read again by somebody who had to do with it',
      ),
      ...when(before.readings !== state.readings && before.state !== state.state, 'a reading changed the state'),
      ...when(state.golden !== undefined && count(log, 'case.made_golden') === 0, 'golden without its event'),
      ...when(
        (state.coaching ?? []).some(({ by, to }) => by === to),
        'coached by themselves',
      ),
      ...when(state.handedOver != null && state.handedOver.to === state.handedOver.by, 'handed to oneself'),
      ...when(
        state.handedOver != null &&
          ['second_opinion', 'confirmed'].includes(state.state) &&
          state.handedOver.to === decision?.reviewer,
        'handed to the one who decided, where a second person is due',
      ),
      ...when(new Set(state.locations.map(({ postId }) => postId)).size < state.locations.length, 'an address twice'),
      ...when(
        log.some(({ actor }) => actor.kind === 'human' && state.people?.includes(actor.id) !== true),
        'somebody who acted is not remembered',
      ),
    ];
  },
};

// The order

const document = { form: 'tco-annex-1', version: 1, sectionB: { urls: ['https://site.example/p/1'] } };
const formOf = (emergency: boolean) => ({
  ...{ statementOfReasons: 'x'.repeat(40), nonDisclosure: false, nonDisclosureReason: null },
  emergencyReason: emergency ? 'An attack is announced for tonight.' : null,
});
const head = { addressee: 'Op', authority: 'Authority', reference: 'R-1', addresseeReference: 'op-1' };
const provider = { name: 'Op', memberState: 'NL', authorisedPerson: 'Pat', email: 'pat@op.example' };
const annexII = (at: string): AnnexII => ({
  ...{ form: 'tco-annex-2', version: 1, ...head, receivedAt: at, measure: 'removed', measureAt: at, provider },
  answeredAt: at,
});
const annexIII = (at: string, reason: AnnexIII['reason']): AnnexIII => ({
  ...{ form: 'tco-annex-3', version: 1, ...head, receivedAt: at, reason, explanation: 'why', needed: null, provider },
  answeredAt: at,
});
const HOUR = 3_600_000;
const between = (from: string | null | undefined, to: string | null | undefined): number =>
  from == null || to == null ? Number.NaN : Date.parse(to) - Date.parse(from);

const theOrder: Machine<Order, OrderDraft, OrderEvent> = {
  type: 'order',
  evolve: evolveOrder,
  arrows: arrowsOf('state-machines.md', 1),
  open: (n) => ({
    by: person('lia'),
    drafts: [
      {
        type: 'order.drafted',
        data: {
          ...{ caseId: 'case-1', operatorId: 'op', reference: 'R-1', document: document as unknown as RemovalOrder },
          ...{ form: formOf(n % 4 === 0), postIds: [sha256('post')] },
          decidedBy: PEOPLE[n % PEOPLE.length] ?? 'ana',
          // One draft in some rests on a case that one person decided and signed: it must get nowhere.
          countersignedBy: PEOPLE[(n >> 2) % PEOPLE.length] ?? 'ben',
          firstOrder: n % 3 === 0,
          priorInformationSentAt: n % 6 === 0 ? addMilliseconds(START, -6 * HOUR) : null,
          ...(n % 11 === 0 ? { drill: 'drill-1' } : {}),
        },
      },
    ],
  }),
  attempts: (state, { who, n, wait }, at) => {
    const actor = person(who);
    const operator: Actor = { kind: 'operator', id: 'op' };
    const seenSeq = state.seq - (n === 5 ? 1 : 0);
    const signed = { at, document: document as unknown as RemovalOrder, undoMilliseconds: 60_000, seenSeq };
    // The operator's clock is not ours: its receipt may name a moment before, or one to come.
    const skewed = addMilliseconds(at, (n - 2) * 1000);
    const receipt = { reference: n === 5 ? 'R-2' : 'R-1', receiptId: 'receipt-1', receivedAt: skewed };
    const look = (status: 'gone' | 'up') => [
      { postId: sha256('post'), url: 'https://site.example/p/1', at, status, detail: '' },
    ];
    const sign: Attempt<OrderDraft> = [actor, () => signOrder(state, { ...signed, actor })];
    const attempt: Attempt<OrderDraft> = [machine, () => attemptDelivery(state, at)];
    const receive: Attempt<OrderDraft> = [machine, () => receiveReceipt(state, receipt)];
    return [
      ...[sign, sign, sign, attempt, attempt, attempt, receive, receive],
      [machine, () => signOrder(state, { ...signed, actor: machine })],
      [actor, () => editOrder(state, { form: formOf(n === 0), document: signed.document, seenSeq })],
      [actor, () => undoSignature(state, { actor, at })],
      [actor, () => (n < 2 ? withdrawOrder(state, 'not any more') : [])],
      [machine, () => priorInformationSent(state, at)],
      [machine, () => attemptFailed(state, 'no answer', at, n * 1000)],
      [operator, () => answerOrder(state, annexII(addMilliseconds(at, -Math.min(wait, HOUR))))],
      [operator, () => answerOrder(state, annexIII(at, 'force-majeure'))],
      [operator, () => answerOrder(state, annexIII(at, 'manifest-errors'))],
      [operator, () => answerOrder(state, { ...annexII(at), reference: 'R-2' })],
      [actor, () => clarifyOrder(state, 'the second post', at)],
      [machine, () => markOverdue(state, at)],
      [machine, () => recheckOrder(state, look('up'), at)],
      [machine, () => (n < 2 ? recheckOrder(state, look('gone'), at) : [])],
      [machine, () => (n === 0 ? annulOrder(state, { complaintId: 'c-1', reason: 'It reports on it.', at }) : [])],
      [machine, () => reinstatementFailed(state, 'no answer', at, 0)],
      [machine, () => reinstatementReceived(state, { ...receipt, reference: 'R-1' })],
      [machine, () => (n === 5 ? endDrillOrder(state) : [])],
    ];
  },
  onward: (state, { who, n }, at) => {
    const signing = { actor: person(who), at, document: document as unknown as RemovalOrder, undoMilliseconds: 60_000 };
    const receipt = { reference: 'R-1', receiptId: 'receipt-1', receivedAt: at };
    switch (state.state) {
      case 'draft':
        return [signing.actor, () => signOrder(state, { ...signing, seenSeq: state.seq })];
      case 'signed':
        return n === 0 ? [machine, () => priorInformationSent(state, at)] : [machine, () => attemptDelivery(state, at)];
      case 'prior_information':
        return [machine, () => attemptDelivery(state, at)];
      case 'sending':
        return [machine, () => receiveReceipt(state, receipt)];
      default:
        return null;
    }
  },
  faults: (state, log, before) => {
    const hasLeft = count(log, 'order.attempted', 'order.prior_information_sent') > 0;
    const isOut = !['draft', 'withdrawn'].includes(state.state);
    const signings = log.filter(({ type }) => type === 'order.signed');
    const last = log.at(-1);
    const isAttempt = last?.type === 'order.attempted';
    const hold = before.holdUntil;
    const noEmergency = state.firstOrder && state.form.emergencyReason === null;
    return [
      ...when(isOut && state.signedBy === null, 'out without a signature'),
      ...when(isOut && signings.length === 0, 'out without the event of a signature'),
      ...when(isOut && state.signedBy === state.decidedBy, 'decided and signed by one person'),
      ...when(isOut && state.countersignedBy === state.decidedBy, 'decided and countersigned by one person'),
      ...when(
        signings.some(({ actor }) => actor.kind !== 'human'),
        'signed by a machine',
      ),
      ...when(hasLeft && signings.length === 0, 'sent without two people'),
      ...when(isAttempt && hold !== null && (last?.at ?? '') < hold, 'sent while it could be undone'),
      ...when(isAttempt && noEmergency && state.priorInformationSentAt === null, 'a first order without information'),
      ...when(
        isAttempt && noEmergency && between(state.priorInformationSentAt, last?.at) < 12 * HOUR,
        'a first order before 12 hours',
      ),
      ...when(state.receipt !== null && count(log, 'order.attempted') === 0, 'received and never sent'),
      ...when(
        last?.type === 'order.received' &&
          state.state === 'received' &&
          Math.abs(between(last.at, state.dueAt) - HOUR) > 3000,
        'an hour that is not an hour',
      ),
      ...when(between(last?.at, state.dueAt) > HOUR, 'more than an hour left'),
      ...when(before.breached && !state.breached, 'a broken hour was mended'),
      ...when(state.state === 'overdue' && !state.breached, 'overdue and not broken'),
      ...when(
        last?.type === 'order.overdue' && between(before.dueAt, last.at) <= 0,
        'called overdue before the hour was over',
      ),
      ...when(
        state.dueAt !== null && state.receipt === null && state.clarifications.length === 0,
        'an hour of nothing',
      ),
      // Only a clarification starts the hour afresh; nothing else moves its end.
      ...when(
        before.dueAt !== null &&
          state.dueAt !== null &&
          state.dueAt !== before.dueAt &&
          last?.type !== 'order.clarified',
        'the end of the hour moved',
      ),
      ...when(before.dueAt !== null && state.dueAt !== null && state.dueAt < before.dueAt, 'the hour ran backwards'),
      ...when(state.updatedAt < before.updatedAt, 'its clock ran backwards'),
      ...when(
        last?.type === 'order.attempt_failed' && between(last.at, state.nextAttemptAt) <= 0,
        'tried again before it failed',
      ),
      ...when(state.state === 'verified' && count(log, 'order.rechecked') === 0, 'verified and never looked at'),
      ...when(state.state === 'annulled' && state.annulment === undefined, 'annulled by nothing'),
      ...when(state.executedAt !== null && count(log, 'order.attempted') === 0, 'executed and never sent'),
      ...when(state.drill === undefined && before.drill !== undefined, 'the mark of the drill was lost'),
    ];
  },
};

// The complaint

const involved = new Set(['ana', 'ben']);
const theComplaint: Machine<Complaint, ComplaintDraft, ComplaintEvent> = {
  type: 'complaint',
  evolve: evolveComplaint,
  arrows: arrowsOf('state-machines.md', 2),
  open: (n) => ({
    by: { kind: 'system', id: 'public-page' },
    drafts: [
      receiveComplaint(
        {
          kind: (['complaint', 'counter_notice', 'scrutiny'] as const)[n % 3] ?? 'complaint',
          ...{ filer: 'content_provider', caseId: 'case-1', orderId: 'order-1', lang: 'en', contact: null },
          ...{ text: 'I reported on it, I did not call for it.', receiptHash: sha256('code') },
        },
        START,
      ),
    ],
  }),
  attempts: (state, { who, n }) => {
    const actor = n === 0 ? machine : person(who);
    const context = { actor, seenSeq: state.seq - (n === 5 ? 1 : 0), involved };
    const reason = 'The text reports on an attack and condemns it.';
    return [
      [actor, () => takeComplaint(state, context)],
      [actor, () => takeComplaint(state, context)],
      [actor, () => decideComplaint(state, { outcome: 'upheld', reason }, context)],
      [actor, () => decideComplaint(state, { outcome: 'rejected', reason }, context)],
      [machine, () => (n === 3 ? withdrawComplaint(state) : [])],
      [machine, () => carriedOut(state)],
    ];
  },
  onward: () => null,
  faults: (state, log, before) => {
    const decided = count(log, 'complaint.upheld', 'complaint.rejected');
    const acted = log.filter(({ type }) =>
      ['complaint.taken', 'complaint.upheld', 'complaint.rejected'].includes(type),
    );
    return [
      ...when(decided > 1, 'decided twice'),
      ...when((state.decision === null) !== (decided === 0), 'a decision without its event'),
      ...when(
        state.decision !== null && state.decision.by !== state.reviewer,
        'decided by somebody who did not take it up',
      ),
      ...when(
        acted.some(({ actor }) => actor.kind !== 'human' || involved.has(actor.id)),
        'taken up or decided by somebody who took part, or by a machine',
      ),
      ...when(state.carriedOutAt !== null && state.state !== 'upheld', 'carried out and not upheld'),
      ...when(state.dueAt !== before.dueAt, 'its clock was moved'),
      ...when((state.kind === 'scrutiny') !== (state.dueAt !== null), 'a clock where there is none, or none'),
      ...when(state.updatedAt < before.updatedAt, 'its clock ran backwards'),
      ...when(state.state === 'withdrawn' && decided > 0, 'withdrawn after it was decided'),
    ];
  },
};

// The tip

const TIP_ARROWS = new Set([
  ' tip.received received',
  ...['received', 'visiting', 'listed'].map((from) => `${from} tip.joined joined`),
  'received tip.visit_asked visiting',
  ...['received', 'visiting'].map((from) => `${from} tip.listed listed`),
  'listed tip.closed closed',
]);
const theTip: Machine<Tip, TipDraft, TipEvent> = {
  type: 'tip',
  evolve: evolveTip,
  arrows: TIP_ARROWS,
  open: () => ({
    by: { kind: 'system', id: 'public-page' },
    drafts: [
      {
        type: 'tip.received',
        data: {
          ...{ url: 'https://site.example/p/1', category: 'threat', lang: 'en', text: '', contact: null },
          receiptHash: sha256('code'),
        },
      },
    ],
  }),
  attempts: (state, { who, n }, at) => {
    const actor = n === 0 ? machine : person(who);
    const context = { actor, seenSeq: state.seq - (n === 5 ? 1 : 0) };
    return [
      [machine, () => (n === 1 ? followTip(state, { kind: 'case', caseId: 'case-1' }, at) : [])],
      [machine, () => (n === 2 ? followTip(state, { kind: 'not_flagged' }, at) : [])],
      [machine, () => (n === 3 ? followTip(state, { kind: 'no_source' }, at) : [])],
      [machine, () => followTip(state, { kind: 'on_source', sourceId: 'source-1' }, at)],
      [machine, () => followTip(state, { kind: 'on_source', sourceId: 'source-1' }, at)],
      [actor, () => closeTip(state, 'no_action', context)],
      [actor, () => closeTip(state, n % 2 === 0 ? 'bad_faith' : 'passed_on', context)],
    ];
  },
  onward: () => null,
  faults: (state, log, before) => [
    ...when((state.state === 'joined') !== (state.caseId !== null), 'joined to nothing, or something and not joined'),
    ...when((state.state === 'closed') !== (state.outcome !== null), 'closed without an outcome'),
    ...when(
      log.some(({ type, actor }) => type === 'tip.closed' && actor.kind !== 'human'),
      'closed by a machine',
    ),
    ...when(state.looks > TIP_LOOKS || state.looks !== count(log, 'tip.visit_asked'), 'looked at more often than said'),
    ...when((state.lookAt === null) === ['received', 'visiting'].includes(state.state), 'a clock where there is none'),
    ...when(before.lookAt !== null && state.lookAt !== null && state.lookAt < before.lookAt, 'its clock ran backwards'),
    ...when(state.state === 'listed' && state.listedBecause === null, 'listed for no reason'),
    ...when(state.updatedAt < before.updatedAt, 'its clock ran backwards'),
  ],
};

// The order or notice under the DSA, and the referral

const conflict = (n: number): Conflict => ({
  key: sha256(`conflict ${n}`),
  kind: n === 0 ? 'investigation' : 'other_authority',
  ...{ url: 'https://ferry.example/p/1', reference: `NL-${n}`, orderId: null, detail: 'on its list' },
});
const theNotice: Machine<Notice, NoticeDraft, NoticeEvent> = {
  type: 'notice',
  evolve: evolveNotice,
  arrows: arrowsOf('notices.md', 0),
  open: (n) => {
    const drafted = noticeDrafted(INSTRUMENTS[n % INSTRUMENTS.length]);
    // One draft in some rests on a case that one person decided and signed: it must get nowhere.
    const people = {
      decidedBy: PEOPLE[n % PEOPLE.length] ?? 'ana',
      countersignedBy: PEOPLE[(n >> 2) % PEOPLE.length] ?? 'ben',
    };
    return { by: person('lia'), drafts: [{ ...drafted, data: { ...drafted.data, ...people } }] };
  },
  attempts: (state, { who, n }, at) => {
    const actor = person(who);
    const operator: Actor = { kind: 'operator', id: 'ferry' };
    const seenSeq = state.seq - (n === 5 ? 1 : 0);
    const signing = { actor, at, document: state.document, undoMilliseconds: 60_000, seenSeq };
    const conflicts = n < 4 ? [] : [conflict(n)];
    const receipt = { reference: n === 5 ? 'R-2' : NOTICE_REFERENCE, receiptId: 'receipt-1', receivedAt: at };
    const own = { ...receipt, reference: NOTICE_REFERENCE };
    const look = (status: 'gone' | 'up') => [
      { postId: sha256('post'), url: 'https://ferry.example/p/1', at, status, detail: '' },
    ];
    const code = sha256(`code ${n}`);
    const words = {
      form: 'text',
      version: 1,
      reference: NOTICE_REFERENCE,
      text: `words ${n}`,
      answeredAt: at,
    } as const;
    const sign: Attempt<NoticeDraft> = [actor, () => signNotice(state, { ...signing, conflicts })];
    const attempt: Attempt<NoticeDraft> = [machine, () => attemptNotice(state, at)];
    return [
      ...[sign, sign, attempt, attempt],
      [machine, () => signNotice(state, { ...signing, actor: machine })],
      [actor, () => releaseNotice(state, [conflict(n)], { actor, reason: 'they asked us to' })],
      [actor, () => editNotice(state, { form: state.form, document: state.document, seenSeq })],
      [actor, () => undoNoticeSignature(state, { actor, at })],
      [machine, () => (n === 1 ? holdBackNotice(state) : [])],
      [actor, () => (n < 2 ? withdrawNotice(state, { reason: 'it was wrong', at }) : [])],
      [machine, () => noticeAttemptFailed(state, 'no answer', at, n * 1000)],
      [machine, () => noticeSent(state, receipt)],
      [machine, () => noticeSent(state, null)],
      [machine, () => awaitNoticeService(state, null)],
      [machine, () => noticeReturned(state, 'it came back')],
      [machine, () => noticeWithdrawalReturned(state, 'it came back')],
      [actor, () => (n < 2 ? replayNotice(state) : [])],
      [actor, () => serveNotice(state, 'registered letter 1', at)],
      [operator, () => answerNotice(state, { form: 'notice-receipt', version: 1, ...own }, { via: 'signed', at })],
      [operator, () => answerNotice(state, aNoticeDecision({ explanation: `answer ${n}` }), { via: 'signed', at })],
      [operator, () => answerNotice(state, aNoticeDecision({ reference: 'R-2' }), { via: 'signed', at })],
      [operator, () => answerNotice(state, aNoticeDecision(), { via: 'page', codeHash: code, at })],
      [actor, () => answerNotice(state, words, { via: 'hand', source: 'a letter', at })],
      [actor, () => makeNoticeCode(state, code, at)],
      [machine, () => markUnanswered(state, at)],
      [machine, () => recheckNotice(state, look('up'), at)],
      [machine, () => (n < 2 ? recheckNotice(state, look('gone'), at) : [])],
      [machine, () => noticeWithdrawalFailed(state, 'no answer', at, 0, n === 0)],
      [machine, () => noticeWithdrawalReceived(state, own)],
      [actor, () => transmitNotice(state, 'Coordinator (fictional)', at)],
    ];
  },
  onward: (state, { who, n }, at) => {
    const signing = { actor: person(who), at, document: state.document, undoMilliseconds: 60_000, seenSeq: state.seq };
    switch (state.state) {
      case 'draft':
        return [signing.actor, () => signNotice(state, signing)];
      case 'signed':
        return [machine, () => attemptNotice(state, at)];
      case 'sending':
        return [
          machine,
          () => noticeSent(state, n < 3 ? null : { reference: NOTICE_REFERENCE, receiptId: 'r', receivedAt: at }),
        ];
      case 'sent':
      case 'confirmed':
        return [machine, () => markUnanswered(state, at)];
      default:
        return null;
    }
  },
  faults: (state, log, before) => {
    const isOut = !['draft', 'withdrawn'].includes(state.state);
    const signings = log.filter(({ type }) => type === 'notice.signed');
    const last = log.at(-1);
    const released = state.releases ?? [];
    const hasLeft = count(log, 'notice.attempted') > 0;
    const anew = log.slice(log.findLastIndex(({ type }) => type === 'notice.replayed') + 1);
    return [
      ...when(isOut && state.signedBy === null, 'out without a signature'),
      ...when(isOut && state.signedBy === state.decidedBy, 'decided and signed by one person'),
      ...when(isOut && state.countersignedBy === state.decidedBy, 'decided and countersigned by one person'),
      ...when(
        signings.some(({ actor }) => actor.kind !== 'human'),
        'signed by a machine',
      ),
      ...when(hasLeft && signings.length === 0, 'sent without two people'),
      ...when(
        last?.type === 'notice.attempted' && before.holdUntil !== null && last.at < before.holdUntil,
        'sent while it could be undone',
      ),
      ...when(last?.type === 'notice.signature_withdrawn' && hasLeft, 'a signature was taken back from what has left'),
      ...when(released.length !== count(log, 'notice.conflicts_released'), 'a release without its event'),
      ...when(
        released.some(({ conflicts }) => conflicts.includes(conflict(0).key)),
        'an investigation was released',
      ),
      ...when(state.sentAt !== null && !hasLeft, 'sent and never tried'),
      ...when(state.receipt !== null && !hasLeft, 'received and never sent'),
      ...when(state.state === 'decided' && count(log, 'notice.answered') === 0, 'decided by nothing'),
      ...when(
        (state.decidedAt !== null) !== log.some((one) => one.type === 'notice.answered' && decides(one)),
        'decided by words alone, or not at all',
      ),
      ...when(state.state === 'no_answer' && count(log, 'notice.unanswered') === 0, 'unanswered without its event'),
      ...when(
        last?.type === 'notice.unanswered' && between(before.expectedBy, last.at) <= 0,
        'called unanswered before its day was over',
      ),
      ...when((state.withdrawal !== null) !== (count(log, 'notice.withdrawn') === 1), 'withdrawn twice, or by nothing'),
      ...when(
        state.withdrawal?.document != null && !hasLeft,
        'the platform is told of a withdrawal, and never had the notice',
      ),
      ...when(
        last?.type === 'notice.attempt_failed' && between(last.at, state.nextAttemptAt) <= 0,
        'tried again before it failed',
      ),
      ...when(state.attempts.length !== count(log, 'notice.attempted'), 'an attempt without its event, or lost'),
      ...when(
        count(anew, 'notice.attempt_failed') > MOST_ATTEMPTS || count(anew, 'notice.withdrawal_failed') > MOST_ATTEMPTS,
        'tried without end',
      ),
      ...when(last?.type === 'notice.replayed' && last.actor.kind !== 'human', 'replayed by a machine'),
      ...when(
        state.undelivered != null && nextNoticeStep(state, state.updatedAt).step !== 'nothing',
        'a dead letter that the house brings by itself',
      ),
      ...when(state.transmissions.length !== count(log, 'notice.transmitted'), 'a transmission without its event'),
      ...when(state.updatedAt < before.updatedAt, 'its clock ran backwards'),
      ...when(
        log.some(({ actor }) => actor.kind === 'human' && !state.people.includes(actor.id)),
        'somebody who acted is not remembered',
      ),
    ];
  },
};
const decides = (event: Extract<NoticeEvent, { type: 'notice.answered' }>): boolean =>
  ['notice-decision', 'dsa-statement'].includes(event.data.answer.form);

describe(`${HISTORIES} random histories`, () => {
  it(
    'of a case hold: no state without its events, no order without two people, and it replays to the same',
    () =>
      prove(theCase, [
        'open',
        'second_opinion',
        'confirmed',
        'cleared',
        'escalated',
        'signed',
        'in_takedown',
        'resolved',
        'withdrawn',
      ]),
    LONG,
  );
  it(
    'of an order hold, also its hours',
    () =>
      prove(theOrder, [
        ...['draft', 'signed', 'prior_information', 'sending', 'received', 'executed', 'impossible'],
        ...['needs_clarification', 'overdue', 'verified', 'withdrawn', 'annulled'],
      ]),
    LONG,
  );
  it(
    'of an order or notice under the DSA, or a referral, hold: none without two people, and none tried without end',
    () => prove(theNotice, ['draft', 'signed', 'sending', 'sent', 'confirmed', 'decided', 'no_answer', 'withdrawn']),
    LONG,
  );
  it(
    'of a complaint hold: a stranger to the case decides, once',
    () => prove(theComplaint, ['received', 'in_review', 'upheld', 'rejected', 'withdrawn']),
    LONG,
  );
  it('of a tip hold', () => prove(theTip, ['received', 'visiting', 'joined', 'listed', 'closed']), LONG);
});
