import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reverseCase } from '#core/case-state.ts';
import type { Category } from '#core/labels.ts';
import { createEgress } from '#crawlers/crawl.ts';
import { createAllowList } from '#pipeline/allow-list.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { createKnownContent } from '#pipeline/known-content.ts';
import { announce, handOver, notify, SETTLING, shareCase } from '#pipeline/sharing.ts';
import { findWork } from '#pipeline/sweeper.ts';
import { pullIntoList } from '#pipeline/taxii-pull.ts';
import { digest } from '#store/digest.ts';
import { rebuild } from '#store/rebuild.ts';
import { aPost, machine, person } from '#store/test-records.ts';
import type { Send } from '#takedowns/delivery.ts';
import { verifyRequest } from '#takedowns/message-signature.ts';
import { createTaxiiClient } from '#takedowns/sharing/taxii-client.ts';
import { type ApiHouse, AUTHORITY, openApiHouse, type Person, type TestKey, testKey } from '../../tests/api-house.ts';
import { decideText } from '../../tests/decided-cases.ts';
import { testNamespace } from '../../tests/namespace.ts';

const namespace = testNamespace();
const weirKey: TestKey = testKey('weir-key');
const loopback = new Set<string>();
let house: ApiHouse;
let sven: Person;
let root: string;
let context: PipelineContext;

/** What a partner's address for messages got, and how it answers. */
interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}
let hook: Server;
let hookUrl: string;
let received: Received[] = [];
let answerWith = 204;

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  loopback.add(host);
  return host;
};

beforeAll(async () => {
  hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', headers, url = '' } = request;
      received.push({ method, url: `http://${headers.host}${url}`, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answerWith).end();
    });
  });
  hookUrl = `http://${await listen(hook)}/sharing`;
  house = await openApiHouse(namespace, { keys: { order: weirKey } });
  sven = await house.signIn('sven');
  const address = new URL(await house.app.listen({ host: '127.0.0.1', port: 0 }));
  loopback.add(address.host);
  root = `${address.origin}/taxii2/weir/`;
  const { store, clock } = house;
  const allowList = createAllowList(store);
  // As in the house: only hosts of the registers are reached.
  const egress = createEgress({ allowedHosts: allowList.hosts, loopbackExemption: loopback });
  const send: Send = async (request) => {
    await allowList.refresh();
    const { method, headers, body } = request;
    const answer = await egress.request(request.url, { method, headers, ...(body === undefined ? {} : { body }) });
    return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.body).toString() };
  };
  let nonces = 0;
  context = {
    ...{ store, clock, allowList, send, queues: house.deps.queues, requestKey: weirKey },
    log: pino({ level: 'silent' }),
    newNonce: () => `nonce-${nonces++}`,
    sharer: sharer(),
  } as unknown as PipelineContext;
});
afterAll(async () => {
  await house.close();
  await new Promise((done) => hook.close(done));
});

const sharer = () => ({ publicUrl: house.deps.config.publicUrl, name: AUTHORITY.name });
const SHARING: ReadonlySet<string> = new Set(['share', 'announce', 'notify']);
/** What the sweeper finds for sharing, done until there is none. */
const work = async (): Promise<void> => {
  for (let round = 0; round < 20; round++) {
    const due = (await findWork(context)).filter(({ job }) => SHARING.has(job));
    if (due.length === 0) break;
    for (const { job, payload } of due) {
      if (job === 'share') await shareCase(context.store, sharer(), payload.caseId);
      else if (job === 'announce') await announce(context.store);
      else if (job === 'notify') await notify(payload, context);
    }
  }
  house.clock.advance(SETTLING + 1);
};

const partner = async (id: string, categories: Category[], change: object = {}): Promise<string> => {
  const entry = {
    ...{ name: `Partner ${id}`, agreement: 'agreement 12/2026', categories, webhook: null, apiRoot: null },
    ...{ requestsPerMinute: 600, suspended: false, ...change },
  };
  expect((await sven.send('PUT', `/sharing/partners/${id}`, entry)).statusCode).toBe(200);
  const answer = await sven.post(`/sharing/partners/${id}/key`);
  return answer.json<{ key: string }>().key;
};

