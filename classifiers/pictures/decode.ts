/** From the bytes that a stranger's server sent to pixels. Runs in a process of its own (process.ts), never in the worker's. */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { WeirError } from '#core/errors.ts';

/** Bytes, pixels (width times height) and milliseconds that one image may cost. */
export const PICTURE_LIMITS = { bytes: 8 * 1024 * 1024, pixels: 40_000_000, decodeSeconds: 10 } as const;

const FORMATS = ['jpeg', 'png', 'gif', 'webp'] as const;
export type PictureFormat = (typeof FORMATS)[number];

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('latin1');

/**
 * What the bytes themselves say they are; the sender's word counts for nothing. SVG and all else that can name other files or
 * run is nothing here.
 */
export const formatOf = (bytes: Uint8Array): PictureFormat | null => {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return 'gif';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  return null;
};

export interface DecodedPicture {
  format: PictureFormat;
  /** Of the file, in pixels. */
  width: number;
  height: number;
  /** For PDQ: as the file has it (no rotation by EXIF, no alpha), three bytes a pixel, shrunk where it is large. */
  sample: { rgb: Uint8Array; width: number; height: number };
  /** For OCR: upright, on white, grey, of a size at which letters can be read; PNG. */
  page: Uint8Array;
}

/** The reference implementation hashes whole files after shrinking them too; what differs is a few bits. */
const SAMPLE_SIDE = 1024;
const PAGE_LEAST = 720;
const PAGE_MOST = 2000;

const pageSize = ({ width, height }: { width: number; height: number }): { width: number; height: number } => {
  const longest = Math.max(width, height);
  const scale = longest < PAGE_LEAST ? Math.min(4, PAGE_LEAST / longest) : Math.min(1, PAGE_MOST / longest);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};

/**
 * The first frame of a JPEG, PNG, GIF or WebP.
 * @throws WeirError PICTURE_FORMAT · PICTURE_TOO_LARGE (before a pixel is unpacked) · PICTURE_BROKEN
 */
export const decodePicture = async (bytes: Uint8Array): Promise<DecodedPicture> => {
  if (bytes.byteLength > PICTURE_LIMITS.bytes)
    throw new WeirError('PICTURE_TOO_LARGE', `The image has more than ${PICTURE_LIMITS.bytes} bytes.`);
  const format = formatOf(bytes);
  if (format === null) throw new WeirError('PICTURE_FORMAT', 'The bytes are not a JPEG, PNG, GIF or WebP image.');
  const open = (): Sharp =>
    sharp(bytes, {
      // A file that ends early may hide what comes after; it is said to be broken instead of read half.
      failOn: 'truncated',
      limitInputPixels: PICTURE_LIMITS.pixels,
      sequentialRead: true,
      pages: 1,
    }).timeout({ seconds: PICTURE_LIMITS.decodeSeconds });
  const broken = (cause: unknown): WeirError =>
    /pixel limit/i.test(cause instanceof Error ? cause.message : '')
      ? tooLarge()
      : new WeirError('PICTURE_BROKEN', 'The image cannot be decoded.', { cause });
  const tooLarge = (): WeirError =>
    new WeirError('PICTURE_TOO_LARGE', `The image has more than ${PICTURE_LIMITS.pixels} pixels.`);
  let facts: Metadata;
  try {
    facts = await open().metadata();
  } catch (cause) {
    throw broken(cause);
  }
  const { width, height } = facts;
  if (facts.format !== format)
    throw new WeirError('PICTURE_FORMAT', `The image says ${format} and is ${facts.format}.`);
  if (width * height > PICTURE_LIMITS.pixels) throw tooLarge();
  try {
    const sample = await open()
      .removeAlpha()
      .toColourspace('srgb')
      .resize({ width: SAMPLE_SIDE, height: SAMPLE_SIDE, fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const rgb =
      sample.info.channels === 3
        ? sample.data
        : Uint8Array.from(
            { length: sample.info.width * sample.info.height * 3 },
            (_, i) => sample.data[Math.trunc(i / 3)] ?? 0,
          );
    const isTurned = (facts.orientation ?? 1) >= 5;
    const page = await open()
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .greyscale()
      .resize({ ...pageSize(isTurned ? { width: height, height: width } : { width, height }), fit: 'fill' })
      .normalise()
      .png()
      .toBuffer();
    return { format, width, height, sample: { rgb, width: sample.info.width, height: sample.info.height }, page };
  } catch (cause) {
    throw broken(cause);
  }
};
