import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case, CaseDraft, CaseEvent, DecisionInput, Location } from './case.ts';
import {
  addLocation,
  checkLocation,
  countersignCase,
  currentDecision,
  decideCase,
  draftOrderOn,
  endHold,
  evolveCase,
  orderSentOn,
  refuseCountersign,
  resolveWhenGone,
  uncoveredAt,
  undoDecision,
} from './case-state.ts';
import { addMilliseconds } from './clock.ts';
import { isWeirError } from './errors.ts';
import { type Actor, eventId } from './event.ts';
import { sha256 } from './hash.ts';

const START = '2026-03-01T10:00:00.000Z';
const hash = sha256('text');
const person = (id: string): Actor => ({ kind: 'human', id });
const machine: Actor = { kind: 'system', id: 'test' };

const location = (n: number): Location => ({
  postId: sha256(`post ${n}`),
  url: `https://site${n % 2}.example/p/${n}`,
  sourceId: `source${n % 2}`,
  operatorId: `operator${n % 2}`,
  platform: 'Platform',
  contentHash: hash,
  captureId: sha256('capture'),
  publishedAt: START,
  firstSeenAt: START,
  status: 'up',
  checkedAt: null,
});

const scores = { threat: 0.1, instruction: 0, incitement: 0.9, solicitation: 0, recruitment: 0.2, glorification: 0.1 };
const opened: CaseDraft = {
  type: 'case.opened',
  data: {
    clusterId: 'c1',
    title: null,
    text: 'text',
    lang: 'en',
    contentHash: hash,
    imminentThreat: false,
    location: location(0),
    assessment: {
      modelVersion: 'm',
      policyVersion: 'p',
      violating: 0.9,
      categories: scores,
      leading: 'incitement',
      context: 'other',
      contextProbability: 0.9,
      spans: [],
      routingReason: 'violating 0.90 at or over 0.50',
    },
  },
};

/** Numbers drafts and folds them, as the store does. */
const apply = (
  state: Case | null,
  drafts: CaseDraft[],
  actor: Actor,
  at: string,
): { state: Case | null; events: CaseEvent[] } => {
  let next = state;
  const events: CaseEvent[] = [];
  for (const draft of drafts) {
    const subject = { type: 'case' as const, id: 'case-1' };
    const seq = (next?.seq ?? 0) + 1;
    const event = { v: 1, id: eventId(subject, seq), subject, seq, at, actor, ...draft } as CaseEvent;
    next = evolveCase(next, event);
    events.push(event);
  }
  return { state: next, events };
};

const exemption = {
  education: false,
  journalism: false,
  art: false,
  research: false,
  counterSpeech: false,
  publicDebate: false,
  explanation: 'It calls for an attack and nothing else.',
};
const violating: DecisionInput = {
  outcome: 'violating',
  categories: ['incitement'],
  legalBasis: 'tco-art-3',
  exemption,
  reason: 'calls on others to attack',
  contentHash: hash,
};

const fresh = (): Case => {
  const { state } = apply(null, [opened], machine, START);
  if (state === null) throw new Error('not opened');
  return state;
};
const step = (state: Case, drafts: CaseDraft[], actor: Actor, at: string): Case =>
  apply(state, drafts, actor, at).state ?? state;
const decide = (state: Case, who: string, at: string, input: DecisionInput = violating): CaseDraft[] =>
  decideCase(state, input, { actor: person(who), at, undoMilliseconds: 60_000, seenRevision: state.revision });
const later = addMilliseconds(START, 61_000);

const confirmed = (): Case => {
  const decided = step(fresh(), decide(fresh(), 'ana', START), person('ana'), START);
  return step(decided, endHold(decided, later), machine, later);
};
const sign = (state: Case, who: string, at = later) =>
  countersignCase(state, { actor: person(who), at, seenRevision: state.revision, contentHash: hash });
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'no error';
  } catch (error) {
    return isWeirError(error) ? error.code : String(error);
  }
};

