import type { Post } from '#core/post.ts';
import type { SourceStatus } from '#core/source.ts';
import { bulkChecked } from './elasticsearch.ts';
import type { Kind } from './indices.ts';
import { isNewer, laterOf, newestOf, type Sighting, statusOf, type Version } from './post-versions.ts';
import type { AnalysedPost, ReadPictures } from './posts.ts';
import type { Store } from './store.ts';
import { analysisFields, collectedFields, freshFields } from './stored-post.ts';

/** Replays the journal of the evidence store into fresh indices of posts and source states. */
export const rebuildPosts = async (
  store: Store,
  indexOf: (kind: Kind) => string,
  onProgress: (journalEntries: number) => void,
): Promise<{ posts: number; journalEntries: number }> => {
  const { elasticsearch: client, evidence } = store;
  const index = indexOf('posts');
  /** Small facts about every post: the bodies go straight into the index. */
  const versions = new Map<string, Version>();
  const statuses = new Map<string, SourceStatus>();

  const addPosts = async (posts: Post[], entry: number): Promise<void> => {
    await bulkChecked(
      client,
      posts.flatMap((post) => {
        // A second entry of the same version: a crash between journal and index, or two visits at once. The later one stands.
        const doc = collectedFields(post, entry);
        const whole = { ...doc, status: post.status, ...freshFields(post) };
        return [{ update: { _id: post.id } }, { doc, upsert: whole }];
      }),
      { index },
    );
    for (const { id, itemId, publishedAt, collectedAt, editedAt } of posts) {
      const { returned, goneAt } = versions.get(id) ?? {};
      versions.set(id, {
        id,
        itemId,
        publishedAt,
        collectedAt,
        ...(editedAt === undefined ? {} : { editedAt }),
        ...(returned === undefined ? {} : { returned }),
        ...(goneAt === undefined ? {} : { goneAt }),
      });
    }
  };

  let journalEntries = 0;
  for await (const entry of evidence.journal.entries()) {
    const items = await evidence.journal.read(entry);
    switch (entry.kind) {
      case 'posts':
        await addPosts(items as Post[], entry.number);
        break;
      case 'pictures':
        await bulkChecked(
          client,
          (items as ReadPictures[])
            .filter(({ id }) => versions.has(id))
            .flatMap(({ id, pictures }) => [
              { update: { _id: id } },
              { doc: { pictures, picturesDue: false, picturesEntry: entry.number } },
            ]),
          { index },
        );
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
      case 'gone':
        for (const { ids, at } of items as { ids: string[]; at: string }[])
          for (const id of ids) {
            const known = versions.get(id);
            if (known !== undefined) known.goneAt = laterOf(known.goneAt, at);
          }
        break;
      case 'returned':
        for (const { id, ...returned } of items as (Sighting & { id: string })[]) {
          const known = versions.get(id);
          if (known !== undefined && isNewer({ ...known, returned }, known)) known.returned = returned;
        }
        break;
      case 'source-status':
        for (const status of items as SourceStatus[]) statuses.set(status.sourceId, status);
        break;
    }
    onProgress(++journalEntries);
  }

  const newest = newestOf(versions.values());
  const later = [...versions.values()].flatMap((version) => {
    const { id, itemId, returned, goneAt } = version;
    const status = statusOf(version, newest.get(itemId));
    if (status === 'live' && returned === undefined && goneAt === undefined) return [];
    const doc = {
      status,
      ...(returned === undefined ? {} : { returned }),
      ...(goneAt === undefined ? {} : { goneAt }),
    };
    return [[{ update: { _id: id } }, { doc }]];
  });
  for (let from = 0; from < later.length; from += 500)
    await bulkChecked(client, later.slice(from, from + 500).flat(), { index });
  await bulkChecked(
    client,
    [...statuses].flatMap(([id, status]) => [{ create: { _id: id } }, { id, status }]),
    { index: indexOf('source-status') },
  );
  return { posts: versions.size, journalEntries };
};
