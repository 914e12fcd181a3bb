/**
 * Builds every index again from the ledger file and the evidence store, beside the old ones, and then changes the names over
 * in one step. Works when every index was deleted. Nobody else may write meanwhile: their writes would go to the old indices.
 */
import { WeirError } from '#core/errors.ts';
import { aliasOf, createIndex, indicesBehind, KINDS, type Kind, versionsOf } from './indices.ts';
import { verifyLedgerFile } from './ledger/verify-file.ts';
import { rebuildPosts } from './rebuild-posts.ts';
import { rebuildSubjects } from './rebuild-subjects.ts';
import type { Store } from './store.ts';

export interface RebuildProgress {
  step: 'verifying' | 'subjects' | 'posts' | 'swapping';
  /** Events, posts or journal entries handled so far in this step. */
  done: number;
}
export interface RebuildReport {
  events: number;
  subjects: number;
  posts: number;
  journalEntries: number;
}

/** @throws WeirError LEDGER_BROKEN when the ledger file does not verify: nothing is built on a broken record */
export const rebuild = async (
  store: Store,
  options: { onProgress?: ((progress: RebuildProgress) => void) | undefined } = {},
): Promise<RebuildReport> => {
  const { elasticsearch: client, namespace } = store;
  const onProgress = options.onProgress ?? (() => {});

  // What is missing is made, the ledger's index is filled, and acts that a crash left in an outbox reach the ledger.
  await store.migrate();
  await store.refresh();
  while ((await store.drainOutboxes(500)) > 0) await store.refresh();

  onProgress({ step: 'verifying', done: 0 });
  const report = await verifyLedgerFile(store.ledger.file, store.ledger.trustedKeys);
  if (!report.ok)
    throw new WeirError('LEDGER_BROKEN', `The ledger file has ${report.faults.length} faults.`, {
      fix: 'Bring it back from a backup, then rebuild.',
      details: report.faults.slice(0, 10).map((fault) => ({
        location: `line ${fault.line}, byte ${fault.byteOffset}`,
        message: fault.what,
      })),
    });

  const fresh = new Map<Kind, string>();
  try {
    for (const kind of KINDS) {
      const version = Math.max(0, ...(await versionsOf(client, namespace, kind))) + 1;
      fresh.set(kind, await createIndex(client, namespace, kind, version, false));
    }
    const indexOf = (kind: Kind): string => fresh.get(kind) ?? aliasOf(namespace, kind);
    const subjects = await rebuildSubjects(store, indexOf, (done) => onProgress({ step: 'subjects', done }));
    const posts = await rebuildPosts(store, indexOf, (done) => onProgress({ step: 'posts', done }));
    onProgress({ step: 'swapping', done: fresh.size });
    const actions = [];
    for (const [kind, index] of fresh) {
      const alias = aliasOf(namespace, kind);
      for (const old of await indicesBehind(client, alias)) actions.push({ remove_index: { index: old } });
      actions.push({ add: { index, alias } });
    }
    await client.indices.refresh({ index: [...fresh.values()] });
    await client.indices.updateAliases({ actions });
    return { ...subjects, ...posts };
  } catch (error) {
    for (const index of fresh.values()) await client.indices.delete({ index, ignore_unavailable: true });
    throw error;
  }
};