interface Taxii {
  status: number;
  headers: Headers;
  body: {
    title?: string;
    http_status?: string;
    more?: boolean;
    next?: string;
    api_roots?: string[];
    versions?: string[];
    collections?: { id: string; title: string; can_write: boolean }[];
    objects?: Record<string, unknown>[];
  };
}
const ask = async (path: string, key: string | null, accept = 'application/taxii+json;version=2.1'): Promise<Taxii> => {
  const answer = await fetch(new URL(path, root), {
    headers: { accept, ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
  });
  expect(answer.headers.get('content-type')).toBe('application/taxii+json;version=2.1');
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Taxii['body'] };
};
const collectionOf = async (key: string, category: Category): Promise<string> => {
  const { body } = await ask('collections/', key);
  return body.collections?.find(({ title }) => title.endsWith(category))?.id ?? 'none';
};
const indicators = ({ body }: Taxii): Record<string, unknown>[] =>
  (body.objects ?? []).filter(({ type }) => type === 'indicator');
const decide = (cluster: string, categories: Category[], text = `Invented words of the case ${cluster}, [redacted]`) =>
  decideText(house.store, cluster, { text, lang: 'en', categories });
const reverse = async (caseId: string): Promise<void> => {
  const at = house.clock.now().toISOString();
  await house.store.cases.change(caseId, person('olga'), (state) =>
    reverseCase(state, { complaintId: 'complaint-1', by: 'olga', reason: 'the complaint was right', at }),
  );
};
const deliveries = async (partnerId: string) =>
  (await house.store.handovers.list({ partnerId, size: 100 })).items.map(({ channel, notice, state }) => [
    channel,
    notice,
    state,
  ]);

describe('who may share', () => {
  test('nothing leaves without a partner, whatever was decided', async () => {
    await decide('first', ['recruitment']);
    expect((await findWork(context)).filter(({ job }) => SHARING.has(job))).toEqual([]);
  });

  test('supervisors manage, auditors read, others neither', async () => {
    const [lena, olga] = [await house.signIn('lena'), await house.signIn('olga')];
    expect((await olga.get('/sharing/partners')).statusCode).toBe(200);
    expect((await olga.post('/sharing/exports', { partnerId: 'north', format: 'csv' })).statusCode).toBe(403);
    expect((await lena.get('/sharing/partners')).statusCode).toBe(403);
  });

  test('the key is shown once, kept as a hash, and the one before it ends', async () => {
    const first = await partner('keys', ['threat']);
    const second = (await sven.post('/sharing/partners/keys/key')).json<{ key: string }>().key;
    const record = await house.store.partners.get('keys');
    expect(JSON.stringify(record)).not.toContain(second);
    expect((await sven.get('/sharing/partners')).body).not.toContain(record?.keyHash);
    expect((await ask('/taxii2/', first)).status).toBe(401);
    expect((await ask('/taxii2/', second)).status).toBe(200);
  });
});

