import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operator } from '#core/operator.ts';
import type { Order } from '#core/order.ts';
import { deliverOrder, deliverPriorInformation, type Send } from './delivery.ts';
import { verifyRequest } from './message-signature.ts';

const pair = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const receipt = { reference: 'IE-2026-1', receiptId: 'r-1', receivedAt: '2026-03-01T10:00:00.000Z' };
const order = (attempts: number) =>
  ({
    id: 'order-1',
    reference: 'IE-2026-1',
    document: { form: 'tco-annex-1' },
    attempts: Array(attempts).fill({ at: '', error: null }),
  }) as unknown as Order;

let server: Server;
let base = '';
let asked: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void | Promise<void>;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url}`);
      void answer(request, response, Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

const send: Send = async ({ method, url, headers, body }) => {
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
};
const deliver = (attempts: number) =>
  deliverOrder(order(attempts), {
    operator: { channel: { kind: 'https', ordersUrl: `${base}/orders` } } as Operator,
    key: { keyId: 'authority', privateKeyPem: pair.privateKey },
    send,
    now: () => new Date('2026-03-01T10:00:00Z'),
    newNonce: () => 'nonce-1',
  });
const json = (response: ServerResponse, status: number, value: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};

describe('the delivery of an order over a socket', () => {
  it('is signed, carries the order id as idempotency key, and keeps the receipt', async () => {
    let keyId = '';
    let idempotencyKey: unknown;
    answer = async (request, response, body) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const seen = await verifyRequest(
        { method: 'POST', url: `${base}${request.url}`, headers, body },
        () => pair.publicKey,
        new Date('2026-03-01T10:00:01Z'),
      );
      keyId = seen.keyId;
      idempotencyKey = request.headers['idempotency-key'];
      json(response, 202, receipt);
    };
    expect(await deliver(1)).toEqual({ kind: 'received', receipt });
    expect([keyId, idempotencyKey, asked]).toEqual(['authority', 'order-1', ['POST /orders']]);
  });

  it('asks for a receipt before it sends again, and sends only where there is none', async () => {
    answer = (_, response) => json(response, 200, receipt);
    expect(await deliver(2)).toEqual({ kind: 'received', receipt });
    expect(asked).toEqual(['GET /orders/IE-2026-1']);
    asked = [];
    answer = (request, response) => (request.method === 'GET' ? json(response, 404, {}) : json(response, 202, receipt));
    expect(await deliver(2)).toEqual({ kind: 'received', receipt });
    expect(asked).toEqual(['GET /orders/IE-2026-1', 'POST /orders']);
  });

  it.each([
    ['seconds', '30', 30_000],
    ['a date', 'Sun, 01 Mar 2026 10:01:00 GMT', 60_000],
    ['nonsense', 'soon', 0],
  ])('says why it failed and when the operator wants to be asked again (%s)', async (_, retryAfter, milliseconds) => {
    answer = (_request, response) => json(response, 503, {}, { 'retry-after': retryAfter });
    expect(await deliver(1)).toEqual({
      kind: 'failed',
      error: 'the operator answered 503',
      retryAfterMilliseconds: milliseconds,
    });
  });

  it('takes no receipt that has not the right shape', async () => {
    answer = (_, response) => json(response, 202, { ...receipt, extra: true });
    expect(await deliver(1)).toMatchObject({ kind: 'failed', error: expect.stringContaining('RECEIPT_INVALID') });
  });

  it('sends prior information as the same message at every attempt, so that a lost answer is no conflict', async () => {
    const bodies: string[] = [];
    const keys: unknown[] = [];
    answer = (request, response, body) => {
      bodies.push(String(body));
      keys.push(request.headers['idempotency-key']);
      json(response, 202, receipt);
    };
    const signed = {
      ...order(0),
      holdUntil: '2026-03-01T09:01:00.000Z',
      document: { language: 'en', answerUrl: base },
    };
    for (const at of ['2026-03-01T10:00:00Z', '2026-03-01T10:05:00Z'])
      await deliverPriorInformation(signed as unknown as Order, {
        operator: { name: 'Ferry', channel: { kind: 'https', ordersUrl: `${base}/orders` } } as Operator,
        key: { keyId: 'authority', privateKeyPem: pair.privateKey },
        send,
        now: () => new Date(at),
        newNonce: () => at,
      });
    expect(bodies[1]).toBe(bodies[0]);
    expect(keys).toEqual(['order-1-prior-information', 'order-1-prior-information']);
  });
});
