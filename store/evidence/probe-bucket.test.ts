import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '#core/hash.ts';
import { probeBucket } from './probe-bucket.ts';
import { startTestBucket, type TestBucket } from './test-bucket.ts';

let bucket: TestBucket;
beforeAll(async () => {
  bucket = await startTestBucket();
});
afterAll(() => bucket.close());

const probe = sha256('weir doctor one');

/** A service that answers as it is told, once; the rules of a bucket that the real server has no settings for. */
const withService = async (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  work: (endpoint: string) => Promise<void>,
): Promise<void> => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
};

const denied = (response: ServerResponse): void => {
  response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
};

describe('the probe of a bucket', () => {
  it('writes, reads and removes an object, and leaves none', async () => {
    const place = bucket.place('probe');
    expect(await probeBucket(place, () => 'one')).toBe(`${place.url}; an object was written, read and removed`);
    expect((await bucket.ask(place, 'GET', probe)).status).toBe(404);
  });

  it.each([
    ['a wrong key', { secretAccessKey: 'wrong' }, /written.*SignatureDoesNotMatch/, /Correct WEIR_S3_ACCESS_KEY_ID/],
    ['no such bucket', { url: 's3://elsewhere/x' }, /written.*NoSuchBucket/, /Make the bucket/],
    ['a closed door', { endpoint: 'http://127.0.0.1:1' }, /written: .*fetch failed/, /correct WEIR_S3_ENDPOINT/],
  ])('says what to do about %s', async (_name, wrong, message, fix) => {
    await expect(probeBucket({ ...bucket.place('wrong'), ...wrong }, () => 'one')).rejects.toMatchObject({
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    });
  });

  it('says so when the key may write but not read, and takes the object away all the same', async () => {
    const asked: string[] = [];
    await withService(
      ({ method = '' }, response) => {
        asked.push(method);
        if (method === 'GET') denied(response);
        else response.writeHead(200).end();
      },
      (endpoint) =>
        expect(probeBucket({ ...bucket.place('probe'), endpoint }, () => 'one')).rejects.toMatchObject({
          message: expect.stringMatching(/cannot be read: .*403 \(AccessDenied\)/),
          fix: expect.stringContaining('the right to read, write and delete'),
        }),
    );
    expect(asked).toEqual(['PUT', 'GET', 'DELETE']);
  });

  it.each([
    ['may not be removed', (response: ServerResponse) => denied(response), /cannot be removed/],
    ['stays though it was removed', (response: ServerResponse) => response.writeHead(204).end(), /still there/],
  ])('says so when an object %s', async (_name, remove, message) => {
    await withService(
      ({ method }, response) => {
        if (method === 'DELETE') remove(response);
        else response.writeHead(200).end(method === 'GET' ? 'weir doctor one' : '');
      },
      (endpoint) =>
        expect(probeBucket({ ...bucket.place('probe'), endpoint }, () => 'one')).rejects.toMatchObject({
          message: expect.stringMatching(message),
        }),
    );
  });
});