describe('the TAXII server', () => {
  let key: string;
  let recruitment: string;
  beforeAll(async () => {
    key = await partner('north', ['recruitment', 'threat']);
    await work();
    recruitment = await collectionOf(key, 'recruitment');
  });

  test('speaks to those who have a key, in the words of the standard', async () => {
    for (const bad of [null, 'nonsense', `${key.slice(0, -1)}-`, key.replace('north', 'south')]) {
      const { status, body } = await ask('/taxii2/', bad);
      expect([status, body.http_status]).toEqual([401, '401']);
    }
    expect((await ask('/taxii2/', key)).body.api_roots).toEqual(['http://127.0.0.1:8420/taxii2/weir/']);
    expect((await ask(root, key)).body).toMatchObject({ versions: ['application/taxii+json;version=2.1'] });
    expect((await ask(root, key, 'application/taxii+json;version=2.0')).status).toBe(406);
    expect((await ask(root, key, 'text/html, */*;q=0.1')).status).toBe(200);
    expect((await ask('collections/?limit=no', key)).status).toBe(200);
    expect((await ask(`collections/${recruitment}/objects/?limit=0`, key)).status).toBe(400);
    expect((await ask(`collections/${recruitment}/objects/?next=abc`, key)).status).toBe(400);
  });

  test('shows the collections of the scope, and no others', async () => {
    const { body } = await ask('collections/', key);
    expect(body.collections?.map(({ title, can_write }) => [title, can_write])).toEqual([
      ['Confirmed terrorist content: threat', false],
      ['Confirmed terrorist content: recruitment', false],
    ]);
    const wide = await partner('wide', ['instruction']);
    const other = await collectionOf(wide, 'instruction');
    expect((await ask(`collections/${other}/objects/`, key)).status).toBe(404);
    expect((await ask(`collections/${other}/`, key)).status).toBe(404);
  });

  test('gives each object once, page by page, and only what came later when it is asked so', async () => {
    const whole = await ask(`collections/${recruitment}/objects/`, key);
    const ids = (whole.body.objects ?? []).map(({ id }) => id);
    expect((whole.body.objects ?? []).map(({ type }) => type)).toEqual([
      ...['marking-definition', 'identity', 'indicator', 'indicator'],
    ]);
    const paged: unknown[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const page: Taxii = await ask(
        `collections/${recruitment}/objects/?limit=1${next === '' ? '' : `&next=${next}`}`,
        key,
      );
      expect(page.body.objects?.length ?? 0).toBeLessThan(2);
      paged.push(...(page.body.objects ?? []).map(({ id }) => id));
      next = page.body.more === true ? page.body.next : undefined;
    }
    expect(paged).toEqual(ids);
    const last = whole.headers.get('x-taxii-date-added-last') ?? '';
    const later = `collections/${recruitment}/objects/?added_after=${last}`;
    expect((await ask(later, key)).body).toEqual({});
    await decide('second', ['recruitment', 'threat']);
    await work();
    // The address is the one of the first case: it is there already, and now has another category.
    expect(indicators(await ask(later, key))).toHaveLength(2);
    const [one] = indicators(await ask(`collections/${recruitment}/objects/?match[type]=indicator`, key));
    const manifest = await ask(`collections/${recruitment}/manifest/?match[id]=${String(one?.id)}`, key);
    expect(manifest.body.objects).toEqual([expect.objectContaining({ id: one?.id, version: one?.modified })]);
    const byId = await ask(`collections/${recruitment}/objects/${String(one?.id)}/`, key);
    expect(byId.body.objects).toEqual([one]);
    const versions = await ask(`collections/${recruitment}/objects/${String(one?.id)}/versions/`, key);
    expect(versions.body.versions).toEqual([one?.modified]);
    expect((await ask(`collections/${recruitment}/objects/indicator--no/`, key)).status).toBe(404);
  });

  test('writes down what it gives, once for each version', async () => {
    const given = async () =>
      (await house.store.handovers.list({ partnerId: 'north', size: 100 })).items.flatMap(({ items }) =>
        items.map(({ id, modifiedAt }) => `${id} ${modifiedAt}`),
      );
    const before = await given();
    expect(new Set(before).size).toBe(before.length);
    await ask(`collections/${recruitment}/objects/`, key);
    expect(await given()).toHaveLength(before.length);
    expect((await house.store.ledger.verify()).ok).toBe(true);
  });

  test('counts the requests of each partner', async () => {
    const slow = await partner('slow', ['threat'], { requestsPerMinute: 2 });
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) statuses.push((await ask('/taxii2/', slow)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await ask('/taxii2/', key)).status).toBe(200);
  });

  test('gives nothing to a partner that is suspended', async () => {
    const gone = await partner('gone', ['recruitment'], { suspended: true });
    expect((await ask('/taxii2/', gone)).status).toBe(403);
    expect((await sven.post('/sharing/exports', { partnerId: 'gone', format: 'csv' })).json().error.code).toBe(
      'PARTNER_SUSPENDED',
    );
  });

  test('no answer names a case, a text, an author or a person who decided', async () => {
    const { body } = await ask(`collections/${recruitment}/objects/`, key);
    expect(JSON.stringify(body)).not.toMatch(/case-|Invented|reed|ana|"bo"|orders@|desk@/);
  });
});

