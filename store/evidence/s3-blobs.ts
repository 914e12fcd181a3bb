import { AwsClient } from 'aws4fetch';
import { WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import type { Blobs } from './blobs.ts';

/** A bucket, and how to reach it. */
export interface S3Place {
  /** `s3://bucket` or `s3://bucket/prefix` */
  url: string;
  /** Of the service; the bucket is the first part of the path. */
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** For one request, in milliseconds. */
const TIMEOUT = 60_000;
const TRIES = 4;

const unreachable = (what: string, cause?: unknown): WeirError =>
  new WeirError('EVIDENCE_UNREACHABLE', `The evidence store cannot be reached: ${what}.`, {
    retry: true,
    status: 503,
    fix: 'Look at WEIR_EVIDENCE_URL, WEIR_S3_ENDPOINT and the key, and whether the service answers.',
    ...(cause === undefined ? {} : { cause }),
  });

/**
 * Objects in a bucket, over the S3 API with signatures of version 4. A service acknowledges an object when it is durable; the hash of
 * the bytes is signed with the request, so that what arrives otherwise is refused.
 */
export const openS3Blobs = ({ url, endpoint, region, accessKeyId, secretAccessKey }: S3Place): Blobs => {
  const { hostname: bucket, pathname } = new URL(url);
  const folder = [bucket, ...pathname.split('/')].filter((part) => part !== '').join('/');
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: TRIES });
  const addressOf = (hash: string): string =>
    `${endpoint.replace(/\/+$/, '')}/${folder}/${hash.slice(0, 2)}/${hash.slice(2)}`;

  const ask = async (method: 'GET' | 'PUT' | 'DELETE', hash: string, body?: Uint8Array): Promise<Response> => {
    try {
      return await client.fetch(addressOf(hash), {
        method,
        // A redirect would lead the signed request, and the evidence, to another place than the configured one.
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT),
        headers: { 'x-amz-content-sha256': sha256(body ?? '') },
        ...(body === undefined ? {} : { body: Buffer.from(body) }),
      });
    } catch (cause) {
      throw unreachable(cause instanceof Error ? cause.message : String(cause), cause);
    }
  };
  const refused = async (answer: Response): Promise<WeirError> => {
    const [, code] = /<Code>([A-Za-z]+)<\/Code>/.exec(await answer.text()) ?? [];
    return unreachable(`it answered ${answer.status}${code === undefined ? '' : ` (${code})`}`);
  };

  return {
    read: async (hash) => {
      const answer = await ask('GET', hash);
      if (answer.ok) {
        try {
          return Buffer.from(await answer.arrayBuffer());
        } catch (cause) {
          throw unreachable('an answer broke off', cause);
        }
      }
      const error = await refused(answer);
      // A bucket that is missing is no object that is missing.
      if (answer.status === 404 && !error.message.includes('NoSuchBucket')) return null;
      throw error;
    },
    write: async (hash, bytes) => {
      const answer = await ask('PUT', hash, bytes);
      if (!answer.ok) throw await refused(answer);
      await answer.arrayBuffer();
    },
    settle: async () => {},
    remove: async (hash) => {
      const answer = await ask('DELETE', hash);
      if (!answer.ok && answer.status !== 404) throw await refused(answer);
      await answer.arrayBuffer();
    },
  };
};
