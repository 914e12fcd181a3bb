import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWeirError } from './errors.ts';
import { type Actor, eventId } from './event.ts';
import { sha256 } from './hash.ts';
import type { Tip, TipDraft, TipEvent } from './tip.ts';
import { closeTip, evolveTip, followTip, TIP_LOOK_MILLISECONDS, TIP_LOOKS, type TipFinding } from './tip-state.ts';

const T0 = '2026-03-01T10:00:00.000Z';
const house: Actor = { kind: 'system', id: 'tips' };
const lena: Actor = { kind: 'human', id: 'lena' };

const apply = (state: Tip | null, drafts: TipDraft[], actor: Actor): Tip => {
  let next = state;
  for (const draft of drafts) {
    const subject = { type: 'tip' as const, id: 'tip-1' };
    const seq = (next?.seq ?? 0) + 1;
    next = evolveTip(next, { v: 1, id: eventId(subject, seq), subject, seq, at: T0, actor, ...draft } as TipEvent);
  }
  if (next === null) throw new Error('not received');
  return next;
};
const received = (): Tip =>
  apply(
    null,
    [
      {
        type: 'tip.received',
        data: {
          url: 'https://lantern.example/p/1',
          category: 'incitement',
          lang: 'en',
          text: '',
          contact: null,
          receiptHash: sha256('code'),
        },
      },
    ],
    house,
  );

describe('a tip', () => {
  it('joins a case, asks for a few visits, or waits for a person', () => {
    const one = received();
    expect(one.lookAt).toBe(T0);
    const joined = apply(one, followTip(one, { kind: 'case', caseId: 'case-1' }, T0), house);
    expect(joined).toMatchObject({ state: 'joined', caseId: 'case-1', lookAt: null });
    let visiting = one;
    for (let look = 0; look < TIP_LOOKS; look++) {
      visiting = apply(visiting, followTip(visiting, { kind: 'on_source', sourceId: 's' }, T0), house);
      expect(visiting).toMatchObject({ state: 'visiting', sourceId: 's', looks: look + 1 });
      expect(Date.parse(visiting.lookAt ?? '') - Date.parse(T0)).toBe(TIP_LOOK_MILLISECONDS);
    }
    const given = apply(visiting, followTip(visiting, { kind: 'on_source', sourceId: 's' }, T0), house);
    expect(given).toMatchObject({ state: 'listed', listedBecause: 'nothing_found', lookAt: null });
    expect(apply(one, followTip(one, { kind: 'no_source' }, T0), house)).toMatchObject({ listedBecause: 'no_source' });
  });

  it('comes to an end whatever is found and tried, and what is closed or joined stays so', () => {
    const findings: TipFinding[] = [
      { kind: 'case', caseId: 'case-1' },
      { kind: 'not_flagged' },
      { kind: 'on_source', sourceId: 's' },
      { kind: 'no_source' },
    ];
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.constantFrom(...findings), { nil: null }), { minLength: TIP_LOOKS + 2, maxLength: 20 }),
        (steps) => {
          let state = received();
          let found = 0;
          for (const step of steps) {
            const before = state;
            try {
              const drafts =
                step === null
                  ? closeTip(state, 'no_action', { actor: lena, seenSeq: state.seq })
                  : followTip(state, step, T0);
              if (step !== null) found++;
              state = apply(state, drafts, step === null ? lena : house);
            } catch (error) {
              expect(isWeirError(error, 'TIP_STATE')).toBe(true);
              // Only what waits for a person is closed by one.
              expect(before.state).not.toBe('listed');
            }
            if (before.state === 'closed' || before.state === 'joined') expect(state).toEqual(before);
            expect((state.state === 'joined') === (state.caseId !== null)).toBe(true);
            expect((state.state === 'received' || state.state === 'visiting') === (state.lookAt !== null)).toBe(true);
            expect(state.looks).toBeLessThanOrEqual(TIP_LOOKS);
          }
          if (found > TIP_LOOKS) expect(['joined', 'listed', 'closed']).toContain(state.state);
        },
      ),
    );
  });

  it('is closed by a person who saw how it stands', () => {
    const listed = apply(received(), followTip(received(), { kind: 'not_flagged' }, T0), house);
    expect(() => closeTip(listed, 'passed_on', { actor: lena, seenSeq: 1 })).toThrow(/changed this tip/);
    expect(() => closeTip(listed, 'passed_on', { actor: house, seenSeq: listed.seq })).toThrow(/wait for a person/);
    const closed = apply(listed, closeTip(listed, 'passed_on', { actor: lena, seenSeq: listed.seq }), lena);
    expect(closed).toMatchObject({ state: 'closed', outcome: { outcome: 'passed_on', by: 'lena' } });
  });
});