test('what one house shares, another reads into a list and finds in posts', async () => {
  const key = await partner('reader', ['threat'], { apiRoot: root });
  const text = 'Words that only this invented case holds, [redacted] at the old mill';
  await decide('to-be-read', ['threat'], `  ${text}\r\n`);
  await work();
  const { store, clock } = house;
  const client = createTaxiiClient(context.send, `Bearer ${key}`);
  expect((await client.discover(new URL('/taxii2/', root).href)).title).toBe(`Weir of ${AUTHORITY.name}`);
  const [collection] = await client.collections(root);
  const pull = () =>
    pullIntoList(store, client, {
      ...{ apiRoot: root, collectionId: collection?.id ?? '', partnerName: 'Partner reader', importedBy: 'sven' },
      list: { id: 'taxii-reader', name: 'what they share', sharing: 'TLP:AMBER' },
    });
  const { report, unreadable } = await pull();
  expect([report.changed, unreadable]).toEqual([true, 0]);
  expect(report.list.source).toContain(root);
  expect((await pull()).report.changed).toBe(false);
  const known = createKnownContent(store, context.log);
  await known.refresh();
  const found = known.match(aPost('elsewhere', text, { url: 'https://other.example/x' }), clock.now().toISOString());
  expect(found).toEqual([expect.objectContaining({ listId: 'taxii-reader', kind: 'sha256', where: 'text' })]);
  await expect(createTaxiiClient(context.send, null).collections(root)).rejects.toThrow(/answered 401/);
  await expect(client.pull(root, 'other')).rejects.toThrow(/answered 404/);
  await expect(client.discover('https://not-registered.example/taxii2/')).rejects.toThrow(/not on the allow-list/);
});

/** A TAXII 2.1 client that others wrote: a Python with `taxii2-client`, which is no part of this house. */
const foreign = process.env.TAXII2_PYTHON ?? '';
if (foreign === '')
  process.stderr.write(
    'SKIPPED: no foreign TAXII client. Set TAXII2_PYTHON to a Python that has it (pip install taxii2-client).\n',
  );
const READ_ALL = `
import json, sys
from requests.auth import AuthBase
from taxii2client.v21 import ApiRoot, as_pages
class Bearer(AuthBase):
    def __call__(self, request):
        request.headers["Authorization"] = "Bearer " + sys.argv[2]
        return request
root = ApiRoot(sys.argv[1], auth=Bearer())
found = {}
for one in root.collections:
    pages = list(as_pages(one.get_objects, per_request=2))
    found[one.title] = [o["id"] for page in pages for o in page.get("objects", [])]
print(json.dumps({"title": root.title, "found": found}))
`;
test.skipIf(foreign === '')('a client that others wrote reads every object, page by page', async () => {
  const key = await partner('foreign', ['recruitment', 'threat']);
  await work();
  // The server is in this process: the other one must be waited for without holding it up.
  const { stdout } = await promisify(execFile)(foreign, ['-c', READ_ALL, root, key]);
  const { title, found } = JSON.parse(stdout) as { title: string; found: Record<string, string[]> };
  expect(title).toBe('Confirmed items');
  expect(Object.keys(found)).toHaveLength(2);
  const own = await ask(`collections/${await collectionOf(key, 'recruitment')}/objects/`, key);
  expect(found['Confirmed terrorist content: recruitment']).toEqual(own.body.objects?.map(({ id }) => id));
});

