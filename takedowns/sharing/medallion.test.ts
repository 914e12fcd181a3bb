/**
 * Our client against a TAXII 2.1 server that others wrote: medallion of OASIS. It is a Python package and no part of this house;
 * set MEDALLION to its command (`python3 -m venv x && x/bin/pip install medallion`, then x/bin/medallion).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseList } from '#classifiers/known/formats/parse-list.ts';
import { createEgress } from '#crawlers/crawl.ts';
import type { Send } from '../delivery.ts';
import { itemId, type SharedView } from './item.ts';
import { indicatorOf, preludeOf } from './stix.ts';
import { createTaxiiClient } from './taxii-client.ts';

const command = process.env.MEDALLION ?? '';
if (command === '')
  process.stderr.write(
    'SKIPPED: no foreign TAXII server. Set MEDALLION to the command of medallion (pip install medallion).\n',
  );

const COLLECTION = '472c94ae-3113-4e3e-a4dd-a9f4ac7471d4';
const sharer = { publicUrl: 'https://weir.example', name: 'Office for Online Safety (test)' };
const AT = '2026-03-01T10:00:00.000Z';
const item = (n: number): SharedView => {
  const value = `https://lanternfish.example/p/${n}`;
  return {
    ...{ id: itemId(sharer, { kind: 'url', value }, 1), kind: 'url', value, categories: ['recruitment'] },
    ...{ createdAt: AT, modifiedAt: AT, revoked: false },
  };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** Resolves when something listens there; the process that should has said nothing that could be waited for. */
const listening = (port: number, child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`medallion ended with ${code}`)));
    const attempt = (): void => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve();
      });
      socket.once('error', () => setTimeout(attempt, 100));
    };
    attempt();
  });

describe.skipIf(command === '')('against medallion', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-medallion-'));
  let child: ChildProcess;
  let root: string;
  let send: Send;
  beforeAll(async () => {
    const port = await freePort();
    root = `http://127.0.0.1:${port}/partners/`;
    const data = {
      '/discovery': { title: 'A foreign server', default: root, api_roots: [root] },
      partners: {
        information: {
          title: 'Partners',
          versions: ['application/taxii+json;version=2.1'],
          max_content_length: 9765625,
        },
        status: [],
        collections: [
          {
            ...{ id: COLLECTION, title: 'In and out', can_read: true, can_write: true },
            ...{ media_types: ['application/stix+json;version=2.1'], objects: [], manifest: [] },
          },
        ],
      },
    };
    writeFileSync(join(folder, 'data.json'), JSON.stringify(data));
    const backend = { module: 'medallion.backends.memory_backend', module_class: 'MemoryBackend' };
    const config = {
      ...{ backend: { ...backend, filename: join(folder, 'data.json') }, users: { weir: 'not-a-secret' } },
      taxii: { max_page_size: 3 },
    };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    child = spawn(command, ['--port', String(port), join(folder, 'config.json')], { stdio: 'ignore' });
    await listening(port, child);
    const hosts = new Set([`127.0.0.1:${port}`]);
    const egress = createEgress({ allowedHosts: () => hosts, loopbackExemption: hosts });
    send = async ({ url, method, headers, body }) => {
      const answer = await egress.request(url, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.body).toString() };
    };
  });
  afterAll(() => {
    child?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  test('writes what it shares, and reads it back page by page as a list of known content', async () => {
    const basic = `Basic ${Buffer.from('weir:not-a-secret').toString('base64')}`;
    const client = createTaxiiClient(send, basic);
    expect((await client.discover(new URL('/taxii2/', root).href)).api_roots).toEqual([root]);
    expect((await client.collections(root)).map(({ id, can_write }) => [id, can_write])).toEqual([[COLLECTION, true]]);
    const items = Array.from({ length: 7 }, (_, n) => item(n));
    const sent = [...preludeOf(sharer), ...items.map((one) => indicatorOf(one, sharer))];
    const status = await client.push(root, COLLECTION, sent);
    expect([status.status, status.success_count, status.failure_count]).toEqual(['complete', sent.length, 0]);
    expect(await client.status(root, status.id)).toMatchObject({ id: status.id, status: 'complete' });
    const objects = await client.pull(root, COLLECTION);
    expect(objects.map(({ id }) => id).sort()).toEqual(sent.map(({ id }) => id).sort());
    const { entries } = parseList(Buffer.from(JSON.stringify({ type: 'bundle', objects })), 'stix');
    expect(entries.map(({ value }) => value).sort()).toEqual(items.map(({ value }) => value).sort());
    await expect(createTaxiiClient(send, null).collections(root)).rejects.toThrow(/answered 401/);
  });
});
