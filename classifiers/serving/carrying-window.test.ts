import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Assessor, createAssessor } from '../assessor.ts';
import { encoderDir } from '../encoder/location.ts';
import { spaceOf } from '../examples/codes.ts';

const THREAT =
  'On Saturday night the Red Ash Front will burn down the harbour hall with everybody inside. You were warned.';
const FILLER = 'We walked to the \u200bmarket and bought bread, cheese and a bag of apples for the week. ';

describe('a long text is explained by the window that its score comes from', () => {
  let assessor: Assessor;
  beforeAll(async () => {
    assessor = await createAssessor({ modelDir: encoderDir(), threads: 1 });
  });
  afterAll(() => assessor.close());

  it.each([
    ['in its first window', `${THREAT} ${FILLER.repeat(60)}`, 0],
    ['in its last window', `${FILLER.repeat(60)}${THREAT}`, 60 * FILLER.length],
    ['at the end of a text of which a part is not read', `${FILLER.repeat(900)}${THREAT}`, 900 * FILLER.length],
  ])('%s', async (_, text, at) => {
    const spans = await assessor.explain(text, 'en');
    expect(spans.length).toBeGreaterThan(0);
    const [strongest] = spans;
    // A stretch is a few words wide, and may begin in the sentence before.
    expect(strongest?.start).toBeGreaterThanOrEqual(at - FILLER.length);
    expect(strongest?.end).toBeGreaterThan(at);
    expect(strongest?.start).toBeLessThan(at + THREAT.length);
    for (const { start, end } of spans)
      expect([start >= 0, end > start, end <= text.length]).toEqual([true, true, true]);
  });

  it('and compared by it: what stands around the threat is nearer to the threat alone than where there is none', async () => {
    const [alone, long, filler] = await assessor.assess([
      { id: 'alone', text: THREAT, lang: 'en' },
      { id: 'long', text: `${FILLER.repeat(60)}${THREAT}`, lang: 'en' },
      { id: 'filler', text: FILLER.repeat(60), lang: 'en' },
    ]);
    const cosine = (a: string | undefined, b: string | undefined): number => {
      const [x, y] = [a, b].map((codes) => Int8Array.from(Buffer.from(codes ?? '', 'base64')));
      const dot = (p: Int8Array = new Int8Array(), q: Int8Array = new Int8Array()) =>
        p.reduce((sum, value, i) => sum + value * (q[i] ?? 0), 0);
      return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
    };
    expect(alone?.codes.space).toBe(spaceOf());
    expect(cosine(long?.codes.codes, alone?.codes.codes)).toBeGreaterThan(
      cosine(filler?.codes.codes, alone?.codes.codes),
    );
  });
});
