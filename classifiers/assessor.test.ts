import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATEGORIES, CONTEXTS } from '#core/labels.ts';
import { type Assessor, createAssessor } from './assessor.ts';
import { encoderDir } from './encoder/location.ts';
import { contentHash, decodeSignature, minhash } from './near-duplicates/minhash.ts';
import { loadPolicy } from './policy/load.ts';
import { segment } from './text/segment.ts';

const THREAT =
  'On Saturday night the Red Ash Front will burn down the harbour hall with everybody inside. You were warned.';
const ORDINARY = 'The harbour hall has the best pancakes in town, we go there every Saturday night';

describe('the assessor', () => {
  let assessor: Assessor;
  beforeAll(async () => {
    assessor = await createAssessor({ modelDir: encoderDir(), threads: 2 });
  });
  afterAll(() => assessor.close());

  const assess = async (text: string) => {
    const [result] = await assessor.assess([{ id: 'one', text }]);
    if (!result) throw new Error('no result');
    return result;
  };

  it('puts a threat before people and leaves everyday talk with the same words alone', async () => {
    const [threat, ordinary] = [await assess(THREAT), await assess(ORDINARY)];
    expect(threat.flagged).toBe(true);
    expect(threat.violating).toBeGreaterThan(0.7);
    expect(ordinary.flagged).toBe(false);
    expect(ordinary.violating).toBeLessThan(0.3);
  });

  it('gives probabilities, a vector of length one, tokens, hash and signature', async () => {
    const result = await assess(THREAT);
    for (const category of CATEGORIES) {
      expect(result.categories[category]).toBeGreaterThanOrEqual(0);
      expect(result.categories[category]).toBeLessThanOrEqual(result.violating);
    }
    expect(CONTEXTS.reduce((sum, context) => sum + result.context.probabilities[context], 0)).toBeCloseTo(1, 6);
    expect(result.vector.length).toBe(384);
    expect(Math.hypot(...result.vector)).toBeCloseTo(1, 5);
    expect(result.lang).toBe('en');
    expect(result.tokens).toEqual(segment(THREAT, 'en'));
    expect(result.contentHash).toBe(contentHash(THREAT));
    expect(decodeSignature(result.signature)).toEqual(minhash(THREAT));
    expect(result.modelVersion).toBe(assessor.modelVersion);
    expect(result.policyVersion).toBe(loadPolicy().version);
  });

  it('answers in order, for many posts of all lengths, copies included', async () => {
    const posts = Array.from({ length: 120 }, (_, i) => ({
      id: `post-${i}`,
      text: i % 3 === 0 ? THREAT : `${'We walk to the market. '.repeat(i % 7)} ${i % 11}`,
    }));
    const results = await assessor.assess(posts);
    expect(results.map((result) => result.id)).toEqual(posts.map((post) => post.id));
    const copies = results.filter((_, i) => i % 3 === 0);
    expect(new Set(copies.map((result) => result.violating)).size).toBe(1);
  });

  it('is not fooled by spaced-out letters or look-alikes', async () => {
    const disguised = THREAT.replace('burn down', 'b u r n  d\u043ewn').replace('harbour', 'h\u0430rb\u043eur');
    expect((await assess(disguised)).violating).toBeGreaterThan(0.7);
  });

  it('assesses what holds no words at all', async () => {
    for (const text of ['', ' ', '👍', '\u200b', '...', '\ud800']) expect((await assess(text)).flagged).toBe(false);
  });

  it('finds a threat at the end of a long post, and says where it could not read everything', async () => {
    const filler = 'We walked to the market and bought bread, cheese and a bag of apples for the week. ';
    const [long, longer, harmless] = await assessor.assess([
      { id: 'long', text: `${filler.repeat(60)}${THREAT}` },
      { id: 'longer', text: `${filler.repeat(600)}${THREAT}` },
      { id: 'harmless', text: filler.repeat(60) },
    ]);
    expect([long?.flagged, longer?.flagged, harmless?.flagged]).toEqual([true, true, false]);
    expect([long?.truncated, longer?.truncated, harmless?.truncated]).toEqual([false, true, false]);
  });

  it.each([
    ['a post of 5 MB', 'We walked to the market and bought bread. '.repeat(120_000)],
    ['10,000 emoji', '😀'.repeat(10_000)],
    ['broken UTF-16', '\ud800\udc00\udfff\ud800'.repeat(1000)],
    ['one word of 2 MB', 'x'.repeat(2_000_000)],
    ['100,000 line breaks', '\n'.repeat(100_000)],
  ])('answers %s', async (_, text) => {
    const result = await assess(text);
    expect(result.violating).toBeGreaterThanOrEqual(0);
    expect(result.violating).toBeLessThanOrEqual(1);
  });

  it('keeps to the language that is given', async () => {
    const [result] = await assessor.assess([{ id: 'a', text: 'ok', lang: 'de' }]);
    expect(result?.lang).toBe('de');
  });

  it('flags by the policy it is given', async () => {
    const policy = loadPolicy();
    policy.violating.byLanguage.en = 0;
    const strict = await createAssessor({ modelDir: encoderDir(), threads: 1, policy });
    const [en, zh] = await strict.assess([
      { id: 'en', text: ORDINARY },
      { id: 'zh', text: '今天天气不错，一起去公园吧' },
    ]);
    await strict.close();
    expect([en?.flagged, zh?.flagged]).toEqual([true, false]);
  });

  it('shows the stretches of the original that carry the score', async () => {
    const opening = 'Lovely weather in Elmstead today, is it not? ';
    const text = `${opening}T o n i g h t  we burn the hall with everybody inside`;
    const spans = await assessor.explain(text);
    expect(spans.length).toBeGreaterThan(0);
    expect(spans.reduce((sum, span) => sum + span.weight, 0)).toBeLessThanOrEqual(1 + 1e-9);
    const [first] = spans;
    expect(first?.start).toBeGreaterThanOrEqual(opening.length);
    expect(first?.end).toBeLessThanOrEqual(text.length);
    expect(await assessor.explain('')).toEqual([]);
  });

  it('says what is wrong where the encoder or the head is missing', async () => {
    const modelDir = encoderDir();
    await expect(createAssessor({ modelDir: join(modelDir, 'none') })).rejects.toMatchObject({
      code: 'ENCODER_UNAVAILABLE',
    });
    await expect(createAssessor({ modelDir, headDir: modelDir })).rejects.toMatchObject({ code: 'HEAD_UNREADABLE' });
  });

  it('refuses an encoder that the head does not belong to', async () => {
    const modelDir = join(mkdtempSync(join(tmpdir(), 'weir-encoder-')), 'encoder');
    cpSync(encoderDir(), modelDir, { recursive: true });
    const file = join(modelDir, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...config, weir_version: 'another-encoder' }));
    await expect(createAssessor({ modelDir, threads: 1 })).rejects.toMatchObject({
      code: 'HEAD_ENCODER_MISMATCH',
      fix: expect.stringContaining('npm start'),
    });
    rmSync(join(modelDir, '..'), { recursive: true, force: true });
  });
});
