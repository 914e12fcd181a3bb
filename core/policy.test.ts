import { describe, expect, it } from 'vitest';
import { leadingCategory, type Policy, route } from './policy.ts';
import { PRIORITY_WEIGHTS, priorityOf } from './priority.ts';

const at = (value: number) => ({ default: value, byLanguage: {} });
const policy: Policy = {
  version: 'test-1',
  violating: { default: 0.5, byLanguage: { zh: 0.6 } },
  categories: {
    threat: at(0.8),
    instruction: at(0.9),
    incitement: at(0.9),
    solicitation: at(0.9),
    recruitment: at(0.9),
    glorification: at(0.9),
  },
  samplingShare: 0,
  uncertainShare: 0,
  novelShare: 0,
  dailyCap: 0,
};
const none = { threat: 0, instruction: 0, incitement: 0, solicitation: 0, recruitment: 0, glorification: 0 };

describe('routing and priority', () => {
  it('flags at the threshold of the language, and says why', () => {
    expect(route({ violating: 0.5, categories: none, lang: 'en' }, policy)).toEqual({
      flagged: true,
      reason: 'violating 0.50 at or over 0.50',
    });
    expect(route({ violating: 0.59, categories: none, lang: 'zh' }, policy).flagged).toBe(false);
    expect(route({ violating: 0.1, categories: { ...none, threat: 0.8 }, lang: 'en' }, policy)).toEqual({
      flagged: true,
      reason: 'threat 0.80 at or over 0.80',
    });
  });

  it('names the gravest likely category', () => {
    expect(leadingCategory({ ...none, glorification: 0.9, threat: 0.7 })).toBe('threat');
    expect(leadingCategory({ ...none, glorification: 0.9, threat: 0.6 })).toBe('glorification');
  });

  it('puts an imminent threat before everything else', () => {
    const top = {
      violating: 1,
      categories: { ...none, threat: 1 },
      locations: 100,
      ageHours: 0,
      tips: 5,
      imminentThreat: false,
    };
    const imminent = {
      violating: 0.5,
      categories: { ...none, threat: 0.5 },
      locations: 1,
      ageHours: 500,
      tips: 0,
      imminentThreat: true,
    };
    expect(priorityOf(imminent)).toBeGreaterThan(priorityOf(top));
    expect(Object.values(PRIORITY_WEIGHTS).reduce((sum: number, weight) => sum + weight, 0)).toBeCloseTo(1);
  });

  it('puts no sample before anything that was flagged', () => {
    const most = { violating: 1, categories: { ...none, threat: 1 }, locations: 1000, ageHours: 0, tips: 9 };
    const least = { violating: 0, categories: none, locations: 1, ageHours: 9000, tips: 0, imminentThreat: false };
    const glorification = { ...least, categories: { ...none, glorification: 0.01 } };
    const sample = priorityOf({ ...most, imminentThreat: true, isSample: true });
    expect(sample).toBeLessThan(priorityOf(glorification));
    expect(sample).toBeLessThan(priorityOf(least));
  });

  it('rises with reach and falls with age', () => {
    const base = {
      violating: 0.8,
      categories: { ...none, incitement: 0.8 },
      locations: 1,
      ageHours: 1,
      tips: 0,
      imminentThreat: false,
    };
    expect(priorityOf({ ...base, locations: 5 })).toBeGreaterThan(priorityOf(base));
    expect(priorityOf({ ...base, ageHours: 100 })).toBeLessThan(priorityOf(base));
  });
});
