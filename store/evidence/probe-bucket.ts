/** Whether a bucket can be used as the evidence store uses it: one small object is written, read, removed, and looked for again. */
import { isWeirError, WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import { openS3Blobs, type S3Place } from './s3-blobs.ts';

const KEY = 'WEIR_S3_ACCESS_KEY_ID and WEIR_S3_SECRET_ACCESS_KEY';

/** By what the service answered, from the narrowest to the widest. */
const MENDS: readonly [RegExp, (url: string) => string][] = [
  [/NoSuchBucket/, () => 'Make the bucket, or correct WEIR_EVIDENCE_URL.'],
  [/SignatureDoesNotMatch|InvalidAccessKeyId/, () => `Correct ${KEY}.`],
  [/AuthorizationHeaderMalformed/, () => 'Correct WEIR_S3_REGION.'],
  [/RequestTimeTooSkewed/, () => 'Set the clock of this machine, best by NTP.'],
  [/answered 403/, (url) => `Give the key the right to read, write and delete objects under ${url}.`],
  [/fetch failed/, () => 'Start the service, or correct WEIR_S3_ENDPOINT.'],
];

const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  // Why a connection failed lies two causes down: below ours is that of `fetch`.
  const below = error instanceof Error && error.cause instanceof Error ? error.cause.cause : undefined;
  return below instanceof Error ? `${message} ${below.message}` : message;
};

/**
 * The object is left nowhere, also when the check fails in between and removing is allowed.
 * @throws WeirError EVIDENCE_UNREACHABLE, with what was tried and how to mend it
 */
export const probeBucket = async (place: S3Place, newId: () => string): Promise<string> => {
  const blobs = openS3Blobs(place);
  const bytes = Buffer.from(`weir doctor ${newId()}`);
  const name = sha256(bytes);
  const wrong = (what: string, fix?: string): WeirError =>
    new WeirError('EVIDENCE_UNREACHABLE', what, { status: 503, ...(fix === undefined ? {} : { fix }) });
  const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const reason = reasonOf(error);
      const mend = MENDS.find(([pattern]) => pattern.test(reason))?.[1](place.url);
      throw wrong(`An object cannot be ${what}: ${reason}`, mend ?? (isWeirError(error) ? error.fix : undefined));
    }
  };
  await step('written', () => blobs.write(name, bytes));
  let read: Buffer | null;
  try {
    read = await step('read', () => blobs.read(name));
  } catch (error) {
    await blobs.remove(name).catch(() => {
      // What went wrong first is what is told.
    });
    throw error;
  }
  await step('removed', () => blobs.remove(name));
  if (read === null || !read.equals(bytes))
    throw wrong('An object was not read as written.', 'Look whether something between Weir and the bucket caches.');
  if ((await step('looked for', () => blobs.read(name))) !== null)
    throw wrong(
      'An object that was removed is still there, so that a purge would take nothing away.',
      'Look at the rules of the bucket that keep objects (object lock, retention), and whether something caches.',
    );
  return `${place.url}; an object was written, read and removed`;
};
