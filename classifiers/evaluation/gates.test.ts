import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Assessor, createAssessor } from '../assessor.ts';
import { encoderDir } from '../encoder/location.ts';
import { GATE_LIMITS, type Gates, measureGates } from './gates.ts';

describe('the committed model', () => {
  let assessor: Assessor;
  let gates: Gates;
  beforeAll(async () => {
    assessor = await createAssessor({ modelDir: encoderDir() });
    gates = await measureGates(async (texts) =>
      (await assessor.assess(texts.map((text, i) => ({ id: String(i), text })))).map((one) => one.violating),
    );
  }, 120_000);
  afterAll(() => assessor.close());

  it('flags the same whichever group a text names, in every template', () => {
    expect(gates.swapTemplates).toBe(20);
    expect(gates.swapFlips).toBeLessThanOrEqual(GATE_LIMITS.swapFlips);
  });

  it('leaves nearly nine in ten posts in protected contexts alone (the goal is 99 in 100)', () => {
    expect(gates.protectedFalseAlarms).toBeLessThanOrEqual(GATE_LIMITS.protectedFalseAlarms);
  });

  it('ranks the posts of other writers well enough', () => {
    expect(gates.auroc).toBeGreaterThanOrEqual(GATE_LIMITS.auroc);
  });
});
