import type { Post } from '#core/post.ts';
import type { SourceStatus } from '#core/source.ts';
import { bulkChecked } from './elasticsearch.ts';
import type { Kind } from './indices.ts';
import { isNewer } from './post-versions.ts';
import type { AnalysedPost } from './posts.ts';
import type { Store } from './store.ts';
import { analysisFields, collectedFields } from './stored-post.ts';

type Version = Pick<Post, 'id' | 'publishedAt' | 'editedAt' | 'collectedAt'>;

/** Replays the journal of the evidence store into fresh indices of posts and source states. */
export const rebuildPosts = async (
  store: Store,
  indexOf: (kind: Kind) => string,
  onProgress: (journalEntries: number) => void,
): Promise<{ posts: number; journalEntries: number }> => {
  const { elasticsearch: client, evidence } = store;
  const index = indexOf('posts');
  /** Small facts about every post: the bodies go straight into the index. */
  const versions = new Map<string, { itemId: string; version: Version; gone: boolean }>();
  const newest = new Map<string, Version>();
  const statuses = new Map<string, SourceStatus>();

  const addPosts = async (posts: Post[], entry: number): Promise<void> => {
    await bulkChecked(
      client,
      posts.flatMap((post) => {
        // A second entry of the same version: a crash between journal and index, or two visits at once. The later one stands.
        const doc = collectedFields(post, entry);
        const whole = { ...doc, status: post.status, analysed: false };
        return [{ update: { _id: post.id } }, { doc, upsert: whole }];
      }),
      { index },
    );
    for (const { id, itemId, publishedAt, collectedAt, editedAt } of posts) {
      const version = { id, publishedAt, collectedAt, ...(editedAt === undefined ? {} : { editedAt }) };
      versions.set(id, { itemId, version, gone: versions.get(id)?.gone ?? false });
      const best = newest.get(itemId);
      if (best === undefined || isNewer(version, best)) newest.set(itemId, version);
    }
  };

  let journalEntries = 0;
  for await (const entry of evidence.journal.entries()) {
    const items = await evidence.journal.read(entry);
    switch (entry.kind) {
      case 'posts':
        await addPosts(items as Post[], entry.number);
        break;
      case 'analysis':
        await bulkChecked(
          client,
          (items as AnalysedPost[])
            .filter(({ id }) => versions.has(id))
            .flatMap(({ id, analysis }) => [{ update: { _id: id } }, { doc: analysisFields(analysis, entry.number) }]),
          { index },
        );
        break;
      case 'gone': {
        const fresh = (items as { ids: string[]; at: string }[]).flatMap(({ ids, at }) =>
          ids.filter((id) => versions.get(id)?.gone === false).map((id) => ({ id, at })),
        );
        await bulkChecked(
          client,
          fresh.flatMap(({ id, at }) => [{ update: { _id: id } }, { doc: { status: 'gone', goneAt: at } }]),
          { index },
        );
        for (const { id } of fresh) {
          const known = versions.get(id);
          if (known !== undefined) known.gone = true;
        }
        break;
      }
      case 'source-status':
        for (const status of items as SourceStatus[]) statuses.set(status.sourceId, status);
        break;
    }
    onProgress(++journalEntries);
  }

  const superseded = [...versions].filter(([id, { itemId, gone }]) => !gone && newest.get(itemId)?.id !== id);
  for (let from = 0; from < superseded.length; from += 500)
    await bulkChecked(
      client,
      superseded
        .slice(from, from + 500)
        .flatMap(([id]) => [{ update: { _id: id } }, { doc: { status: 'superseded' } }]),
      { index },
    );
  await bulkChecked(
    client,
    [...statuses].flatMap(([id, status]) => [{ create: { _id: id } }, { id, status }]),
    { index: indexOf('source-status') },
  );
  return { posts: versions.size, journalEntries };
};
