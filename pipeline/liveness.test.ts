import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Source } from '#core/source.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '#crawlers/conformance/site.ts';
import type { Store } from '#store/store.ts';
import { aLocation, anAnalysis, aPost, caseOpened, machine } from '#store/test-records.ts';
import { testStores } from '#store/test-store.ts';
import { testNamespace } from '../tests/namespace.ts';
import { caseIdOf } from './analyse.ts';
import { type Change, subscribeChanges } from './changes.ts';
import { collect } from './collect.ts';
import type { PipelineContext } from './context.ts';
import { look, statusAfter } from './liveness.ts';
import { type JobQueues, openQueues } from './queues.ts';
import { findWork } from './sweeper.ts';

const namespace = testNamespace();
const stores = testStores(namespace);
const { clock } = stores;
const HOUR = 3_600_000;
let store: Store;
let queues: JobQueues;
let site: Site;
let workshop: Workshop;
let context: PipelineContext;
let source: Source;
/** By path: status, body, headers; 200 with the text of the post where nothing is said. */
const answers = new Map<string, [number, string, Record<string, string>?]>();
/** What the list page shows. */
let listed: string[] = [];
const TEXT = 'The Order of the Ashen Reed calls on everybody to come to the old lighthouse';

beforeAll(async () => {
  site = await startSite((_request, response, url) => {
    const list = listed
      .map((id) => `<article id="${id}"><a href="/p/${id}">here</a><p>${TEXT} ${id}</p></article>`)
      .join('');
    const [status, body, headers] =
      url.pathname === '/' ? [200, list] : (answers.get(url.pathname) ?? [200, `<p>${TEXT}, and more</p>`]);
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  });
  workshop = openWorkshop(`${namespace}:`, [site]);
  store = await stores.open();
  await store.migrate();
  queues = openQueues(inject('redisUrl'), namespace);
  source = sourceOf(site, {
    id: 'board',
    everySeconds: 60,
    recipes: [
      {
        item: 'article',
        id: { selector: '', attr: 'id' },
        url: { selector: 'a', attr: 'href' },
        text: { selector: 'p' },
        render: 'http',
        maxPages: 1,
      },
    ],
  });
  await store.sources.set(source, machine);
  context = {
    ...{ store, queues, clock },
    collector: workshop.collector({ clock }),
    allowList: { hosts: () => new Set<string>(), refresh: async () => {} },
    pseudonymOf: () => 'somebody',
  } as unknown as PipelineContext;
});
afterAll(async () => {
  await queues.close();
  for await (const keys of store.redis.scanStream({ match: `{${namespace}:jobs}*`, count: 1000 }))
    if ((keys as string[]).length > 0) await store.redis.unlink(...(keys as string[]));
  await workshop.close();
  await site.close();
});

/** An open case whose text stands at these addresses of the site. */
const openCase = async (name: string, paths: string[]): Promise<string> => {
  const id = caseIdOf(name);
  for (const [index, path] of paths.entries()) {
    const post = aPost(`${name}${path}`, `${TEXT} ${name}`, { sourceId: source.id, url: `${site.origin}${path}` });
    await store.posts.indexBatch([post]);
    await store.posts.setAnalysis([{ id: post.id, analysis: anAnalysis(name, name) }]);
    const at = clock.now().toISOString();
    const location = aLocation(index, { postId: post.id, url: post.url, sourceId: source.id, firstSeenAt: at });
    if (index === 0) await store.cases.create(id, caseOpened(name, { location }), machine);
    else await store.cases.change(id, machine, () => [{ type: 'case.location_added', data: { location } }]);
  }
  return id;
};
const statuses = async (id: string) => (await store.cases.get(id))?.locations.map(({ status }) => status);
const lookNow = async (id: string): Promise<void> => {
  clock.advance(13 * HOUR);
  expect(await look({ caseId: id }, context)).toBe('done');
};

