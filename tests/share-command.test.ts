import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse } from '#cli/open.ts';
import { loadConfig } from '#services/config.ts';
import type { Store } from '#store/store.ts';
import { machine } from '#store/test-records.ts';
import { AUTHORITY } from './api-house.ts';
import { decideText } from './decided-cases.ts';
import { testNamespace } from './namespace.ts';
import { weirCommand } from './weir-command.ts';

const namespace = testNamespace();
const home = mkdtempSync(join(tmpdir(), 'weir-share-'));
let environment: NodeJS.ProcessEnv;
let store: Store;
let server: Server;
/** What came to the partner's TAXII server, and what it has. */
const asked: { url: string; authorization: string | undefined; body: string }[] = [];
const TAXII = 'application/taxii+json;version=2.1';
const TIME = '2026-01-01T00:00:00Z';
const indicator = (n: number, pattern: string, more: object = {}): object => ({
  ...{ type: 'indicator', spec_version: '2.1', id: `indicator--00000000-0000-4000-8000-00000000000${n}` },
  ...{ created: TIME, modified: TIME, pattern, pattern_type: 'stix', valid_from: TIME, ...more },
});
const OBJECTS = [
  indicator(1, `[url:value = 'https://bad.example/1']`),
  indicator(2, `[ipv4-addr:value = '192.0.2.1']`),
  indicator(3, `[url:value = 'https://bad.example/3']`, { revoked: true }),
];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', method, headers } = request;
      asked.push({ url, authorization: headers.authorization, body: Buffer.concat(chunks).toString() });
      const counts = { id: 's1', status: 'complete', failure_count: 0, pending_count: 0 };
      const answer =
        method === 'POST'
          ? { ...counts, total_count: 4, success_count: 4 }
          : url.includes('/objects/')
            ? { objects: OBJECTS }
            : { collections: [{ id: 'c1', title: 'What they found', can_read: true, can_write: true }] };
      response.writeHead(method === 'POST' ? 202 : 200, { 'content-type': TAXII }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  environment = {
    ...process.env,
    ...{ WEIR_HOME: home, WEIR_NAMESPACE: namespace, WEIR_MODE: 'demo', WEIR_ALLOW_LOOPBACK_HOSTS: host },
  };
  store = await openHouse(loadConfig(environment));
  await store.migrate();
  writeFileSync(join(home, 'authority.json'), JSON.stringify(AUTHORITY));
  for (const [id, role] of [
    ['sven', 'supervisor'],
    ['rita', 'reviewer'],
  ] as const)
    await store.accounts.set(
      {
        ...{ id, login: id, displayName: id, post: 'Officer', roles: [role], passwordHash: 'x', disabled: false },
        createdAt: '2026-03-01T10:00:00.000Z',
      },
      machine,
    );
  await store.partners.set(
    {
      ...{ id: 'north', name: 'Office North', agreement: 'agreement 12/2026', categories: ['threat'], keyHash: null },
      ...{ webhook: null, apiRoot: `http://${host}/root/`, requestsPerMinute: 60, suspended: false },
      ...{ setBy: 'sven', setAt: '2026-03-01T10:00:00.000Z' },
    },
    machine,
  );
  await decideText(store, 'one', {
    text: 'Invented words of one case, [redacted]',
    lang: 'en',
    categories: ['threat'],
  });
});
afterAll(async () => {
  await store.close();
  await new Promise((done) => server.close(done));
  rmSync(home, { recursive: true, force: true });
});

const weir = (...given: string[]) => weirCommand(environment)(given);

test('weir share export makes a file for a partner, which weir lists import reads', async () => {
  const file = join(home, 'north.stix.json');
  const made = await weir('share', 'export', 'north', '--by', 'sven', '--format', 'stix', '--out', file);
  expect([made.err, made.code]).toEqual(['', 0]);
  expect(made.out).toContain('2 items for Office North');
  expect(readFileSync(file, 'utf8')).not.toContain('Invented');
  const terms = ['--name', 'North', '--source', 'us', '--sharing', 'TLP:AMBER', '--by', 'sven'];
  expect((await weir('lists', 'import', file, '--format', 'stix', ...terms)).out).toContain('2 new');
  const { items } = await store.handovers.list({ partnerId: 'north', size: 10 });
  expect(items).toEqual([expect.objectContaining({ channel: 'export', by: { kind: 'human', id: 'sven' } })]);
});

test('whoever is no supervisor, an unknown partner and an unknown format are refused by name', async () => {
  const given = ['--format', 'csv', '--by'];
  expect((await weir('share', 'export', 'north', ...given, 'rita')).err).toContain('SHARE_NOT_ALLOWED');
  expect((await weir('share', 'export', 'south', ...given, 'sven')).err).toContain('PARTNER_UNKNOWN');
  expect((await weir('share', 'export', 'north', '--format', 'xml', '--by', 'sven')).err).toContain('SHARE_FORMAT');
});

test('weir share pull names collections, and reads one into a list', async () => {
  const keyFile = join(home, 'key');
  writeFileSync(keyFile, 'their-key\n');
  expect((await weir('share', 'pull', 'north', '--by', 'sven')).out).toContain('c1: What they found');
  const pulled = await weir('share', 'pull', 'north', 'c1', '--by', 'sven', '--key-file', keyFile);
  expect([pulled.err, pulled.out]).toEqual(['', expect.stringContaining('taxii-north: 1 new, 0 gone')]);
  expect(pulled.out).toContain('1 indicators compare what no post can be compared with');
  expect(asked.at(-1)?.authorization).toBe('Bearer their-key');
  expect((await store.lists.get('taxii-north'))?.source).toContain('Office North, TAXII http://127.0.0.1');
});

test('weir share push writes what the partner may have, and that is kept', async () => {
  const pushed = await weir('share', 'push', 'north', 'c1', '--by', 'sven');
  expect([pushed.err, pushed.out]).toEqual(['', 'complete: 4 taken, 0 refused, 0 pending\n']);
  const { objects } = JSON.parse(asked.at(-1)?.body ?? '{}') as { objects: { type: string }[] };
  expect(objects.map(({ type }) => type)).toEqual(['marking-definition', 'identity', 'indicator', 'indicator']);
  expect((await weir('share')).out).toContain('read from http://127.0.0.1');
});
