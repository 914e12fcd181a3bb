import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case } from './case.ts';
import { addMilliseconds } from './clock.ts';
import type { Complaint, ComplaintDraft, ComplaintEvent, ComplaintKind } from './complaint.ts';
import {
  carriedOut,
  decideComplaint,
  evolveComplaint,
  receiveComplaint,
  takeComplaint,
  tookPart,
  withdrawComplaint,
} from './complaint-state.ts';
import { isWeirError } from './errors.ts';
import { type Actor, eventId } from './event.ts';
import { sha256 } from './hash.ts';
import type { Order } from './order.ts';

const T0 = '2026-03-01T10:00:00.000Z';
const person = (id: string): Actor => ({ kind: 'human', id });
const outside: Actor = { kind: 'system', id: 'public-page' };
const reason = 'The text reports on an attack and condemns it.';

const apply = (state: Complaint | null, drafts: ComplaintDraft[], actor: Actor, at = T0): Complaint => {
  let next = state;
  for (const draft of drafts) {
    const subject = { type: 'complaint' as const, id: 'complaint-1' };
    const seq = (next?.seq ?? 0) + 1;
    next = evolveComplaint(next, {
      v: 1,
      id: eventId(subject, seq),
      subject,
      seq,
      at,
      actor,
      ...draft,
    } as ComplaintEvent);
  }
  if (next === null) throw new Error('not received');
  return next;
};
const received = (kind: ComplaintKind = 'complaint'): Complaint =>
  apply(
    null,
    [
      receiveComplaint(
        {
          kind,
          filer: 'content_provider',
          caseId: 'case-1',
          orderId: 'order-1',
          lang: 'en',
          text: 'I reported on it, I did not call for it.',
          contact: null,
          receiptHash: sha256('code'),
        },
        T0,
      ),
    ],
    outside,
  );
const nobody: ReadonlySet<string> = new Set();
const codeOf = (act: () => unknown): string | null => {
  try {
    act();
    return null;
  } catch (error) {
    return isWeirError(error) ? error.code : String(error);
  }
};

describe('a complaint', () => {
  it('is taken up and decided by one person, with a reason', () => {
    const one = received();
    const taken = apply(
      one,
      takeComplaint(one, { actor: person('lena'), seenSeq: 1, involved: nobody }),
      person('lena'),
    );
    expect(taken).toMatchObject({ state: 'in_review', reviewer: 'lena', decision: null });
    const context = { actor: person('lena'), seenSeq: taken.seq, involved: nobody };
    const decided = apply(taken, decideComplaint(taken, { outcome: 'upheld', reason }, context), person('lena'));
    expect(decided).toMatchObject({ state: 'upheld', decision: { outcome: 'upheld', reason, by: 'lena' } });
    expect(carriedOut(decided)).toHaveLength(1);
    expect(carriedOut(apply(decided, carriedOut(decided), outside))).toEqual([]);
  });

  it('is decided by nobody who had a hand in the case, nor by one who did not take it up, nor by the house', () => {
    const one = received();
    const act = (actor: Actor, involved = nobody) => codeOf(() => takeComplaint(one, { actor, seenSeq: 1, involved }));
    expect(act(person('rita'), new Set(['rita']))).toBe('TOOK_PART');
    expect(act(outside)).toBe('TOOK_PART');
    const taken = apply(
      one,
      takeComplaint(one, { actor: person('lena'), seenSeq: 1, involved: nobody }),
      person('lena'),
    );
    const decide = (who: string, involved = nobody, seenSeq = taken.seq) =>
      codeOf(() => decideComplaint(taken, { outcome: 'rejected', reason }, { actor: person(who), seenSeq, involved }));
    expect(decide('sven')).toBe('COMPLAINT_NOT_YOURS');
    // She had no hand in it when she took it up, and has one by now.
    expect(decide('lena', new Set(['lena']))).toBe('TOOK_PART');
    expect(decide('lena', nobody, 1)).toBe('COMPLAINT_CHANGED');
  });

  it('about an infringement that another State found has 72 hours; others have no clock of the law', () => {
    expect(received('scrutiny').dueAt).toBe(addMilliseconds(T0, 72 * 3_600_000));
    expect(received('counter_notice').dueAt).toBeNull();
  });

  it('keeps to its states whatever is tried, and is decided at most once', () => {
    const acts = ['take', 'uphold', 'reject', 'withdraw', 'carry out'] as const;
    const people = ['lena', 'sven', 'rita'] as const;
    const involved = new Set(['rita']);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...acts), fc.constantFrom(...people)), { maxLength: 30 }),
        (tried) => {
          let state = received();
          let decisions = 0;
          for (const [act, who] of tried) {
            const context = { actor: person(who), seenSeq: state.seq, involved };
            const before = state;
            try {
              const drafts =
                act === 'take'
                  ? takeComplaint(state, context)
                  : act === 'withdraw'
                    ? withdrawComplaint(state)
                    : act === 'carry out'
                      ? carriedOut(state)
                      : decideComplaint(state, { outcome: act === 'uphold' ? 'upheld' : 'rejected', reason }, context);
              state = apply(state, drafts, act === 'withdraw' || act === 'carry out' ? outside : person(who));
            } catch (error) {
              expect(isWeirError(error)).toBe(true);
            }
            if (state.decision !== before.decision) decisions++;
            const ended = ['upheld', 'rejected', 'withdrawn'];
            // What has ended stays ended.
            if (ended.includes(before.state)) expect(state.state).toBe(before.state);
            // Only who took it up decides, and nobody who had a hand in the case is ever either.
            expect(state.reviewer).not.toBe('rita');
            if (state.decision !== null) expect(state.decision.by).toBe(state.reviewer);
            expect((state.state === 'upheld' || state.state === 'rejected') === (state.decision !== null)).toBe(true);
            if (state.carriedOutAt !== null) expect(state.state).toBe('upheld');
          }
          expect(decisions).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('who took part', () => {
  it('is everybody who acted on the case or on one of its orders, in whatever way', () => {
    const subject = {
      people: ['claimer'],
      decisions: [{ reviewer: 'undone-decider' }, { reviewer: 'decider' }],
      countersignature: { by: 'countersigner' },
      notes: [{ actor: person('refuser') }, { actor: { kind: 'system', id: 'house' } }],
    } as unknown as Case;
    const order = {
      people: ['editor'],
      decidedBy: 'decider',
      countersignedBy: 'countersigner',
      draftedBy: 'drafter',
      signedBy: 'signer',
      clarifications: [{ by: 'clarifier' }],
    } as unknown as Order;
    const draft = { ...order, signedBy: null } as Order;
    expect([...tookPart(subject, [order, draft])].sort()).toEqual(
      [
        'claimer',
        'undone-decider',
        'decider',
        'countersigner',
        'refuser',
        'editor',
        'drafter',
        'signer',
        'clarifier',
      ].sort(),
    );
  });
});
