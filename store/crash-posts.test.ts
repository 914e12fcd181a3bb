import { beforeAll, describe, expect, it } from 'vitest';
import { addMilliseconds } from '#core/clock.ts';
import { sha256 } from '#core/hash.ts';
import { testNamespace } from '../tests/namespace.ts';
import { compareDigests, digest } from './digest.ts';
import { everyDocument } from './elasticsearch.ts';
import { aliasOf, indicesBehind } from './indices.ts';
import { rebuild } from './rebuild.ts';
import type { Store } from './store.ts';
import { aPost } from './test-records.ts';
import { START, testStores } from './test-store.ts';

const namespace = testNamespace();
const stores = testStores(namespace);
const later = (minutes: number): string => addMilliseconds(START, minutes * 60_000);
let store: Store;
let other: Store;
beforeAll(async () => {
  store = await stores.open();
  other = await stores.open();
  await store.migrate();
});

describe('posts and crashes', () => {
  it('a document that cannot be read now is not taken for one that is not there', async () => {
    const post = aPost('unreadable', 'a text');
    await store.posts.indexBatch([post]);
    const [index = ''] = await indicesBehind(store.elasticsearch, aliasOf(namespace, 'posts'));
    // As a node that starts: the index is known, its shard does not answer yet.
    await store.elasticsearch.indices.close({ index });
    try {
      await expect(store.posts.getMany([post.id])).rejects.toMatchObject({ code: 'DOCUMENTS_UNREADABLE', retry: true });
      await expect(store.posts.vectors([post.id])).rejects.toMatchObject({ code: 'DOCUMENTS_UNREADABLE' });
    } finally {
      await store.elasticsearch.indices.open({ index });
    }
    expect((await store.posts.getMany([post.id])).map(({ id }) => id)).toEqual([post.id]);
  });

  it('a search that a restart cut off says that it is worth another try', async () => {
    await store.posts.indexBatch([aPost('page-1', 'one'), aPost('page-2', 'two')]);
    const alias = aliasOf(namespace, 'posts');
    const pages = everyDocument(store.elasticsearch, alias, { size: 1 });
    await pages.next();
    const [index = ''] = await indicesBehind(store.elasticsearch, alias);
    // Closing an index ends the searches on it, as a restart of the node does.
    await store.elasticsearch.indices.close({ index });
    await store.elasticsearch.indices.open({ index });
    await expect(pages.next()).rejects.toMatchObject({ code: 'SEARCH_LOST', retry: true });
  });

  it('what a crash left in the journal alone is overtaken by the next visit, in a rebuild too', async () => {
    const lost = aPost('journal', 'a text', { captureId: sha256('capture of the lost visit') });
    await store.evidence.journal.append('posts', [lost]);
    const found = { ...lost, captureId: sha256('capture of the next visit'), collectedAt: later(3) };
    await store.posts.indexBatch([found]);
    const before = await digest(store);
    await rebuild(store);
    expect(compareDigests(before, await digest(store))).toEqual({ differences: 0, list: [] });
    expect(await store.posts.get(lost.id)).toMatchObject({ captureId: found.captureId, collectedAt: later(3) });
  });

  it('two visits at once leave the same post that a rebuild gives', async () => {
    const seenBy = (visit: string, minutes: number) =>
      Array.from({ length: 20 }, (_, n) =>
        aPost(`twice-${n}`, `text ${n}`, { captureId: sha256(`capture of ${visit}`), collectedAt: later(minutes) }),
      );
    await Promise.all(
      seenBy('one', 1).flatMap((post, n) => {
        const second = seenBy('other', 2)[n];
        const visits = [() => store.posts.indexBatch([post]), () => other.posts.indexBatch(second ? [second] : [])];
        return (n % 2 === 0 ? visits : visits.reverse()).map((visit) => visit());
      }),
    );
    const before = await digest(store);
    await rebuild(store);
    expect(compareDigests(before, await digest(store))).toEqual({ differences: 0, list: [] });
  });
});