describe('the case', () => {
  it('goes from open through two people and takedown to resolved', () => {
    let state = confirmed();
    expect(state.state).toBe('confirmed');
    state = step(state, sign(state, 'ben'), person('ben'), later);
    expect(state.state).toBe('signed');
    const order = { orderId: 'o1', operatorId: 'operator0', postIds: [location(0).postId] };
    state = step(state, draftOrderOn(state, order), person('lia'), later);
    state = step(state, orderSentOn(state, 'o1'), machine, later);
    expect(state.state).toBe('in_takedown');
    expect(resolveWhenGone(state)).toEqual([]);
    state = step(
      state,
      checkLocation(state, { postId: location(0).postId, status: 'gone_by_operator', checkedAt: later }),
      machine,
      later,
    );
    state = step(state, resolveWhenGone(state), machine, later);
    expect(state).toMatchObject({ state: 'resolved', resolvedAt: later });
  });

  it('opens again as signed when the text comes back after it was resolved', () => {
    let state = confirmed();
    state = step(state, sign(state, 'ben'), person('ben'), later);
    state = step(state, orderSentOn(state, 'o1'), machine, later);
    state = step(
      state,
      checkLocation(state, { postId: location(0).postId, status: 'gone', checkedAt: later }),
      machine,
      later,
    );
    state = step(state, resolveWhenGone(state), machine, later);
    const sameAddress = step(
      state,
      checkLocation(state, { postId: location(0).postId, status: 'up', checkedAt: later }),
      machine,
      later,
    );
    expect(sameAddress).toMatchObject({ state: 'signed', resolvedAt: null });
    expect(uncoveredAt(sameAddress, 'operator0').map((one) => one.postId)).toEqual([location(0).postId]);
    state = step(state, addLocation(state, location(2)), machine, later);
    expect(state.state).toBe('signed');
  });

  it('refuses what it must, with a code', () => {
    const open = fresh();
    const ready = confirmed();
    const decided = step(open, decide(open, 'ana', START), person('ana'), START);
    expect({
      staleRevision: codeOf(() =>
        decideCase(open, violating, {
          actor: person('ana'),
          at: START,
          undoMilliseconds: 0,
          seenRevision: open.revision + 1,
        }),
      ),
      decideTwice: codeOf(() => decide(decided, 'ben', START)),
      noCategory: codeOf(() => decide(open, 'ana', START, { ...violating, categories: [] })),
      noLegalBasis: codeOf(() => decide(open, 'ana', START, { ...violating, legalBasis: 'none' })),
      noExemptionTest: codeOf(() => decide(open, 'ana', START, { ...violating, exemption: null })),
      exempt: codeOf(() => decide(open, 'ana', START, { ...violating, exemption: { ...exemption, journalism: true } })),
      otherText: codeOf(() => decide(open, 'ana', START, { ...violating, contentHash: sha256('other') })),
      undoByAnother: codeOf(() => undoDecision(decided, { actor: person('ben'), at: START })),
      undoTooLate: codeOf(() => undoDecision(decided, { actor: person('ana'), at: later })),
      signTooEarly: codeOf(() => sign(decided, 'ben', START)),
      signOwn: codeOf(() => sign(ready, 'ana')),
      signOpen: codeOf(() => sign(open, 'ben')),
      orderUnsigned: codeOf(() => draftOrderOn(ready, { orderId: 'o', operatorId: 'operator0', postIds: ['x'] })),
    }).toEqual({
      staleRevision: 'CASE_CHANGED',
      decideTwice: 'CASE_NOT_DECIDABLE',
      noCategory: 'CATEGORY_MISSING',
      noLegalBasis: 'LEGAL_BASIS_MISSING',
      noExemptionTest: 'EXEMPTION_TEST_MISSING',
      exempt: 'EXEMPTION_APPLIES',
      otherText: 'CONTENT_CHANGED',
      undoByAnother: 'UNDO_NOT_YOURS',
      undoTooLate: 'UNDO_EXPIRED',
      signTooEarly: 'STILL_ON_HOLD',
      signOwn: 'SECOND_PERSON_REQUIRED',
      signOpen: 'NOT_CONFIRMED',
      orderUnsigned: 'SECOND_SIGNATURE_MISSING',
    });
  });

  it('undoes a decision back to where it was', () => {
    const open = fresh();
    const decided = step(open, decide(open, 'ana', START), person('ana'), START);
    const undone = step(decided, undoDecision(decided, { actor: person('ana'), at: START }), person('ana'), START);
    expect(undone).toMatchObject({ state: 'open', holdUntil: null });
    expect(currentDecision(undone)).toBeNull();
  });

  it('does not count the same address twice', () => {
    const open = fresh();
    expect(addLocation(open, location(0))).toEqual([]);
    expect(addLocation(open, { ...location(0), postId: sha256('an edit') })).toEqual([]);
  });

  const people = ['ana', 'ben', 'cem'];
  const command = fc.record({ kind: fc.nat(9), who: fc.constantFrom(...people), n: fc.nat(4), wait: fc.nat(120_000) });

  it('keeps its promises whatever happens in whatever order, and folds to the same state', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const log: CaseEvent[] = [...apply(null, [opened], machine, START).events];
        let state = fresh();
        let at = START;
        for (const { kind, who, n, wait } of commands) {
          at = addMilliseconds(at, wait);
          const actor = person(who);
          const attempts: (() => CaseDraft[])[] = [
            () => decide(state, who, at),
            () => decide(state, who, at, { ...violating, outcome: 'not_violating', categories: [], exemption: null }),
            () => decide(state, who, at, { ...violating, outcome: 'not_sure' }),
            () => undoDecision(state, { actor, at }),
            () => endHold(state, at),
            () => sign(state, who, at),
            () => refuseCountersign(state, { actor, at, seenRevision: state.revision, reason: 'not so' }),
            () => addLocation(state, location(n)),
            () =>
              draftOrderOn(state, { orderId: `o${n}`, operatorId: `operator${n % 2}`, postIds: [location(n).postId] }),
            () => [
              ...orderSentOn(state, 'o1'),
              ...checkLocation(state, { postId: location(n).postId, status: 'gone', checkedAt: at }),
            ],
          ];
          try {
            const result = apply(state, attempts[kind]?.() ?? [], actor, at);
            state = result.state ?? state;
            log.push(...result.events);
          } catch (error) {
            if (!isWeirError(error)) throw error;
          }
          const decision = currentDecision(state);
          if (state.countersignature !== null && ['signed', 'in_takedown', 'resolved'].includes(state.state)) {
            expect(decision?.outcome).toBe('violating');
            expect(state.countersignature.by).not.toBe(decision?.reviewer);
          } else expect(['signed', 'in_takedown', 'resolved']).not.toContain(state.state);
          if (state.orders.length > 0) expect(state.countersignature).not.toBeNull();
          expect(new Set(state.locations.map((one) => one.postId)).size).toBe(state.locations.length);
        }
        expect(log.reduce<Case | null>((acc, event) => evolveCase(acc, event), null)).toEqual(state);
        expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1));
      }),
      { numRuns: 300 },
    );
  });
});
