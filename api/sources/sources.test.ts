import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTrials } from '#cli/trials.ts';
import { type AllowListEntry, entryOf } from '#core/allow-list-entry.ts';
import type { TrySource } from '#pipeline/source-trial.ts';
import { findWork } from '#pipeline/sweeper.ts';
import { loadConfig } from '#services/config.ts';
import { aPost } from '#store/test-records.ts';
import { type ApiHouse, openApiHouse, type Person, TWO_SUPERVISORS } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { SourceDetail, SourceList, SourceSkips, TriedSource } from '../schemas/sources.ts';

const namespace = testNamespace();
let house: ApiHouse;
let site: Server;
let host: string;
let asked: string[];
let [sven, mara, olga, anna]: Person[] = [];
const one = (person: Person | undefined): Person => {
  if (person === undefined) throw new Error('nobody signed in');
  return person;
};

const PAGE = `<html lang="en"><body>${[1, 2, 3]
  .map(
    (n) =>
      `<article class="note" id="n${n}"><a class="permalink" href="/n/${n}"><time datetime="2026-02-2${n}T10:00:00Z">then</time></a><b class="author">skipper-${n}</b><div class="words">Note ${n}: the quay is closed for repairs.</div></article>`,
  )
  .join('')}<a rel="next" href="/older">older</a></body></html>`;

beforeAll(async () => {
  asked = [];
  site = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/robots.txt') response.end('User-agent: *\nDisallow: /staff\n');
    else response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(site.address() as AddressInfo).port}`;
  let trials: TrySource | undefined;
  house = await openApiHouse(namespace, {
    people: TWO_SUPERVISORS,
    trySource: (source) => {
      if (trials === undefined) throw new Error('not open yet');
      return trials(source);
    },
  });
  const config = {
    ...loadConfig({ ...process.env, WEIR_MODE: 'demo', WEIR_NAMESPACE: namespace }),
    allowLoopbackHosts: [host],
  };
  trials = openTrials(config, house.store);
  [sven, mara, olga, anna] = await Promise.all(['sven', 'mara', 'olga', 'anna'].map((login) => house.signIn(login)));
});
afterAll(async () => {
  await house.close();
  await new Promise((resolve) => site.close(resolve));
});

const entry = (id: string, change: Partial<AllowListEntry> = {}): AllowListEntry => ({
  id,
  name: `Notes of ${id}`,
  adapter: 'feed',
  addresses: [`https://${id}.example/atom.xml`],
  hosts: [`${id}.example`],
  operatorId: 'ferry',
  languages: ['en'],
  everySeconds: 600,
  delayMilliseconds: 1000,
  maxRequestsPerPoll: 20,
  legalBasis: 'Act of the test, s. 7',
  purpose: 'Find public posts for review by people.',
  owner: 'anna',
  retentionDays: 180,
  reviewBy: '2026-09-01T00:00:00.000Z',
  ...change,
});
const codeOf = (answer: { json(): unknown }): string => (answer.json() as { error: { code: string } }).error.code;
const reason = 'because of the test';
const visited = async (): Promise<string[]> => {
  const allowList = { hosts: () => new Set<string>(), refresh: async () => {} };
  const work = await findWork({ store: house.store, clock: house.clock, allowList });
  return work.flatMap(({ job, payload }) => (job === 'crawl' && 'sourceId' in payload ? [payload.sourceId] : []));
};

test('one supervisor proposes, another approves; only then is it visited, and the ledger knows who and why', async () => {
  const [author, other] = [one(sven), one(mara)];
  const proposed = (await author.post('/sources', { entry: entry('quay'), reason })).json<SourceDetail>();
  expect(proposed).toMatchObject({ version: 1, state: 'proposed', source: null, actions: ['edit', 'refuse'] });
  expect(await visited()).toEqual([]);
  expect(await house.store.sources.list()).toEqual([]);
  expect(codeOf(await author.post('/sources/quay/approval', { version: 1 }))).toBe('SECOND_PERSON_REQUIRED');
  expect(codeOf(await other.post('/sources/quay/approval', { version: 7 }))).toBe('SOURCE_CHANGED');
  const active = (await other.post('/sources/quay/approval', { version: 1, reason })).json<SourceDetail>();
  expect(active).toMatchObject({ state: 'active', source: { approvedBy: 'mara' }, nextVisitAt: expect.any(String) });
  expect(await visited()).toEqual(['quay']);
  const leaves = (await house.store.ledger.blocks(0, 1000)).flatMap((block) => block.entries);
  expect(leaves.filter(({ subject }) => subject.id === 'quay').map(({ type, actor }) => [type, actor.id])).toEqual([
    ['source.proposed', 'sven'],
    ['source.approved', 'mara'],
  ]);
  expect(codeOf(await author.post('/sources', { entry: entry('quay'), reason }))).toBe('SOURCE_EXISTS');
});

