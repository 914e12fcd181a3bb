import type { DomainEvent } from '#core/event.ts';
import type { LedgerBlock, LedgerLeaf } from '#core/ledger.ts';
import { annotationKind } from './annotations.ts';
import { caseKind } from './cases.ts';
import { collectionKind } from './collections.ts';
import { complaintKind } from './complaints.ts';
import { coordinationKind } from './coordination.ts';
import { drillKind } from './drills.ts';
import { bulkChecked } from './elasticsearch.ts';
import type { EvidenceStore } from './evidence/evidence-store.ts';
import { exportRunKind } from './export-runs.ts';
import type { Kind } from './indices.ts';
import { blockDocument } from './ledger/ledger.ts';
import { linesOf } from './ledger/ledger-file.ts';
import { noticeKind } from './notices.ts';
import { operatorKind } from './operators.ts';
import { orderKind } from './orders.ts';
import { policyKind } from './policies.ts';
import { readingSampleKind } from './reading-samples.ts';
import { registryKind } from './registries.ts';
import { handoverKind, sharedItemKind } from './sharing.ts';
import { sourceKind } from './sources.ts';
import type { Store } from './store.ts';
import { type SubjectKind, type SubjectState, subjectDocument } from './subject-repository.ts';
import { tipKind } from './tips.ts';

const eventOf = async (leaf: LedgerLeaf, evidence: EvidenceStore): Promise<DomainEvent> => {
  const { payloadHash, subject, ...rest } = leaf;
  const data: unknown = JSON.parse((await evidence.get(payloadHash)).toString('utf8'));
  return { v: 1, ...rest, subject: { type: subject.type as DomainEvent['subject']['type'], id: subject.id }, data };
};

interface Folder {
  fold(event: DomainEvent): void;
  /** Writes every state. @returns how many */
  write(client: Store['elasticsearch']): Promise<number>;
}

const folderOf = <S extends SubjectState>(kind: SubjectKind<S>): Folder => {
  const states = new Map<string, S>();
  return {
    fold: (event) => {
      states.set(event.subject.id, kind.evolve(states.get(event.subject.id) ?? null, event));
    },
    write: async (client) => {
      const all = [...states];
      for (let from = 0; from < all.length; from += 200)
        await bulkChecked(
          client,
          all
            .slice(from, from + 200)
            .flatMap(([id, state]) => [{ create: { _id: id } }, subjectDocument(kind, id, state, [], 'rebuild')]),
          { index: kind.index },
        );
      return all.length;
    },
  };
};

/** Events whose payloads are read from disk at once. */
const READ_AHEAD = 64;

/** Folds the ledger file into fresh indices of cases, orders and registers, and puts the blocks into a fresh one too. */
export const rebuildSubjects = async (
  store: Store,
  indexOf: (kind: Kind) => string,
  onProgress: (events: number) => void,
): Promise<{ events: number; subjects: number }> => {
  const { elasticsearch: client, evidence } = store;
  const folders: Partial<Record<string, Folder>> = {
    case: folderOf(caseKind(indexOf('cases'))),
    order: folderOf(orderKind(indexOf('orders'))),
    notice: folderOf(noticeKind(indexOf('notices'))),
    complaint: folderOf(complaintKind(indexOf('complaints'))),
    tip: folderOf(tipKind(indexOf('tips'))),
    drill: folderOf(drillKind(indexOf('drills'))),
    source: folderOf(sourceKind(indexOf('sources'))),
    operator: folderOf(operatorKind(indexOf('operators'))),
    account: folderOf(registryKind('account', indexOf('accounts'))),
    policy: folderOf(policyKind(indexOf('policies'))),
    list: folderOf(registryKind('list', indexOf('lists'))),
    partner: folderOf(registryKind('partner', indexOf('partners'))),
    share: folderOf(sharedItemKind(indexOf('shares'))),
    handover: folderOf(handoverKind(indexOf('handovers'))),
    search: folderOf(registryKind('search', indexOf('searches'))),
    collection: folderOf(collectionKind(indexOf('collections'))),
    export: folderOf(exportRunKind(indexOf('exports'))),
    reading_sample: folderOf(readingSampleKind(indexOf('reading-samples'))),
    annotation: folderOf(annotationKind(indexOf('annotations'))),
    coordination: folderOf(coordinationKind(indexOf('coordination'))),
  };
  let events = 0;
  for await (const line of linesOf(store.ledger.file)) {
    const block = JSON.parse(line.bytes.toString('utf8')) as LedgerBlock;
    await client.create({ index: indexOf('ledger'), id: String(block.height), document: blockDocument(block) });
    // Looking at something changes nothing, and which head serves stands in a file: those leaves have no state.
    const leaves = block.entries.filter((leaf) => folders[leaf.subject.type] !== undefined);
    for (let from = 0; from < leaves.length; from += READ_AHEAD) {
      const read = await Promise.all(leaves.slice(from, from + READ_AHEAD).map((leaf) => eventOf(leaf, evidence)));
      for (const event of read) folders[event.subject.type]?.fold(event);
    }
    events += block.entries.length;
    onProgress(events);
  }
  let subjects = 0;
  for (const folder of Object.values(folders)) subjects += (await folder?.write(client)) ?? 0;
  return { events, subjects };
};
