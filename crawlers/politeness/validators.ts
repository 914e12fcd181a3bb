import type { Redis } from 'ioredis';
import { type EgressHeaders, header } from '../egress/egress.ts';

/** What a server gave for the next conditional GET, byte for byte, and the hash of the body that it belongs to. */
export interface Validators {
  etag: string | null;
  lastModified: string | null;
  /** SHA-256 of the stored body; null when none was stored. */
  bodyHash: string | null;
  /** The capture that holds the body, and when that was; absent in entries from before there were WARC files. */
  origin?: { captureId: string; at: string } | undefined;
  /** The last visit that left a capture, of the body itself or of its being unchanged. */
  seenAt?: string | undefined;
  /** The last answer that brought the whole body, whether or not it was a new one. */
  fullAt?: string | undefined;
  /** The server once called another body by the same validators: it is not asked for "nothing new" any more. */
  lies?: true | undefined;
}

export type Remembered = Validators & { bodyPresent: boolean };

export interface ValidatorStore {
  /** `bodyPresent`: the body with that hash is still stored and sound; without it no validator is sent. */
  get(url: string): Promise<Remembered | null>;
  put(url: string, validators: Validators): Promise<void>;
}

const THIRTY_DAYS = 30 * 86_400;

/** Once a day the whole body is asked for, whatever its validators say: a server that lies is found out by nothing else. */
const FULL_EVERY = 86_400_000;
/** RFC 9110 section 8.8.2.2: a Last-Modified this near to the answer itself may miss a second change. */
const WEAK_FOR = 60_000;

/** The validators of an answer; a Last-Modified that is too fresh to be relied on is left out, unless an ETag stands beside it. */
export const validatorsIn = (headers: EgressHeaders, at: string): Pick<Validators, 'etag' | 'lastModified'> => {
  const etag = header(headers, 'etag') ?? null;
  const lastModified = header(headers, 'last-modified') ?? null;
  const sent = Date.parse(header(headers, 'date') ?? at);
  const isFresh = lastModified !== null && !(sent - Date.parse(lastModified) >= WEAK_FOR);
  return { etag, lastModified: isFresh && etag === null ? null : lastModified };
};

/**
 * The conditional headers to send (RFC 9110 section 13.1); none when the stored body is unknown or missing, when the whole body is
 * due, and where the validators have lied.
 * @param now RFC 3339
 */
export const conditionalHeaders = (found: Remembered | null, now: string): Record<string, string> => {
  if (found === null || found.bodyHash === null || !found.bodyPresent || found.lies === true) return {};
  const full = found.fullAt ?? found.origin?.at;
  if (full !== undefined && Date.parse(now) - Date.parse(full) >= FULL_EVERY) return {};
  return {
    ...(found.etag === null ? {} : { 'if-none-match': found.etag }),
    ...(found.lastModified === null ? {} : { 'if-modified-since': found.lastModified }),
  };
};

/** What is known after a whole body came: when, and whether the validators were the old ones although the body was not. */
export const afterFull = (known: Validators, before: Validators | null, at: string): Validators => {
  const { etag, lastModified, bodyHash } = known;
  const isNamedAlike =
    before !== null &&
    (etag !== null || lastModified !== null) &&
    before.etag === etag &&
    (etag !== null || before.lastModified === lastModified);
  const lies = before?.lies === true || (isNamedAlike && before.bodyHash !== null && before.bodyHash !== bodyHash);
  return { ...known, fullAt: at, ...(lies ? { lies: true } : {}) };
};

/**
 * Validators in Redis: losing them costs one full visit.
 * @param hasBody asks the evidence store whether the body with this SHA-256 is there and sound, in the capture where one is known
 */
export const createRedisValidatorStore = (
  redis: Redis,
  prefix: string,
  hasBody: (sha256: string, captureId: string | undefined) => Promise<boolean>,
): ValidatorStore => ({
  get: async (url) => {
    const text = await redis.get(`${prefix}validators:${url}`);
    if (text === null) return null;
    const validators = JSON.parse(text) as Validators;
    const { bodyHash, origin } = validators;
    return { ...validators, bodyPresent: bodyHash !== null && (await hasBody(bodyHash, origin?.captureId)) };
  },
  put: async (url, validators) => {
    await redis.set(`${prefix}validators:${url}`, JSON.stringify(validators), 'EX', THIRTY_DAYS);
  },
});
