/** A real S3 server on this machine, for tests: it checks signatures and keeps what it is given in a folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import type { S3Place } from './s3-blobs.ts';

interface Server {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}
type ServerKind = new (options: {
  address: string;
  port: number;
  silent: boolean;
  directory: string;
  configureBuckets: { name: string }[];
}) => Server;

/** The key that the server knows. */
const KEY = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

export interface TestBucket {
  place(prefix: string): S3Place;
  /** Goes around the store: what is there under a name. */
  ask(place: S3Place, method: 'GET' | 'PUT' | 'DELETE', hash: string, body?: string): Promise<Response>;
  close(): Promise<void>;
}

export const startTestBucket = async (): Promise<TestBucket> => {
  const directory = mkdtempSync(join(tmpdir(), 'weir-bucket-'));
  const Kind = createRequire(import.meta.url)('@20minutes/s3rver') as ServerKind;
  const configureBuckets = [{ name: 'evidence' }];
  const server = new Kind({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new AwsClient({ ...KEY, region: 'us-east-1', service: 's3' });
  return {
    place: (prefix) => ({ url: `s3://evidence/${prefix}`, endpoint, region: 'us-east-1', ...KEY }),
    ask: ({ url }, method, hash, body) => {
      const path = `${url.slice('s3://'.length)}/${hash.slice(0, 2)}/${hash.slice(2)}`;
      return client.fetch(`${endpoint}/${path}`, { method, ...(body === undefined ? {} : { body }) });
    },
    close: async () => {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
