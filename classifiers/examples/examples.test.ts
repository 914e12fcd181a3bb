import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encoderDir } from '../encoder/location.ts';
import type { Example } from '../training/corpus.ts';
import { codesOfLayer, EXAMPLES_LAYER, readCodes, spaceOf } from './codes.ts';
import { ExampleIndex } from './example-index.ts';
import { openExamples } from './examples.ts';
import { buildIndex, indexFile, inFileOrder } from './index-file.ts';

const example = (id: string, text: string, change: Partial<Example> = {}): Example => ({
  ...{ id, text, idea: id, style: 's', lang: 'en', categories: [], context: 'other' },
  ...change,
});

describe('the index of examples', () => {
  const codes = Int8Array.from([...[100, 0, 0], ...[90, 10, 0], ...[80, 30, 0], ...[0, 0, -50]]);
  const index = new ExampleIndex(
    [example('a', 'a', { swap: 'one' }), example('b', 'b', { swap: 'one' }), example('c', 'c'), example('d', 'd')],
    codes,
    3,
  );
  const ids = (vector: number[], most: number) =>
    index.nearest(Int8Array.from(vector), most).map(({ example: { id } }) => id);

  it('gives the nearest first, by direction alone, and one of those that differ in an identity term', () => {
    expect(ids([127, 0, 0], 4)).toEqual(['a', 'c', 'd']);
    expect(ids([12, 1, 0], 2)).toEqual(['b', 'c']);
    expect(index.nearest(Int8Array.from([0, 0, -1]), 1)).toEqual([{ example: example('d', 'd'), similarity: 1 }]);
  });

  it('answers a vector of nothing', () => {
    expect(index.nearest(new Int8Array(3), 2).map(({ similarity }) => similarity)).toEqual([0, 0]);
  });
});

describe('codes', () => {
  it('keep the direction of one layer', () => {
    const width = 4;
    const means = new Float32Array(width * 13).fill(9);
    means.set([0.5, -0.25, 0, 1], EXAMPLES_LAYER * width);
    expect([...codesOfLayer(means, width)]).toEqual([64, -32, 0, 127]);
    expect([...codesOfLayer(new Float32Array(width * 13), width)]).toEqual([0, 0, 0, 0]);
    expect([...readCodes(Buffer.from(Int8Array.from([-128, 0, 127]).buffer).toString('base64'))]).toEqual([
      -128, 0, 127,
    ]);
  });
});

describe('examples looked up in the cache', () => {
  let cacheDir: string;
  beforeEach(() => {
    cacheDir = mkdtempSync(join(tmpdir(), 'weir-examples-'));
  });
  afterEach(() => rmSync(cacheDir, { recursive: true }));
  const corpus = [
    example('bread', 'We bake bread every morning, come and try the new rye loaf'),
    example('threat', 'On Saturday night we will burn down the harbour hall with everybody inside', {
      categories: ['threat'],
    }),
    example('zh', '周末一起去公园散步吧', { lang: 'zh' }),
  ];
  const open = () => openExamples(cacheDir, { corpus: () => corpus });
  const codesIn = (bytes: Buffer, row: number) => ({
    space: spaceOf(),
    codes: bytes.subarray(row * 384, (row + 1) * 384).toString('base64'),
  });

  it('are found once the index is built, each nearest to itself, and an interrupted run is gone on with', async () => {
    const examples = open();
    const some = { space: spaceOf(), codes: Buffer.alloc(384, 1).toString('base64') };
    expect(await examples.nearestTo(some, 5)).toEqual({ status: 'not_prepared' });
    const file = await buildIndex({ encoderDir: encoderDir(), cacheDir, examples: corpus });
    const whole = readFileSync(file);
    expect(whole.length).toBe(3 * 384);
    for (const [row, { id }] of inFileOrder(corpus).entries()) {
      const found = await examples.nearestTo(codesIn(whole, row), 1);
      expect(found.status === 'ready' && found.items.map((one) => one.example.id)).toEqual([id]);
    }

    // One text and a half were written, then the process was killed.
    rmSync(file);
    const marked = Buffer.concat([Buffer.alloc(384, 7), whole.subarray(0, 100)]);
    writeFileSync(`${file}.part`, marked);
    await buildIndex({ encoderDir: encoderDir(), cacheDir, examples: corpus });
    const again = readFileSync(file);
    expect(again.subarray(0, 384).equals(marked.subarray(0, 384))).toBe(true);
    expect(again.length).toBe(whole.length);
  });

  it('are not compared with a text of another encoder, or one whose vector was not kept', async () => {
    expect(await open().nearestTo({ space: 'another', codes: '' }, 5)).toEqual({ status: 'other_encoder' });
    expect(await open().nearestTo(undefined, 5)).toEqual({ status: 'other_encoder' });
  });

  it('are another file for another corpus', () => {
    expect(indexFile(cacheDir, corpus)).not.toBe(indexFile(cacheDir, corpus.slice(1)));
    expect(indexFile(cacheDir, corpus)).toBe(indexFile(cacheDir, corpus.toReversed()));
  });
});