test('a reason is part of resting, going on and ending; nothing is deleted', async () => {
  const [person] = [one(sven)];
  expect(codeOf(await person.post('/sources/quay/pause', { paused: true }))).toBe('BODY_INVALID');
  const resting = (await person.post('/sources/quay/pause', { paused: true, reason })).json<SourceDetail>();
  expect(resting).toMatchObject({ state: 'paused', pause: { by: 'sven', reason }, nextVisitAt: null });
  expect(await visited()).toEqual([]);
  await person.post('/sources/quay/pause', { paused: false, reason });
  expect(await visited()).toEqual(['quay']);
  const { version } = (await person.get('/sources/quay')).json<SourceDetail>();
  const ended = (await person.post('/sources/quay/retirement', { version, reason })).json<SourceDetail>();
  expect(ended).toMatchObject({ state: 'retired', actions: [], source: { id: 'quay' } });
  expect(await visited()).toEqual([]);
  expect(codeOf(await person.post('/sources/quay/pause', { paused: false, reason }))).toBe('SOURCE_STATE');
});

test('a change names the version that was seen; what it allows waits, and daily matters do not', async () => {
  const [author, other] = [one(sven), one(mara)];
  await author.post('/sources', { entry: entry('pier'), reason });
  await other.post('/sources/pier/approval', { version: 1 });
  const slower = entry('pier', { everySeconds: 900 });
  const edit = (person: Person, version: number, next: AllowListEntry) =>
    person.send('PUT', '/sources/pier', { version, entry: next, reason });
  expect(codeOf(await edit(author, 1, slower))).toBe('SOURCE_CHANGED');
  expect((await edit(author, 2, slower)).json()).toMatchObject({ proposal: null, source: { everySeconds: 900 } });
  const wider = { ...slower, hosts: ['pier.example', 'quay.example'] };
  expect((await edit(author, 3, wider)).json()).toMatchObject({
    proposal: { changes: ['hosts'], authors: ['sven'] },
    source: { hosts: ['pier.example'] },
  });
  const approved = (await other.post('/sources/pier/approval', { version: 4 })).json<SourceDetail>();
  expect(approved.source?.hosts).toEqual(['pier.example', 'quay.example']);
  expect(approved.history.map(({ act, fields }) => [act, fields.length > 5 ? 'all' : fields])).toEqual([
    ['proposed', 'all'],
    ['approved', 'all'],
    ['edited', ['everySeconds']],
    ['proposed', ['hosts']],
    ['approved', ['hosts']],
  ]);
});

test('faults are named by their place: an unknown field, a foreign host, a secret, a selector, an owner', async () => {
  const places = async (wrong: object): Promise<[string, string[]]> => {
    const answer = await one(sven).post('/sources', { entry: { ...entry('wrong'), ...wrong }, reason });
    const { error } = answer.json<{ error: { code: string; details: { location: string }[] } }>();
    return [error.code, error.details.map(({ location }) => location)];
  };
  expect(await places({ colour: 'red', everySeconds: 0 })).toEqual([
    'BODY_INVALID',
    expect.arrayContaining(['/entry/colour', '/entry/everySeconds']),
  ]);
  expect(await places({ approvedBy: 'sven' })).toEqual(['BODY_INVALID', ['/entry/approvedBy']]);
  const recipe = {
    ...{ item: 'div[', id: { selector: 'a' }, url: { selector: 'a', attr: 'href' }, text: { selector: 'p' } },
    ...{ render: 'http', maxPages: 1 },
  };
  expect(
    await places({
      ...{ adapter: 'page', recipes: [recipe], owner: 'rita' },
      addresses: ['https://other.example/', 'https://me:pw@wrong.example/'],
    }),
  ).toEqual(['SOURCE_INVALID', ['/entry/addresses/0', '/entry/addresses/1', '/entry/owner', '/entry/recipes/0/item']]);
  expect(await house.store.sources.record('wrong')).toBeNull();
});

test('an analyst and an auditor read and change nothing; a reviewer does not even read', async () => {
  for (const person of [one(olga), one(anna)]) {
    const list = (await person.get('/sources')).json<SourceList>();
    expect(list.items.map(({ id, actions }) => [id, actions])).toEqual([
      ['pier', []],
      ['quay', []],
    ]);
    for (const [url, body] of [
      ['/sources', { entry: entry('mine'), reason }],
      ['/sources/pier/pause', { paused: true, reason }],
      ['/sources/pier/approval', { version: 1 }],
      ['/sources/try', { adapter: 'page', address: `http://${host}/`, confirmedHost: host }],
    ] as const)
      expect(codeOf(await person.post(url, body)), url).toBe('NOT_PERMITTED');
  }
  expect(codeOf(await (await house.signIn('rita')).get('/sources'))).toBe('NOT_PERMITTED');
});

test('the list says what the posts of a source came to', async () => {
  const posts = [1, 2].map((n) => aPost(`pier-${n}`, `words ${n}`, { sourceId: 'pier' }));
  await house.store.posts.indexBatch(posts);
  await house.store.refresh();
  const { items } = (await one(olga).get('/sources')).json<SourceList>();
  expect(items.find(({ id }) => id === 'pier')?.yield).toEqual({
    posts: 2,
    flagged: 0,
    cases: 0,
    confirmed: 0,
    returned: 0,
  });
});

