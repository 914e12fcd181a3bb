import type { Redis } from 'ioredis';

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
}

export type Remembered = Validators & { bodyPresent: boolean };

export interface ValidatorStore {
  /** `bodyPresent`: the body with that hash is still stored and sound; without it no validator is sent. */
  get(url: string): Promise<Remembered | null>;
  put(url: string, validators: Validators): Promise<void>;
}

const THIRTY_DAYS = 30 * 86_400;

/** The conditional headers to send (RFC 9110 section 13.1), none when the stored body is unknown or missing. */
export const conditionalHeaders = (found: Remembered | null): Record<string, string> => {
  if (found === null || found.bodyHash === null || !found.bodyPresent) return {};
  return {
    ...(found.etag === null ? {} : { 'if-none-match': found.etag }),
    ...(found.lastModified === null ? {} : { 'if-modified-since': found.lastModified }),
  };
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
