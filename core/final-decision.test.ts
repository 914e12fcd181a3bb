import { describe, expect, it } from 'vitest';
import type { Case, CaseDraft, CaseEvent, DecisionInput, ExemptionTest } from './case.ts';
import { countersignCase, decideCase, endHold, evolveCase, refuseCountersign, undoDecision } from './case-state.ts';
import { type Actor, eventId } from './event.ts';
import { finalDecision } from './final-decision.ts';
import { sha256 } from './hash.ts';

const START = '2026-03-01T10:00:00.000Z';
const LATER = '2026-03-01T11:00:00.000Z';
const contentHash = sha256('text');
const person = (id: string): Actor => ({ kind: 'human', id });

const fold = (before: Case | null, drafts: CaseDraft[], actor: Actor): Case => {
  let state = before;
  for (const draft of drafts) {
    const subject = { type: 'case' as const, id: 'case-1' };
    const seq = (state?.seq ?? 0) + 1;
    state = evolveCase(state, {
      v: 1,
      id: eventId(subject, seq),
      subject,
      seq,
      at: START,
      actor,
      ...draft,
    } as CaseEvent);
  }
  if (state === null) throw new Error('nothing happened');
  return state;
};

const opened = (title: string | null = null): Case =>
  fold(
    null,
    [
      {
        type: 'case.opened',
        data: {
          ...{
            clusterId: 'cluster-1',
            title,
            text: 'We sing on Sunday',
            lang: 'en',
            contentHash,
            imminentThreat: false,
          },
          location: {
            ...{ postId: sha256('post'), url: 'https://site.example/1', sourceId: 's', operatorId: 'o', platform: 'P' },
            ...{ contentHash, captureId: sha256('capture'), publishedAt: START, firstSeenAt: START },
            ...{ status: 'up', checkedAt: null },
          },
          assessment: {
            ...{ modelVersion: 'm', policyVersion: 'p', violating: 0.9, leading: 'incitement', context: 'other' },
            categories: {
              threat: 0,
              instruction: 0,
              incitement: 0.9,
              solicitation: 0,
              recruitment: 0,
              glorification: 0,
            },
            ...{ contextProbability: 0.9, spans: [], routingReason: 'violating 0.90 at or over 0.50' },
          },
        },
      },
    ],
    { kind: 'system', id: 'test' },
  );

const none: ExemptionTest = {
  ...{ education: false, journalism: false, art: false, research: false, counterSpeech: false, publicDebate: false },
  explanation: 'None of the purposes applies.',
};

const decide = (state: Case, who: string, input: Partial<DecisionInput>): Case => {
  const full: DecisionInput = {
    ...{ outcome: 'not_violating', categories: [], legalBasis: 'none', exemption: null, reason: 'plain', contentHash },
    ...input,
  };
  const context = { actor: person(who), at: START, undoMilliseconds: 60_000, seenRevision: state.revision };
  return fold(state, decideCase(state, full, context), person(who));
};
const violating: Partial<DecisionInput> = {
  ...{ outcome: 'violating', categories: ['threat'], legalBasis: 'tco-art-3', exemption: none },
};
const afterHold = (state: Case): Case => fold(state, endHold(state, LATER), { kind: 'system', id: 'test' });
const sign = (state: Case, who: string): Case =>
  fold(
    state,
    countersignCase(state, { actor: person(who), at: LATER, seenRevision: state.revision, contentHash }),
    person(who),
  );

describe('finalDecision', () => {
  it('is there for a cleared case once its time to undo has passed, and not before', () => {
    const cleared = decide(opened(), 'ana', {});
    expect([finalDecision(opened()), finalDecision(cleared)]).toEqual([null, null]);
    expect(finalDecision(afterHold(cleared))).toMatchObject({
      text: 'We sing on Sunday',
      categories: [],
      context: null,
    });
    const undone = fold(cleared, undoDecision(cleared, { actor: person('ana'), at: START }), person('ana'));
    expect(finalDecision(undone)).toBeNull();
  });

  it('is there for a violating case only once a second person has signed', () => {
    const confirmed = afterHold(decide(opened(), 'ana', violating));
    expect(finalDecision(confirmed)).toBeNull();
    expect(finalDecision(sign(confirmed, 'bo'))).toMatchObject({ categories: ['threat'], context: 'other' });
  });

  it('is none where somebody was not sure, or a second person refused to sign', () => {
    expect(finalDecision(afterHold(decide(opened(), 'ana', { outcome: 'not_sure' })))).toBeNull();
    const confirmed = afterHold(decide(opened(), 'ana', violating));
    const context = { actor: person('bo'), at: LATER, seenRevision: confirmed.revision, reason: 'it is a song' };
    const refused = fold(confirmed, refuseCountersign(confirmed, context), person('bo'));
    expect(finalDecision(refused)).toBeNull();
    // Decided again: the case counts as it stands now.
    expect(finalDecision(afterHold(decide(refused, 'cem', {})))).toMatchObject({ categories: [] });
  });

  it('takes the protected context from the decision, where it names one', () => {
    const contextFor = (answers: Partial<ExemptionTest>) =>
      finalDecision(afterHold(decide(opened(), 'ana', { exemption: { ...none, ...answers } })))?.context;
    expect(contextFor({ journalism: true })).toBe('news');
    expect(contextFor({ education: true, research: true })).toBe('research');
    expect(contextFor({ art: true, publicDebate: true })).toBeNull();
    expect(contextFor({})).toBeNull();
  });

  it('says nothing of the people, and reads the title with the text', () => {
    const decision = finalDecision(afterHold(decide(opened('Choir'), 'ana', {})));
    expect(decision?.text).toBe('Choir\nWe sing on Sunday');
    expect(JSON.stringify(decision)).not.toContain('ana');
  });
});
