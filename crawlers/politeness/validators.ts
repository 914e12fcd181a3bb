import type { Redis } from 'ioredis';
import { type EgressHeaders, header } from '../egress/egress.ts';

/** Something that the scripts of a page loaded, with what its server gave for the next conditional GET, byte for byte. */
export interface Load {
  url: string;
  /** As the browser asked for it. */
  accept: string;
  etag: string | null;
  lastModified: string | null;
  /** SHA-256 of what came. */
  bodyHash: string;
}

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
  /**
   * Of a page that a browser built: what its scripts loaded. The page is unchanged only when all of this is; absent where that
   * cannot be asked, so that the page is built each time.
   */
  loads?: Load[] | undefined;
}

export type Remembered = Validators & { bodyPresent: boolean };

/** Of each source's pages; a key is made of both. */
export interface ValidatorStore {
  /** `bodyPresent`: the body with that hash is still stored and sound; without it no validator is sent. */
  get(key: string): Promise<Remembered | null>;
  put(key: string, validators: Validators): Promise<void>;
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

/** The headers of a conditional GET by these validators (RFC 9110 section 13.1). */
export const askedBy = ({ etag, lastModified }: Pick<Validators, 'etag' | 'lastModified'>): Record<string, string> => ({
  ...(etag === null ? {} : { 'if-none-match': etag }),
  ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
});

/**
 * The conditional headers to send; none when the stored body is unknown or missing, when the whole body is
 * due, and where the validators have lied.
 * @param now RFC 3339
 */
export const conditionalHeaders = (found: Remembered | null, now: string): Record<string, string> => {
  if (found === null || found.bodyHash === null || !found.bodyPresent || found.lies === true) return {};
  const full = found.fullAt ?? found.origin?.at;
  if (full !== undefined && Date.parse(now) - Date.parse(full) >= FULL_EVERY) return {};
  return askedBy(found);
};

type Named = Pick<Validators, 'etag' | 'lastModified' | 'bodyHash'>;

/** Is this another body under the name of the one before? */
const isFalse = (known: Named, before: Named): boolean => {
  const isNamedAlike =
    (known.etag !== null || known.lastModified !== null) &&
    before.etag === known.etag &&
    (known.etag !== null || before.lastModified === known.lastModified);
  return isNamedAlike && before.bodyHash !== null && before.bodyHash !== known.bodyHash;
};

/** What is known after a whole body came: when, and whether the validators were the old ones although the body was not. */
export const afterFull = (known: Validators, before: Validators | null, at: string): Validators => {
  const formerLoads = before?.loads ?? [];
  const lies =
    before !== null &&
    (before.lies === true ||
      isFalse(known, before) ||
      (known.loads ?? []).some((load) => formerLoads.some((old) => old.url === load.url && isFalse(load, old))));
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
  get: async (key) => {
    const text = await redis.get(`${prefix}validators:${key}`);
    if (text === null) return null;
    const validators = JSON.parse(text) as Validators;
    const { bodyHash, origin } = validators;
    return { ...validators, bodyPresent: bodyHash !== null && (await hasBody(bodyHash, origin?.captureId)) };
  },
  put: async (key, validators) => {
    await redis.set(`${prefix}validators:${key}`, JSON.stringify(validators), 'EX', THIRTY_DAYS);
  },
});
