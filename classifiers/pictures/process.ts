/**
 * Reads pictures for reader.ts, one after the other. A process of its own: what a hostile image does to a decoder, it does
 * here, where there is nothing to take and the parent can end it.
 */
import sharp from 'sharp';
import { isWeirError } from '#core/errors.ts';
import { decodePicture } from './decode.ts';
import { type Ocr, openOcr } from './ocr.ts';
import { pdqHash } from './pdq.ts';
import type { ReadReply, ReadRequest } from './protocol.ts';

sharp.concurrency(1);
sharp.cache(false);

const send = (reply: ReadReply): void => void process.send?.(reply);
let ocr: Promise<Ocr> | null = null;

const failed = (id: number, step: 'decode' | 'text', error: unknown): void =>
  send({
    id,
    kind: 'failed',
    step,
    code: isWeirError(error) ? error.code : step === 'decode' ? 'PICTURE_BROKEN' : 'PICTURE_TEXT_UNREAD',
    reason: error instanceof Error ? error.message : String(error),
  });

const read = async ({ id, bytes }: ReadRequest): Promise<void> => {
  let page: Uint8Array;
  try {
    const picture = await decodePicture(bytes);
    const { format, width, height, sample } = picture;
    const hash = pdqHash(sample.rgb, sample.width, sample.height);
    page = picture.page;
    const facts = { format, width, height, pdq: hash?.hash ?? null, pdqQuality: hash?.quality ?? null };
    send({ id, kind: 'facts', facts });
  } catch (error) {
    return failed(id, 'decode', error);
  }
  try {
    ocr ??= openOcr();
    send({ id, kind: 'text', text: await (await ocr).read(page) });
  } catch (error) {
    ocr = null;
    failed(id, 'text', error);
  }
};

process.on('message', (request: ReadRequest) => void read(request));
// The parent is gone, or has closed the reader.
process.on('disconnect', () => process.exit(0));
