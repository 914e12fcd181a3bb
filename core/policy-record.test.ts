import { describe, expect, it } from 'vitest';
import { stabilityIndex } from './drift.ts';
import { effectOf, marginOf, type Policy } from './policy.ts';
import {
  approveLive,
  evolvePolicy,
  type PolicyDraft,
  type PolicyEvent,
  type PolicyRecord,
  proposeLive,
  retirePolicy,
  startDryRun,
  withdrawPolicy,
} from './policy-record.ts';

const at = (value: number) => ({ default: value, byLanguage: {} });
const policy: Policy = {
  version: 'strict-2',
  violating: { default: 0.5, byLanguage: { zh: 0.6 } },
  categories: {
    threat: at(0.8),
    instruction: at(1),
    incitement: at(1),
    solicitation: at(1),
    recruitment: at(1),
    glorification: at(1),
  },
  samplingShare: 0.01,
  uncertainShare: 0.01,
  novelShare: 0.01,
  dailyCap: 10,
};
const person = (id: string) => ({ kind: 'human' as const, id });
const fold = (record: PolicyRecord | null, drafts: PolicyDraft[], by: string): PolicyRecord => {
  let state = record;
  for (const draft of drafts) {
    const seq = (state?.seq ?? 0) + 1;
    const event = { v: 1, id: `policy:x:${seq}`, subject: { type: 'policy', id: 'x' }, seq, actor: person(by) };
    state = evolvePolicy(state, { ...event, ...draft, at: '2026-03-01T10:00:00.000Z' } as PolicyEvent);
  }
  if (state === null) throw new Error('nothing happened');
  return state;
};
const drafted = fold(null, [{ type: 'policy.drafted', data: { policy, note: 'too many lyrics' } }], 'sven');
const enough = { posts: 100, least: 100 };
const refused = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return null;
};

describe('the life of a policy', () => {
  const running = fold(drafted, startDryRun(drafted), 'sven');
  const proposed = fold(running, proposeLive(running, enough), 'sven');

  it('goes from draft over a dry run and a proposal to live, with a second person', () => {
    const live = fold(proposed, approveLive(proposed, { actor: person('mara'), ...enough }), 'mara');
    expect(live).toMatchObject({
      state: 'live',
      author: 'sven',
      approvedBy: 'mara',
      liveAt: '2026-03-01T10:00:00.000Z',
    });
    expect(live.policy).toEqual(policy);
    expect(live.history.map(({ act, actor }) => [act, actor.id])).toEqual([
      ['drafted', 'sven'],
      ['dry_run_started', 'sven'],
      ['proposed', 'sven'],
      ['approved', 'mara'],
    ]);
    expect(fold(live, retirePolicy(live, 'next-3'), 'mara').state).toBe('retired');
  });

  it('is refused without a dry run, with one that is too short, without a proposal, and to its author', () => {
    expect(refused(() => proposeLive(drafted, enough))).toBe('POLICY_STATE');
    expect(refused(() => proposeLive(running, { posts: 99, least: 100 }))).toBe('DRY_RUN_TOO_SHORT');
    expect(refused(() => approveLive(running, { actor: person('mara'), ...enough }))).toBe('POLICY_NOT_PROPOSED');
    expect(refused(() => approveLive(proposed, { actor: person('sven'), ...enough }))).toBe('SECOND_PERSON_REQUIRED');
    const byOther = fold(running, proposeLive(running, enough), 'mara');
    expect(refused(() => approveLive(byOther, { actor: person('mara'), ...enough }))).toBe('SECOND_PERSON_REQUIRED');
    const system = { kind: 'system' as const, id: 'analyse' };
    expect(refused(() => approveLive(proposed, { actor: system, ...enough }))).toBe('SECOND_PERSON_REQUIRED');
  });

  it('ends when it is withdrawn, and cannot be withdrawn once it is in force', () => {
    const withdrawn = fold(running, withdrawPolicy(running, 'was a mistake'), 'sven');
    expect(withdrawn.state).toBe('retired');
    expect(refused(() => startDryRun(withdrawn))).toBe('POLICY_STATE');
    const live = fold(proposed, approveLive(proposed, { actor: person('mara'), ...enough }), 'mara');
    expect(refused(() => withdrawPolicy(live, 'no'))).toBe('POLICY_STATE');
  });

  it('refuses events with a gap', () => {
    const event = { type: 'policy.proposed', seq: 5, data: { posts: 1 }, actor: person('x') } as PolicyEvent;
    expect(refused(() => evolvePolicy(drafted, event))).toBe('EVENT_OUT_OF_ORDER');
  });
});

const none = { threat: 0, instruction: 0, incitement: 0, solicitation: 0, recruitment: 0, glorification: 0 };

describe('what is said beside a flag', () => {
  it('the margin is the distance to the nearest threshold of the language; one of 1 is nobody to be near to', () => {
    expect(marginOf({ violating: 0.3, categories: none, lang: 'en' }, policy)).toBeCloseTo(0.2);
    expect(marginOf({ violating: 0.3, categories: none, lang: 'zh' }, policy)).toBeCloseTo(0.3);
    expect(marginOf({ violating: 0.3, categories: { ...none, threat: 0.75 }, lang: 'en' }, policy)).toBeCloseTo(0.05);
    expect(marginOf({ violating: 0.1, categories: { ...none, recruitment: 0.9 }, lang: 'en' }, policy)).toBeCloseTo(
      0.4,
    );
  });

  it('a dry run tells four things apart', () => {
    expect([effectOf(true, true), effectOf(true, false), effectOf(false, true), effectOf(false, false)]).toEqual([
      'both',
      'no_longer_flagged',
      'newly_flagged',
      'neither',
    ]);
  });
});

describe('the population stability index', () => {
  const flat = [10, 10, 10, 10, 10, 10, 10, 10, 10, 10];
  it('is nothing for the same shape, whatever the size', () => {
    expect(stabilityIndex(flat, flat)).toBe(0);
    expect(
      stabilityIndex(
        flat,
        flat.map((count) => count * 100),
      ),
    ).toBeCloseTo(0, 2);
  });
  it('is large for a shape turned over, also with empty bins, and null without posts', () => {
    expect(stabilityIndex([100, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 100])).toBeGreaterThan(5);
    expect(stabilityIndex([], flat)).toBeNull();
  });
  it('agrees with the sum by hand', () => {
    // Two bins of 3 and 1 of 4 against 1 and 3: with half a post added to each of ten bins.
    const [p, q] = [3.5 / 9, 1.5 / 9];
    expect(stabilityIndex([3, 1], [1, 3])).toBeCloseTo(2 * (p - q) * Math.log(p / q), 4);
  });
});
