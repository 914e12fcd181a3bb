/** Known content and pictures, on the whole path: the fictional web, the crawler, real OCR, the model, cases, recall, rebuild. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Case } from '#core/case.ts';
import type { ManualClock } from '#core/clock.ts';
import { WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import type { KnownList } from '#core/known-list.ts';
import { type FixturePost, loadCorpus } from '#fixtures/post.ts';
import type { FixtureWeb } from '#fixtures/web.ts';
import { caseIdOf } from '#pipeline/analyse.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { createKnownContent } from '#pipeline/known-content.ts';
import { importList, recall } from '#pipeline/known-lists.ts';
import { compareDigests, digest } from '#store/digest.ts';
import type { StoredPost } from '#store/posts.ts';
import { rebuild } from '#store/rebuild.ts';
import { type FictionalPipeline, openFictionalPipeline } from './fictional-pipeline.ts';
import { testNamespace } from './namespace.ts';

const namespace = testNamespace();
const BENIGN = 'The choir meets on Thursday at seven, and the bakery at the harbour opens at nine.';

let pipeline: FictionalPipeline;
let web: FixtureWeb;
let context: PipelineContext;
let clock: ManualClock;

beforeAll(async () => {
  const posts = loadCorpus().posts.filter(({ key }) => /-p\d\d$/.test(key) || key === 'lf-en-002');
  pipeline = await openFictionalPipeline(namespace, { posts, trickle: [] });
  ({ web, context, clock } = pipeline);
}, 180_000);
afterAll(() => pipeline?.close());

const stored = async (key: string): Promise<StoredPost> => {
  const url = web.control.urlOf(key);
  const { items } = await context.store.posts.search({ size: 200 });
  const post = items.map((item) => item.post).find((one) => one.url === url && one.status === 'live');
  if (post === undefined) throw new Error(`${key} was not collected`);
  return post;
};
const caseOf = (post: StoredPost): Promise<Case | null> =>
  context.store.cases.get(caseIdOf(post.analysis?.clusterId ?? ''));
const visit = (): Promise<void> => pipeline.visit();
const publish = (fields: Partial<FixturePost> & { key: string }): void =>
  void web.control.publish({
    ...{ platform: 'lanternfish', author: 'somebody', lang: 'en', text: BENIGN },
    ...{ truth: { categories: [], context: 'other' }, ...fields },
  });
const someList = (csv: string, fields: Partial<Parameters<typeof importList>[1]> = {}) => ({
  ...{ id: 'second', name: 'Second list', source: 'Somebody (fictional)', sharing: 'CC0', format: 'csv' as const },
  ...{ importedBy: 'account-jonas', file: Buffer.from(`kind,value,id\n${csv}`), ...fields },
});

describe('a picture of a call', () => {
  it.each([
    ['lf-en-p01', 'Burn the Quayside Market'],
    ['lf-zh-p02', '周五烧掉码头集市'],
  ])('%s is read, scored with the post, and comes before people as what it is', async (key, words) => {
    const post = await stored(key);
    expect(post.text).not.toContain(words);
    expect(post.pictures?.[0]).toMatchObject({ failure: null, text: expect.stringContaining(words) });
    expect(post.analysis?.flagged).toBe(true);
    const subject = await caseOf(post);
    const [stretch] = subject?.pictureStretches ?? [];
    expect(stretch).toMatchObject({ picture: 0, from: 'ocr' });
    expect(subject?.text.slice(stretch?.start, stretch?.end)).toContain(words);
    expect(subject?.text.slice(0, stretch?.start)).toBe(`${post.text}\n`);
    expect(subject?.state).toBe('open');
  });

  it.each(['fy-en-p03', 'fy-zh-p04'])('of a harmless poster (%s) nobody is shown anything', async (key) => {
    const post = await stored(key);
    expect(post.pictures?.[0]).toMatchObject({ failure: null, alt: expect.any(String) });
    expect(post.analysis?.flagged).toBe(false);
    expect(await caseOf(post)).toBeNull();
  });

  it('is kept as evidence, byte for byte', async () => {
    const { pictures } = await stored('lf-en-p01');
    const { captureId, sha256: hash } = pictures?.[0] ?? {};
    const manifest = await context.store.evidence.getCapture(captureId ?? '');
    expect(manifest.files.find(({ path }) => path === 'body')?.sha256).toBe(hash);
    expect(sha256(await context.store.evidence.captureFile(manifest, 'body'))).toBe(hash);
  });
});

describe('a match with a list', () => {
  it('by a picture that was posted again, smaller and in another format, opens a case and decides nothing', async () => {
    const post = await stored('pt-en-p05');
    const { assessment, flagged } = post.analysis ?? {};
    expect(flagged).toBe(true);
    expect(assessment?.known).toEqual([
      expect.objectContaining({ listName: 'Harbour Office list', kind: 'pdq', where: 'picture' }),
    ]);
    expect(assessment?.routingReason).toMatch(
      /^known content: Harbour Office list \(Harbour Office .*\), entry indicator--/,
    );
    expect(assessment?.violating).toBeLessThan(0.5);
    const subject = await caseOf(post);
    expect(subject).toMatchObject({ state: 'open', decisions: [] });
    expect(subject?.locations[0]?.known?.[0]?.distance).toBeLessThanOrEqual(31);
  });

  it('by a link in a harmless text does so too; the text is scored all the same', async () => {
    const { analysis } = await stored('lf-en-p06');
    expect(analysis?.flagged).toBe(true);
    expect(analysis?.assessment.known?.[0]).toMatchObject({ kind: 'url', where: 'link' });
    expect(analysis?.assessment.modelVersion).not.toBe('');
  });

  it('by its text and by its own address, from the moment a list is imported', async () => {
    publish({ key: 'known-text', text: `${BENIGN} Bring a cup.` });
    publish({ key: 'known-address', text: 'Tides for the week are on the board by the slipway.' });
    await importList(
      context.store,
      someList(
        `sha256,${sha256(`${BENIGN} Bring a cup.`)},text\nurl,${web.control.urlOf('known-address').replace('http://', 'HTTP://')}#x,place\n`,
      ),
    );
    await visit();
    expect((await stored('known-text')).analysis?.assessment.known).toMatchObject([{ entryId: 'text', where: 'text' }]);
    expect((await stored('known-address')).analysis?.assessment.known).toMatchObject([
      { entryId: 'place', where: 'address' },
    ]);
  });

  it('is carried over to a copy: it is the same content', async () => {
    publish({ key: 'known-copy', text: `${BENIGN} Bring a cup!` });
    await visit();
    const [copy, original] = [await stored('known-copy'), await stored('known-text')];
    expect(copy.analysis?.clusterId).toBe(original.analysis?.clusterId);
    expect(copy.analysis?.flagged).toBe(true);
    expect((await caseOf(copy))?.locations.map(({ postId }) => postId)).toEqual(
      expect.arrayContaining([copy.id, original.id]),
    );
  });

  it('by a list that comes after it was collected and scored is found in the archive, with its copies', async () => {
    const { store } = context;
    const text = 'The swimming pool by the old mill opens in May, tickets at the gate.';
    publish({ key: 'before-list', text });
    publish({ key: 'before-list-copy', text: `${text.replace('.', '!')} 🎉` });
    publish({ key: 'before-list-other', text: 'The chess club meets above the bakery, beginners are welcome.' });
    await visit();
    expect((await stored('before-list')).analysis?.flagged).toBe(false);
    expect(await caseOf(await stored('before-list'))).toBeNull();
    await importList(store, someList(`sha256,${sha256(text)},pool\n`, { id: 'later', name: 'A later list' }));
    await visit();
    const [post, copy] = [await stored('before-list'), await stored('before-list-copy')];
    expect(post.analysis).toMatchObject({
      flagged: true,
      assessment: { known: [{ listId: 'later', entryId: 'pool' }] },
    });
    expect(post.analysis?.assessment.routingReason).toMatch(/^known content: A later list/);
    const subject = await caseOf(post);
    expect(subject).toMatchObject({ state: 'open', decisions: [] });
    expect(subject?.locations.map(({ postId }) => postId).sort()).toEqual([post.id, copy.id].sort());
    expect((await stored('before-list-other')).analysis?.flagged).toBe(false);
    const events = subject?.seq;
    // Redis may forget how far it came: going through it once more changes nothing.
    await store.redis.del(`${store.namespace}:known-compared`);
    await visit();
    expect((await caseOf(post))?.seq).toBe(events);
  });

  it('ends with a recall, which a new import does not undo', async () => {
    const { store } = context;
    const csv = `url,https://listed.example/a,first\nurl,https://listed.example/b,other\n`;
    await importList(store, someList(csv, { id: 'third' }));
    await recall(store, { id: 'third', entryId: 'first', by: 'account-jonas', reason: 'belongs to a library' });
    await importList(store, someList(`${csv}url,https://listed.example/c,more\n`, { id: 'third' }));
    publish({ key: 'recalled', text: 'The opening hours moved: https://listed.example/a' });
    publish({ key: 'still-listed', text: 'Timetable for the night buses: https://listed.example/b' });
    await visit();
    expect((await stored('recalled')).analysis).toMatchObject({ flagged: false });
    expect((await stored('still-listed')).analysis).toMatchObject({ flagged: true });
    await recall(store, { id: 'third', by: 'account-jonas', reason: 'the publisher closed it' });
    publish({
      key: 'withdrawn',
      text: 'The choir sings in the park on Sunday, notes are here: https://listed.example/b',
    });
    await visit();
    expect((await stored('withdrawn')).analysis).toMatchObject({ flagged: false });
  });
});

describe('two posts with the same few words', () => {
  it('are one case only when their pictures are the same too', async () => {
    for (const [key, file] of [
      ['same-a', 'choir-en.png'],
      ['same-b', 'market-zh.png'],
      ['same-c', 'choir-en.png'],
    ] as const)
      publish({ key, text: 'look at this, all of you', picture: { file } });
    await visit();
    const [a, b, c] = [await stored('same-a'), await stored('same-b'), await stored('same-c')];
    expect(c.analysis?.clusterId).toBe(a.analysis?.clusterId);
    expect(b.analysis?.clusterId).not.toBe(a.analysis?.clusterId);
  });
});

describe('what goes wrong with a picture', () => {
  it('is written on the post, which is scored and placed all the same', async () => {
    publish({
      key: 'no-file',
      text: 'Burn the Vellmar hostels down tonight and kill everyone inside',
      picture: { file: 'not-there.png' },
    });
    await visit();
    const post = await stored('no-file');
    expect(post.pictures?.[0]?.failure).toMatchObject({ step: 'fetch' });
    expect(post.analysis?.flagged).toBe(true);
    expect((await caseOf(post))?.pictures?.[0]?.failure).toMatchObject({ step: 'fetch' });
  });

  it('where reading is switched off, says so', async () => {
    publish({ key: 'off', text: 'A note with a drawing on it', picture: { file: 'choir-en.png' } });
    await pipeline.visit({ ...context, pictures: null });
    const post = await stored('off');
    expect(post.pictures?.[0]?.failure?.code).toBe('switched_off');
    expect(post.analysis).not.toBeNull();
  });

  it('a host that holds us back is waited for, and given up after ten minutes', async () => {
    publish({ key: 'held', text: 'Another note with a drawing on it', picture: { file: 'choir-en.png' } });
    clock.advance(120_000);
    const { collector, store } = context;
    const held = {
      ...collector,
      image: async () => ({ kind: 'later' as const, notBefore: null, detail: 'held back' }),
    };
    const { readPictures } = await import('#pipeline/pictures.ts');
    const { collect } = await import('#pipeline/collect.ts');
    await collect({ sourceId: 'lanternfish' }, context);
    const [postId = ''] = await store.posts.unread(10);
    expect(await store.posts.unanalysed(10)).not.toContain(postId);
    expect(await readPictures({ postId }, { ...context, collector: held })).toBe('skipped');
    expect(await store.posts.unread(10)).toEqual([postId]);
    clock.advance(600_000);
    expect(await readPictures({ postId }, { ...context, collector: held })).toBe('done');
    expect((await store.posts.get(postId))?.pictures?.[0]?.failure).toMatchObject({ step: 'fetch', code: 'held_back' });
    expect(await store.posts.unanalysed(10)).toContain(postId);
    await visit();
    expect((await stored('held')).analysis).not.toBeNull();
  });
});

describe('the record of a list', () => {
  it('is one act in the ledger for each import that changes something, by the person who answers for it', async () => {
    const { store } = context;
    const list = someList(`url,https://once.example/,e1\n`, { id: 'once' });
    expect(await importList(store, list)).toMatchObject({ changed: true, added: 1, removed: 0 });
    expect(await importList(store, list)).toMatchObject({ changed: false, added: 0, removed: 0 });
    const report = await importList(store, {
      ...list,
      file: Buffer.from('kind,value,id\nurl,https://twice.example/,e2\n'),
    });
    expect(report).toMatchObject({ changed: true, added: 1, removed: 1 });
    expect(store.ledger.knows('list:once:2')).toBe(true);
    expect(store.ledger.knows('list:once:3')).toBe(false);
    const { importedBy, fileHash } = (await store.lists.get('once')) as KnownList;
    expect(importedBy).toBe('account-jonas');
    expect((await store.evidence.get(fileHash)).toString()).toContain('twice.example');
  });

  it('stays as it was when the file has one wrong line', async () => {
    const { store } = context;
    const before = await store.lists.get('once');
    const wrong = someList('url,https://new.example/,e3\nsha256,nothing,e4\n', { id: 'once' });
    await expect(importList(store, wrong)).rejects.toMatchObject({
      code: 'LIST_INVALID',
      details: [{ location: 'line 3, value', message: 'is not a sha256 hash of 64 hex digits' }],
    });
    expect(await store.lists.get('once')).toEqual(before);
  });

  it('whose entries were lost matches nothing and is named; the others go on, and it is back with its entries', async () => {
    const { store } = context;
    const lists = await store.lists.list();
    const lost = lists.find(({ id }) => id === 'second')?.entriesHash;
    const warned: object[] = [];
    let isLost = true;
    const evidence = {
      ...store.evidence,
      get: async (hash: string) => {
        if (isLost && hash === lost) throw new WeirError('EVIDENCE_UNKNOWN', 'It is gone.', { status: 404 });
        return store.evidence.get(hash);
      },
    };
    const known = createKnownContent({ lists: store.lists, evidence }, { warn: (fields) => void warned.push(fields) });
    const post = await stored('known-text');
    await known.refresh();
    expect(warned).toMatchObject([{ list: 'second' }]);
    expect(known.match(post, clock.now().toISOString())).toEqual([]);
    expect(known.match(await stored('lf-en-p06'), clock.now().toISOString())).toHaveLength(1);
    isLost = false;
    await known.refresh();
    expect(known.match(post, clock.now().toISOString())).toMatchObject([{ listId: 'second' }]);
  });

  it.each([
    [{ id: 'nothing', reason: 'a reason' }, 'LIST_UNKNOWN'],
    [{ id: 'once', entryId: 'nothing', reason: 'a reason' }, 'ENTRY_UNKNOWN'],
    [{ id: 'once', reason: '' }, 'LIST_RECORD_INVALID'],
  ])('is not recalled wrongly %#', async (what, code) => {
    await expect(recall(context.store, { by: 'account-jonas', ...what })).rejects.toMatchObject({ code });
  });
});

it('old batches change nothing, and a rebuild gives the same', async () => {
  const { store } = context;
  const before = await digest(store);
  expect(
    Object.keys(before.documents)
      .filter((key) => key.startsWith('lists/'))
      .sort(),
  ).toEqual(['lists/harbour-office', 'lists/later', 'lists/once', 'lists/second', 'lists/third']);
  await rebuild(store);
  expect(compareDigests(before, await digest(store))).toEqual({ differences: 0, list: [] });
}, 120_000);
