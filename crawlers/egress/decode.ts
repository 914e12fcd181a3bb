import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { WeirError } from '#core/errors.ts';

const DECODERS: Record<string, (body: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Content codings that are asked for and understood. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';

/**
 * Undoes `Content-Encoding`, never to more than `maxBytes` (a small body may hold gigabytes).
 * @throws WeirError EGRESS_TOO_LARGE, EGRESS_ENCODING
 */
export const decodeBody = async (body: Uint8Array, encoding: string, maxBytes: number): Promise<Uint8Array> => {
  const codings = encoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  let decoded = body;
  if (body.byteLength === 0) return decoded;
  for (const coding of codings.reverse()) {
    const decoder = DECODERS[coding];
    if (decoder === undefined)
      throw new WeirError('EGRESS_ENCODING', `The content coding ${coding} is not understood.`);
    try {
      decoded = await decoder(decoded, { maxOutputLength: maxBytes });
    } catch (cause) {
      if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
        throw new WeirError('EGRESS_TOO_LARGE', `The body unpacks to more than ${maxBytes} bytes.`, { cause });
      }
      throw new WeirError('EGRESS_ENCODING', `The body is not valid ${coding}.`, { cause });
    }
  }
  return decoded;
};
