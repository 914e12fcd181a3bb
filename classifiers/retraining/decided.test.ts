import { describe, expect, it } from 'vitest';
import type { FinalDecision } from '#core/final-decision.ts';
import { dealDecided } from './decided.ts';

const decision = (clusterId: string, text: string, more: Partial<FinalDecision> = {}): FinalDecision => ({
  ...{ clusterId, text, lang: 'en', categories: [], context: null },
  ...{ openedAt: '2026-03-01T10:00:00.000Z', decidedAt: '2026-03-01T11:00:00.000Z' },
  ...more,
});
const many = Array.from({ length: 400 }, (_, i) => decision(`cluster-${i}`, `we meet at pier ${i}`));

describe('dealDecided', () => {
  it('holds out about the share that it is told, the same clusters in every later run', () => {
    const { learn, heldOut } = dealDecided(many, [], 0.2);
    expect(heldOut.length).toBeGreaterThan(50);
    expect(heldOut.length).toBeLessThan(110);
    expect(learn.length + heldOut.length).toBe(400);
    const later = dealDecided([...many.slice(0, 300).toReversed(), decision('new', 'another text')], [], 0.2);
    const before = new Set(heldOut.map((one) => one.text));
    for (const { text } of later.heldOut) expect(before.has(text) || text === 'another text').toBe(true);
  });

  it('counts a text once, as it was decided last, on the side where it was first', () => {
    const heldOut = dealDecided(many, [], 0.2).heldOut.map((one) => one.text);
    const first = many.find((one) => one.text === heldOut[0]) as FinalDecision;
    const learned = many.find((one) => !heldOut.includes(one.text)) as FinalDecision;
    const copy = decision(learned.clusterId, first.text, {
      categories: ['threat'],
      openedAt: '2026-03-02T10:00:00.000Z',
      decidedAt: '2026-03-02T11:00:00.000Z',
    });
    const dealt = dealDecided([copy, first], [], 0.2);
    expect(dealt.sameText).toBe(1);
    expect(dealt.learn).toEqual([]);
    expect(dealt.heldOut.map((one) => one.categories)).toEqual([['threat']]);
  });

  it('learns nothing from a text that something is measured on', () => {
    const dealt = dealDecided(many.slice(0, 2), [many[0]?.text ?? ''], 0);
    expect(dealt.keptApart).toBe(1);
    expect(dealt.learn.map((one) => one.text)).toEqual([many[1]?.text]);
  });
});