describe('partners are told', () => {
  let fetcher: string;
  beforeAll(async () => {
    const webhook = { url: hookUrl, categories: ['solicitation'] };
    await partner('told', ['solicitation', 'glorification'], { webhook });
    fetcher = await partner('fetcher', ['solicitation']);
    await partner('never', ['solicitation']);
    await work();
    received = [];
  });

  test('of what is new in the categories that they asked for, signed, with a key against repeats', async () => {
    await decide('told-1', ['solicitation']);
    await decide('told-2', ['glorification'], 'Other words, of a category that they did not ask for, [redacted]');
    await work();
    expect(received).toHaveLength(1);
    const [message] = received;
    if (message === undefined) throw new Error('no message came');
    const body = JSON.parse(message.body) as { notice: string; id: string; objects: { type: string }[] };
    expect(body).toMatchObject({ form: 'sharing-notice', notice: 'published' });
    expect(message.headers['idempotency-key']).toBe(body.id);
    const signature = await verifyRequest(
      { ...message, headers: message.headers as Record<string, string>, body: Buffer.from(message.body) },
      (keyId) => (keyId === 'weir-key' ? weirKey.publicKeyPem : null),
      house.clock.now(),
    );
    expect(signature.keyId).toBe('weir-key');
    expect(message.body).not.toMatch(/told-1|Invented|case-/);
    expect(await deliveries('told')).toEqual([['webhook', 'published', 'delivered']]);
  });

  test('when a decision is reversed: whoever got it, by message or by fetching, and nobody else', async () => {
    const collection = await collectionOf(fetcher, 'solicitation');
    const before = indicators(await ask(`collections/${collection}/objects/`, fetcher));
    const pattern = before.find((one) => String(one.pattern).startsWith('[file'))?.pattern;
    const never = (await sven.post('/sharing/partners/never/key')).json<{ key: string }>().key;
    received = [];
    await reverse('case-told-1');
    await work();
    expect(received.map(({ body }) => JSON.parse(body).notice)).toEqual(expect.arrayContaining(['revoked']));
    const revoked = received.map(({ body }) => JSON.parse(body)).find(({ notice }) => notice === 'revoked');
    expect(revoked.objects.filter(({ type }: { type: string }) => type === 'indicator')).toEqual([
      expect.objectContaining({ revoked: true, pattern }),
    ]);
    // It has no address for messages: somebody must tell it.
    expect(await deliveries('fetcher')).toContainEqual(['webhook', 'revoked', 'dead']);
    expect((await sven.get('/sharing/partners')).json().items).toContainEqual(
      expect.objectContaining({ id: 'fetcher', dead: 1 }),
    );
    expect(await deliveries('never')).toEqual([]);
    const seen = async (key: string) => indicators(await ask(`collections/${collection}/objects/`, key));
    expect((await seen(fetcher)).find((one) => one.pattern === pattern)).toMatchObject({ revoked: true });
    expect((await seen(never)).find((one) => one.pattern === pattern)).toBeUndefined();
  });

  test('a message that is refused comes again, is given up, and can be replayed', async () => {
    await house.store.handovers.refresh();
    received = [];
    answerWith = 503;
    await decide('told-3', ['solicitation'], 'Still other words of an invented case, [redacted] again');
    for (let round = 0; round < 12; round++) {
      await work();
      house.clock.advance(24 * 3_600_000);
    }
    expect(received).toHaveLength(9);
    expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    const { items } = await house.store.handovers.list({ partnerId: 'told', states: ['dead'], size: 10 });
    expect(items).toEqual([expect.objectContaining({ lastError: 'the partner answered 503' })]);
    sven = await house.signIn('sven');
    answerWith = 204;
    const id = items[0]?.id ?? '';
    expect((await sven.post(`/sharing/handovers/${id}/replay`)).json()).toMatchObject({ state: 'pending' });
    await work();
    expect(await house.store.handovers.get(id)).toMatchObject({ state: 'delivered', lastError: null });
    expect((await sven.post(`/sharing/handovers/${id}/replay`)).json().error.code).toBe('HANDOVER_NOT_DEAD');
  });

  test('a case under investigation does not leave, and comes back as another object', async () => {
    const collection = await collectionOf(fetcher, 'solicitation');
    const seen = async () =>
      indicators(await ask(`collections/${collection}/objects/`, fetcher)).filter(({ pattern }) =>
        String(pattern).startsWith('[file'),
      );
    const before = (await seen()).filter(({ revoked }) => revoked !== true);
    expect(before).toHaveLength(1);
    const hold = { kind: 'investigation', reason: 'a court asked for it' };
    expect((await sven.send('PUT', '/sharing/holds/case-told-3', hold)).json().hold).toMatchObject(hold);
    await work();
    expect((await seen()).filter(({ revoked }) => revoked !== true)).toEqual([]);
    expect(JSON.stringify(await seen())).not.toContain('court');
    await sven.post('/sharing/holds/case-told-3/release', { reason: 'the court is done' });
    await work();
    const [after, ...more] = (await seen()).filter(({ revoked }) => revoked !== true);
    expect(more).toEqual([]);
    expect(after?.pattern).toBe(before[0]?.pattern);
    expect(after?.id).not.toBe(before[0]?.id);
  });
});