test('a page is looked at only on a host that was confirmed, once, and the ledger has it before the site', async () => {
  const person = one(sven);
  const address = `http://${host}/notes`;
  const unconfirmed = await person.post('/sources/try', { adapter: 'page', address, confirmedHost: 'other.example' });
  expect(codeOf(unconfirmed)).toBe('TRY_HOST_NOT_CONFIRMED');
  expect(asked).toEqual([]);
  const answer = await person.post('/sources/try', { adapter: 'page', address, confirmedHost: host });
  expect(answer.statusCode).toBe(200);
  const tried = answer.json<TriedSource>();
  expect(asked).toEqual(['/robots.txt', '/notes']);
  expect(tried).toMatchObject({
    ...{ found: 3, problems: [], refused: null, next: `http://${host}/older` },
    guess: { recipe: { item: 'article.note', id: { selector: ':scope', attr: 'id' } } },
  });
  expect(tried.items[0]).toMatchObject({
    ...{ id: 'n1', url: `http://${host}/n/1`, publishedAt: '2026-02-21T10:00:00.000Z', hasAuthor: true },
    text: 'Note 1: the quay is closed for repairs.',
  });
  expect(answer.body).not.toContain('skipper');
  const leaf = (await house.store.ledger.blocks(0, 1000))
    .flatMap((block) => block.entries)
    .findLast(({ type }) => type === 'source.tried');
  expect(leaf?.actor.id).toBe('sven');
  expect(
    (
      await house.store.posts.search({
        query: { text: 'quay', tokens: [], phrases: [] },
        isShown: true,
        sort: 'newest',
        size: 5,
      })
    ).items,
  ).toHaveLength(0);
});

test('a look obeys robots.txt, and never leaves for an address inside the house', async () => {
  const person = one(sven);
  const robots = (
    await person.post('/sources/try', { adapter: 'page', address: `http://${host}/staff/x`, confirmedHost: host })
  ).json<TriedSource>();
  expect(robots).toMatchObject({ page: null, refused: { reason: 'robots' }, items: [] });
  expect(asked).not.toContain('/staff/x');
  for (const inside of ['127.0.0.1:1', '169.254.169.254', 'localhost'])
    expect(
      (
        await person.post('/sources/try', { adapter: 'feed', address: `http://${inside}/`, confirmedHost: inside })
      ).json(),
      inside,
    ).toMatchObject({ page: null, items: [] });
});

test('what was not taken is read page by page, by whoever may read the source, and filtered by reason', async () => {
  const person = one(sven);
  const at = house.clock.now().toISOString();
  const url = (n: number): string => `https://pier.example/${n}`;
  await house.store.sourceSkips.add(
    'pier',
    [
      ...[1, 2, 3].map((n) => ({ url: url(n), reason: 'dead' as const, detail: 'status 404' })),
      { url: url(4), reason: 'robots', detail: 'disallowed; line 2 of robots.txt: Disallow: /4' },
    ],
    at,
  );
  const first = (await person.get('/sources/pier/skips?size=3')).json<SourceSkips>();
  expect(first).toMatchObject({ total: 4, next: expect.any(String) });
  const rest = (await person.get(`/sources/pier/skips?size=3&after=${first.next}`)).json<SourceSkips>();
  expect(rest).toEqual({
    items: [{ at, url: url(4), reason: 'robots', detail: 'disallowed; line 2 of robots.txt: Disallow: /4' }],
    ...{ total: 4, next: null },
  });
  expect((await person.get('/sources/pier/skips?reason=robots')).json()).toMatchObject({ total: 1, items: rest.items });
  expect((await person.get('/sources/pier/skips?reason=timeout')).json()).toEqual({ items: [], total: 0, next: null });
  expect(codeOf(await person.get('/sources/pier/skips?reason=mood'))).toBe('QUERY_INVALID');
  expect(codeOf(await person.get('/sources/pier/skips?after=nonsense'))).toBe('CURSOR_INVALID');
  expect(codeOf(await person.get('/sources/nowhere/skips'))).toBe('SOURCE_UNKNOWN');
  // Read by an auditor as the source is.
  expect((await one(olga).get('/sources/pier/skips')).statusCode).toBe(200);
});

test('after its review date a source is not visited until a second person has looked again', async () => {
  expect(await visited()).toEqual(['pier']);
  house.clock.advance(Date.parse('2026-09-01T00:00:00.000Z') - house.clock.now().getTime());
  // Sessions have ended long before.
  const [author, other] = [await house.signIn('sven'), await house.signIn('mara')];
  expect(await visited()).toEqual([]);
  const overdue = (await author.get('/sources/pier')).json<SourceDetail>();
  expect(overdue).toMatchObject({ state: 'overdue', overdue: true, nextVisitAt: null });
  const { version, source } = overdue;
  if (source === null) throw new Error('nothing is in force');
  const again = { ...entry('pier', { ...entryOf(source) }), reviewBy: '2027-02-01T00:00:00.000Z' };
  await author.send('PUT', '/sources/pier', { version, entry: again, reason });
  expect(await visited()).toEqual([]);
  await other.post('/sources/pier/approval', { version: version + 1 });
  expect(await visited()).toEqual(['pier']);
});