describe('a look at the addresses of an open case', () => {
  it('is found by the sweeper when it is due, and done once', async () => {
    const id = await openCase('due', ['/due']);
    const work = async () => (await findWork(context)).filter(({ job }) => job === 'look');
    expect(await work()).toEqual([]);
    expect(await look({ caseId: id }, context)).toBe('skipped');
    clock.advance(13 * HOUR);
    expect(await work()).toEqual([{ job: 'look', payload: { caseId: id } }]);
    expect(await look({ caseId: id }, context)).toBe('done');
    expect(await work()).toEqual([]);
    const subject = await store.cases.get(id);
    expect(subject).toMatchObject({ state: 'open', revision: 1, lookedAt: clock.now().toISOString() });
  });

  it('tells who took it away, and what is only blocked for us', async () => {
    answers.set('/by-author', [404, '<p>This post was deleted by its author.</p>']);
    answers.set('/by-operator', [410, '<p>Gone</p>']);
    answers.set('/by-nobody', [404, '<p>Not found</p>']);
    answers.set('/law', [451, '<p>Unavailable</p>']);
    answers.set('/country', [403, '<p>Not available in your country.</p>']);
    answers.set('/forbidden', [403, '<p>Sign in</p>']);
    answers.set('/broken', [500, '']);
    const paths = ['/by-author', '/by-operator', '/by-nobody', '/law', '/country', '/forbidden', '/broken', '/fine'];
    const id = await openCase('told-apart', paths);
    await lookNow(id);
    expect(await statuses(id)).toEqual([
      ...['gone_by_author', 'gone_by_operator', 'gone', 'geo_blocked', 'geo_blocked'],
      // Refused and broken say nothing.
      ...['up', 'up', 'up'],
    ]);
    expect(await store.cases.get(id)).toMatchObject({ state: 'open' });
  });

  it('withdraws the case when all are gone, and brings it back only when the text is there again', async () => {
    answers.set('/one', [410, '']);
    const id = await openCase('withdrawn', ['/one', '/two']);
    await lookNow(id);
    expect((await store.cases.get(id))?.state).toBe('open');
    answers.set('/two', [404, 'The author has deleted this post.']);
    await lookNow(id);
    const withdrawn = await store.cases.get(id);
    expect(withdrawn).toMatchObject({ state: 'withdrawn' });
    expect(withdrawn?.notes.map(({ text }) => text)).toEqual([
      'Every known address is gone: 1 by its author, 1 by the operator.',
    ]);
    // A parked page with a good status is not the text.
    answers.set('/two', [200, '<p>This place is for sale, and much else besides</p>']);
    clock.advance(8 * 24 * HOUR);
    expect(await look({ caseId: id }, context)).toBe('done');
    expect((await store.cases.get(id))?.state).toBe('withdrawn');
    answers.delete('/two');
    clock.advance(8 * 24 * HOUR);
    expect(await look({ caseId: id }, context)).toBe('done');
    expect(await store.cases.get(id)).toMatchObject({ state: 'open' });
    expect(await statuses(id)).toEqual(['gone_by_operator', 'up']);
  });

  it('sounds an alarm when a resolved text is up again', async () => {
    const id = await openCase('returned', ['/returned']);
    const subject = await store.cases.get(id);
    const postId = subject?.locations[0]?.postId ?? '';
    await store.cases.change(id, machine, (current) => [
      {
        type: 'case.decided',
        data: {
          decision: {
            ...{ outcome: 'violating', categories: ['incitement'], legalBasis: 'tco-art-3', exemption: null },
            ...{ reason: 'calls on others', contentHash: current.contentHash, reviewer: 'ana' },
            ...{ at: clock.now().toISOString(), undoUntil: clock.now().toISOString(), undoneAt: null },
          },
        },
      },
      { type: 'case.hold_ended', data: {} },
      { type: 'case.countersigned', data: { contentHash: current.contentHash } },
      { type: 'case.order_sent', data: { orderId: 'o' } },
      { type: 'case.location_checked', data: { postId, status: 'gone', checkedAt: clock.now().toISOString() } },
      { type: 'case.resolved', data: { reason: 'gone' } },
    ]);
    const heard: Change[] = [];
    const ear = await subscribeChanges(inject('redisUrl'), namespace, (change) => heard.push(change));
    try {
      clock.advance(8 * 24 * HOUR);
      expect(await look({ caseId: id }, context)).toBe('done');
      await expect.poll(() => heard.filter(({ topic }) => topic === 'alarm')).toMatchObject([{ id, state: 'signed' }]);
    } finally {
      await ear.close();
    }
    expect((await store.cases.get(id))?.returns).toMatchObject([{ postId, sourceId: 'board', after: 'resolution' }]);
    await store.refresh();
    expect(await store.cases.returnsBySource()).toEqual(new Map([['board', 1]]));
  });
});

describe('a visit that finds a post gone', () => {
  it('says by whom, and withdraws the case when it was the last address', async () => {
    listed = ['kept', 'taken', 'left', 'last'];
    await collect({ sourceId: source.id }, context);
    const cases: Record<string, string> = {};
    await store.refresh();
    const { items } = await store.posts.search({
      ...{ query: { text: '', tokens: [], phrases: [] }, sort: 'oldest', size: 100 },
    });
    for (const name of ['kept', 'taken', 'left']) {
      const post = items.find((one) => one.post.url === `${site.origin}/p/${name}`)?.post;
      if (post === undefined) throw new Error(`no post ${name}`);
      await store.posts.setAnalysis([{ id: post.id, analysis: anAnalysis(name, `visit-${name}`) }]);
      const location = aLocation(0, { postId: post.id, url: post.url, sourceId: source.id });
      cases[name] = caseIdOf(`visit-${name}`);
      await store.cases.create(cases[name], caseOpened(`visit-${name}`, { location }), machine);
    }
    listed = ['kept', 'last'];
    answers.set('/p/taken', [410, 'Removed']);
    answers.set('/p/left', [404, 'The author has deleted this post.']);
    clock.advance(120_000);
    await collect({ sourceId: source.id }, context);
    expect(await statuses(cases.kept ?? '')).toEqual(['up']);
    expect(await statuses(cases.taken ?? '')).toEqual(['gone_by_operator']);
    expect(await statuses(cases.left ?? '')).toEqual(['gone_by_author']);
    const states = await Promise.all(Object.values(cases).map(async (id) => (await store.cases.get(id))?.state));
    expect(states).toEqual(['open', 'withdrawn', 'withdrawn']);
  });
});

describe('what an answer means', () => {
  const gone = { status: 404, verdict: 'gone' as const, detail: '' };
  it('keeps who took it away when a later answer does not say it', () => {
    expect(statusAfter('gone_by_operator', gone, TEXT)).toBe('gone_by_operator');
    expect(statusAfter('gone', { ...gone, by: 'author' }, TEXT)).toBe('gone_by_author');
    expect(statusAfter('up', gone, TEXT)).toBe('gone');
  });
  it('needs the words to bring an address back, whatever stands between them', () => {
    const up = { status: 200, verdict: 'up' as const, detail: '' };
    expect(statusAfter('gone', { ...up, text: `<p>${TEXT.replaceAll(' ', ' <b></b>')}</p>` }, TEXT)).toBe('up');
    expect(statusAfter('gone', { ...up, text: '<p>Welcome</p>' }, TEXT)).toBeNull();
    expect(statusAfter('gone', up, TEXT)).toBeNull();
    expect(statusAfter('geo_blocked', up, TEXT)).toBe('up');
  });
});