test('a crash between making a message and remembering it makes no second message', async () => {
  const caseId = await decide('told-4', ['solicitation'], 'Words of a case in whose middle a worker dies, [redacted]');
  const { store } = house;
  await shareCase(store, sharer(), caseId);
  received = [];
  const change = () => Promise.reject(new Error('the worker was killed'));
  await expect(announce({ ...store, shares: { ...store.shares, change } })).rejects.toThrow('killed');
  await work();
  expect(received.map(({ body }) => JSON.parse(body).notice)).toEqual(['published']);
});

test('what is taken back while it is being given is given as taken back', async () => {
  await partner('racing', ['incitement']);
  const caseId = await decide('racing', ['incitement'], 'Words of a case that is reversed in that very moment');
  await work();
  const { store } = house;
  const asked = await store.partners.get('racing');
  const { items } = await store.shares.page({
    ...{ categories: ['incitement'], kinds: ['sha256'], size: 10, until: house.clock.now().toISOString() },
  });
  if (asked === null || items.length !== 1) throw new Error('the item is not there');
  let isFirst = true;
  const create: typeof store.handovers.create = async (...args) => {
    const made = await store.handovers.create(...args);
    if (isFirst) {
      isFirst = false;
      house.clock.advance(1000);
      await reverse(caseId);
      await work();
    }
    return made;
  };
  const given = await handOver(
    { ...store, handovers: { ...store.handovers, create } },
    { partner: asked, items, channel: 'taxii', actor: machine, newId: () => `racing ${house.clock.now().getTime()}` },
  );
  expect(given.map(({ revoked }) => revoked)).toEqual([true]);
  expect(await deliveries('racing')).toContainEqual(['webhook', 'revoked', 'dead']);
});

test('files for a partner hold its scope, and are kept as given', async () => {
  await partner('files', ['threat']);
  const { text, items, fileName } = (await sven.post('/sharing/exports', { partnerId: 'files', format: 'csv' })).json<{
    text: string;
    items: number;
    fileName: string;
  }>();
  expect(text.split('\r\n')).toHaveLength(items + 2);
  expect(fileName).toMatch(/^files-\d{4}-\d{2}-\d{2}\.csv$/);
  expect(text).not.toContain('solicitation,');
  const { items: handovers } = await house.store.handovers.list({ partnerId: 'files', size: 10 });
  expect(handovers).toEqual([expect.objectContaining({ channel: 'export', by: { kind: 'human', id: 'sven' } })]);
  expect(handovers[0]?.items).toHaveLength(items);
});

test('a file made after a decision was reversed says so of what the partner had got, and holds nothing of it for another', async () => {
  await partner('files-before', ['threat']);
  await decide('filed', ['threat'], 'Words of a case that a complaint will reverse later, [redacted]');
  await work();
  const make = async (partnerId: string, format: 'csv' | 'stix'): Promise<string> =>
    (await sven.post('/sharing/exports', { partnerId, format })).json<{ text: string }>().text;
  const hashes = (csv: string): string[] => csv.match(/[0-9a-f]{64}/g) ?? [];
  const before = hashes(await make('files-before', 'csv'));
  const bundle = await make('files-before', 'stix');
  await reverse('case-filed');
  await work();
  const after = hashes(await make('files-before', 'csv'));
  const gone = before.filter((hash) => !after.includes(hash));
  expect(gone).toHaveLength(1);
  expect(bundle).toContain(gone[0]);
  const revoked = (
    JSON.parse(await make('files-before', 'stix')) as { objects: Record<string, unknown>[] }
  ).objects.filter((one) => one.revoked === true);
  expect(revoked.map(({ pattern }) => String(pattern)).join()).toContain(gone[0]);
  await partner('files-after', ['threat']);
  for (const format of ['csv', 'stix'] as const) expect(await make('files-after', format)).not.toContain(gone[0]);
});

test('a rebuild brings back what was shared with whom', async () => {
  const { store } = house;
  const before = await digest(store);
  await rebuild(store);
  const after = await digest(store);
  const kinds = Object.keys(after.documents).map((key) => key.split('/')[0]);
  for (const kind of ['partners', 'shares', 'handovers']) expect(kinds).toContain(kind);
  expect(after.documents).toEqual(before.documents);
});
