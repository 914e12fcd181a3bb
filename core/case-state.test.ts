import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case, CaseDraft, CaseEvent, DecisionInput, Location } from './case.ts';
import {
  addLocation,
  checkLocation,
  closeWhenGone,
  countersignCase,
  currentDecision,
  decideCase,
  draftOrderOn,
  endHold,
  evolveCase,
  lookedAt,
  orderSentOn,
  refuseCountersign,
  resolveWhenGone,
  uncoveredAt,
  undoDecision,
  withdrawWhenGone,
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

  const check = (state: Case, n: number, status: Location['status']): Case =>
    step(state, checkLocation(state, { postId: location(n).postId, status, checkedAt: later }), machine, later);
  const typesOf = (drafts: CaseDraft[]): string[] => drafts.map(({ type }) => type);

  it('is withdrawn, with a note, when every address is gone before anybody decided, and not sooner', () => {
    let state = step(fresh(), addLocation(fresh(), location(1)), machine, START);
    state = check(state, 0, 'gone_by_author');
    expect(withdrawWhenGone(state)).toEqual([]);
    expect(withdrawWhenGone(check(state, 1, 'geo_blocked'))).toEqual([]);
    state = check(state, 1, 'gone_by_operator');
    const withdrawn = step(state, closeWhenGone(state), machine, later);
    expect(withdrawn).toMatchObject({ state: 'withdrawn', stateBeforeWithdrawal: 'open', revision: 2 });
    expect(withdrawn.notes).toEqual([
      { at: later, actor: machine, text: 'Every known address is gone: 1 by its author, 1 by the operator.' },
    ]);
    expect(codeOf(() => decide(withdrawn, 'ana', later))).toBe('CASE_NOT_DECIDABLE');
    // The text is back: people go on where they were.
    expect(check(withdrawn, 0, 'up').state).toBe('open');
    expect(step(withdrawn, addLocation(withdrawn, location(3)), machine, later).state).toBe('open');
  });

  it('stays with people when it was decided, can still be undone, or threatens a life', () => {
    const gone = (state: Case): Case => check(state, 0, 'gone_by_author');
    const decided = step(fresh(), decide(fresh(), 'ana', START), person('ana'), START);
    expect(withdrawWhenGone(gone(decided))).toEqual([]);
    expect(withdrawWhenGone(gone(confirmed()))).toEqual([]);
    expect(withdrawWhenGone({ ...gone(fresh()), imminentThreat: true })).toEqual([]);
    expect(typesOf(withdrawWhenGone(gone(fresh())))).toEqual(['case.withdrawn']);
  });

  it('sounds an alarm when a confirmed text comes up anew, and only then', () => {
    const state = confirmed();
    expect(typesOf(addLocation(fresh(), location(1)))).toEqual(['case.location_added']);
    const held = step(fresh(), decide(fresh(), 'ana', START), person('ana'), START);
    expect(typesOf(addLocation(held, location(1)))).toEqual(['case.location_added']);
    const added = step(state, addLocation(state, location(1)), machine, later);
    expect(added.returns).toEqual([
      { postId: location(1).postId, sourceId: 'source1', at: later, after: 'confirmation' },
    ]);
    const blocked = check(state, 0, 'geo_blocked');
    expect(typesOf(checkLocation(blocked, { postId: location(0).postId, status: 'up', checkedAt: later }))).toEqual([
      'case.location_checked',
    ]);
    let signed = step(state, sign(state, 'ben'), person('ben'), later);
    signed = step(signed, orderSentOn(signed, 'o1'), machine, later);
    const resolved = step(check(signed, 0, 'gone'), closeWhenGone(check(signed, 0, 'gone')), machine, later);
    expect(check(resolved, 0, 'up')).toMatchObject({ state: 'signed', returns: [{ after: 'resolution' }] });
    expect(step(resolved, addLocation(resolved, location(2)), machine, later)).toMatchObject({
      state: 'signed',
      returns: [{ postId: location(2).postId, after: 'resolution' }],
    });
  });

  it('is not resolved while an address is only blocked for us', () => {
    let state = confirmed();
    state = step(state, sign(state, 'ben'), person('ben'), later);
    state = step(state, orderSentOn(state, 'o1'), machine, later);
    expect(closeWhenGone(check(state, 0, 'geo_blocked'))).toEqual([]);
    expect(typesOf(closeWhenGone(check(state, 0, 'gone')))).toEqual(['case.resolved']);
  });

  it('remembers a look, says what changed, and leaves decisions valid', () => {
    const open = step(fresh(), addLocation(fresh(), location(1)), machine, START);
    const found = [
      { postId: location(0).postId, status: 'up' as const },
      { postId: location(1).postId, status: 'gone' as const },
    ];
    const drafts = lookedAt(open, { found, unknown: 0, at: later });
    expect(typesOf(drafts)).toEqual(['case.location_checked', 'case.looked']);
    const looked = step(open, drafts, machine, later);
    expect(looked).toMatchObject({ lookedAt: later, revision: open.revision });
    expect(looked.locations.map(({ status, checkedAt }) => [status, checkedAt])).toEqual([
      ['up', later],
      ['gone', later],
    ]);
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

  it('is undecided again when a second person refuses, and is withdrawn once its text is gone', () => {
    const ready = confirmed();
    const refused = step(
      ready,
      refuseCountersign(ready, { actor: person('ben'), at: later, seenRevision: ready.revision, reason: 'not so' }),
      person('ben'),
      later,
    );
    const gone = step(
      refused,
      checkLocation(refused, { postId: location(0).postId, status: 'gone', checkedAt: later }),
      machine,
      later,
    );
    expect(typesOf(closeWhenGone(gone))).toEqual(['case.withdrawn']);
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
  const command = fc.record({ kind: fc.nat(11), who: fc.constantFrom(...people), n: fc.nat(4), wait: fc.nat(120_000) });

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
            () => closeWhenGone(state),
            () =>
              lookedAt(state, {
                found: state.locations.map(({ postId }) => ({ postId, status: n % 2 === 0 ? 'up' : 'gone_by_author' })),
                unknown: 0,
                at,
              }),
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
          // A decision that a second person refused is none: the case is undecided again.
          const isRefused = log.some(
            (event) => event.type === 'case.countersign_refused' && event.at >= (decision?.at ?? ''),
          );
          if (state.state === 'withdrawn' && !isRefused) expect(decision?.outcome).not.toBe('violating');
          if ((state.returns?.length ?? 0) > 0)
            expect(state.decisions.some((one) => one.outcome === 'violating')).toBe(true);
          expect(new Set(state.locations.map((one) => one.postId)).size).toBe(state.locations.length);
        }
        expect(log.reduce<Case | null>((acc, event) => evolveCase(acc, event), null)).toEqual(state);
        expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1));
      }),
      { numRuns: 300 },
    );
  });
});
