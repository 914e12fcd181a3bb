/**
 * The ledger: events become leaves, leaves become blocks. The block's height is its id in Elasticsearch and creating it is
 * exclusive, so of two writers one wins and the other goes on from there: forks cannot happen. The file beside it is
 * appended and synced before `append` resolves.
 */
import { stat } from 'node:fs/promises';
import type { Client } from '@elastic/elasticsearch';
import type { Clock } from '#core/clock.ts';
import { isWeirError, WeirError } from '#core/errors.ts';
import type { DomainEvent } from '#core/event.ts';
import { canonicalJson } from '#core/hash.ts';
import {
  blockHash,
  emptyHead,
  followHead,
  type Head,
  isFault,
  type LedgerBlock,
  type LedgerLeaf,
  leafOf,
  nextBlock,
} from '#core/ledger.ts';
import { inclusionProof, rootOf } from '#core/merkle.ts';
import { bulkChecked, getChecked, isConflict } from '../elasticsearch.ts';
import type { EvidenceStore } from '../evidence/evidence-store.ts';
import { groupCommit } from '../group-commit.ts';
import { type LedgerFile, type Line, linesOf, openLedgerFile } from './ledger-file.ts';
import { type SigningKey, signerOf, type TrustedKeys, verifierOf } from './signing.ts';
import { firstDifference, type LedgerFault, type LedgerReport, verifyLedgerFile } from './verify-file.ts';

export interface LedgerHead {
  /** -1 while the ledger is empty. */
  height: number;
  hash: string;
  /** Number of entries, and the Merkle root over them. */
  size: number;
  root: string;
}

/** That a leaf is in the tree under a signed checkpoint (RFC 6962); checked with `verifyInclusion` of core. */
export interface LedgerProof {
  eventId: string;
  leaf: LedgerLeaf;
  index: number;
  size: number;
  path: string[];
  root: string;
  /** The block whose signature covers `root`. */
  checkpoint: LedgerBlock;
}

export interface Ledger {
  /** Enters events, each id once whatever happens; in the index, in the file and synced when it resolves. */
  append(events: DomainEvent[]): Promise<void>;
  /** Puts away what an event says that is likely to be entered, so that entering it takes less time. Never rejects. */
  foresee(event: DomainEvent): Promise<void>;
  /** Whether this process has seen the event in the ledger. */
  knows(eventId: string): boolean;
  head(): Promise<LedgerHead>;
  /** Blocks from a height on, real-time. */
  blocks(from: number, size: number): Promise<LedgerBlock[]>;
  /** The file by itself, and against the index. */
  verify(): Promise<LedgerReport>;
  /** The block that holds an event. @throws WeirError EVENT_UNKNOWN (404) */
  blockOf(eventId: string): Promise<LedgerBlock>;
  /** @throws WeirError EVENT_UNKNOWN (404) */
  proof(eventId: string): Promise<LedgerProof>;
}

export interface OpenedLedger extends Ledger {
  file: string;
  trustedKeys: TrustedKeys;
  /** Brings file and index to the same height. Done by the first use; harmless to repeat. */
  open(): Promise<void>;
  settle(): Promise<void>;
}

interface BlockDocument {
  id: string;
  height: number;
  at: string;
  size: number;
  eventIds: string[];
  block: LedgerBlock;
}

export const blockDocument = (block: LedgerBlock): BlockDocument => ({
  id: String(block.height),
  height: block.height,
  at: block.at,
  size: block.size,
  eventIds: block.entries.map((entry) => entry.id),
  block,
});

/** Blocks that are read or restored in one request. */
const CHUNK = 200;

export const openLedger = (options: {
  client: Client;
  index: string;
  file: string;
  evidence: EvidenceStore;
  signingKey: SigningKey;
  trustedKeys: TrustedKeys;
  clock: Clock;
}): OpenedLedger => {
  const { client, index, evidence, signingKey, clock } = options;
  const trustedKeys: TrustedKeys = { ...options.trustedKeys, [signingKey.keyId]: signingKey.publicKeyPem };
  const sign = signerOf(signingKey);
  const verify = verifierOf(trustedKeys);
  /** Height of the block that holds each event. */
  const known = new Map<string, number>();
  /** Blocks that the file may still lack. */
  const recent = new Map<number, LedgerBlock>();
  let head: Head = emptyHead;
  let opened: Promise<LedgerFile> | null = null;

  const follow = (block: LedgerBlock, where: string): void => {
    // Whoever asks for the head may have followed it already while this block was being written.
    if (block.height <= head.height) return;
    const next = followHead(head, block, verify);
    if (isFault(next))
      throw new WeirError('LEDGER_BROKEN', `Block ${next.height} of ${where} is wrong: ${next.what}.`, {
        fix: 'Nothing is written to a broken ledger. Run the verification to see where it was changed.',
      });
    head = next;
    for (const entry of block.entries) known.set(entry.id, block.height);
    recent.set(block.height, block);
  };

  const readBlocks = async (heights: number[]): Promise<(LedgerBlock | null)[]> => {
    if (heights.length === 0) return [];
    const found = await getChecked<BlockDocument>(client, { index, ids: heights.map(String), _source: ['block'] });
    return found.map((doc) => doc?._source?.block ?? null);
  };
  const blockAt = async (height: number): Promise<LedgerBlock> => {
    const [block] = recent.has(height) ? [recent.get(height)] : await readBlocks([height]);
    if (block === null || block === undefined)
      throw new WeirError('LEDGER_BLOCK_MISSING', `The index has no block ${height}.`, {
        fix: 'Open the store again: it puts back what the file has.',
      });
    return block;
  };

  /** Follows what other processes have written. Reading by id is real-time. */
  const catchUp = async (): Promise<void> => {
    for (let size = 4; ; size = CHUNK) {
      const first = head.height + 1;
      const blocks = await readBlocks(Array.from({ length: size }, (_, offset) => first + offset));
      for (const block of blocks) {
        if (block === null) return;
        follow(block, 'the index');
      }
    }
  };

  /** Puts blocks that the file has back into the index. */
  const restore = async (file: LedgerFile, heights: ReadonlySet<number>): Promise<void> => {
    let blocks: LedgerBlock[] = [];
    const flush = async (): Promise<void> => {
      await bulkChecked(
        client,
        blocks.flatMap((block) => [{ create: { _id: String(block.height) } }, blockDocument(block)]),
        { index, accept: [409] },
      );
      blocks = [];
    };
    for await (const line of linesOf(file.path)) {
      if (!line.ended) break;
      const block = JSON.parse(line.bytes.toString('utf8')) as LedgerBlock;
      if (heights.has(block.height)) blocks.push(block);
      if (blocks.length >= CHUNK) await flush();
    }
    await flush();
  };

  /** Puts back what the index lacks, and fills the file with what it lacks. */
  const level = async (file: LedgerFile): Promise<void> => {
    const fileHeight = file.height();
    if (fileHeight >= 0) {
      await client.indices.refresh({ index });
      const { count } = await client.count({ index, query: { range: { height: { lte: fileHeight } } } });
      if (count !== fileHeight + 1) {
        const missing = new Set<number>();
        for (let from = 0; from <= fileHeight; from += CHUNK) {
          const heights = Array.from({ length: Math.min(CHUNK, fileHeight + 1 - from) }, (_, offset) => from + offset);
          for (const [offset, block] of (await readBlocks(heights)).entries())
            if (block === null) missing.add(from + offset);
        }
        await restore(file, missing);
      }
    }
    await catchUp();
    if (head.height > file.height()) await file.extendTo(head.height, blockAt);
  };

  const ready = (): Promise<LedgerFile> => {
    if (opened !== null) return opened;
    const opening = (async () => {
      const file = await openLedgerFile(options.file);
      head = emptyHead;
      known.clear();
      await file.readNew((block) => {
        follow(block, 'the ledger file');
        recent.clear();
      });
      const { height, hash } = head;
      await level(file);
      if (height >= 0 && blockHash(await blockAt(height)) !== hash)
        throw new WeirError('LEDGER_FORKED', `Index and file hold different blocks at height ${height}.`, {
          fix: 'Run the verification; one of the two was changed or comes from another installation.',
        });
      return file;
    })();
    opened = opening;
    opening.catch(() => {
      opened = null;
    });
    return opening;
  };

  const writeBlock = async (block: LedgerBlock): Promise<boolean> => {
    try {
      await client.create({ index, id: String(block.height), document: blockDocument(block) });
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  };

  const blocks = groupCommit<LedgerLeaf>(async (leaves) => {
    while (true) {
      const entries = new Map<string, LedgerLeaf>();
      for (const leaf of leaves) if (!known.has(leaf.id)) entries.set(leaf.id, leaf);
      if (entries.size === 0) return;
      const block = nextBlock(head, [...entries.values()], clock.now().toISOString(), signingKey.keyId, sign);
      if (await writeBlock(block)) follow(block, 'this process');
      else await catchUp();
    }
  });

  // The file is synced while the next block is on its way to the index.
  const lines = groupCommit<number>(async (heights) => {
    const file = await ready();
    const height = Math.max(...heights);
    if (height > file.syncedHeight()) await file.extendTo(height, blockAt);
    for (const old of recent.keys()) if (old <= file.syncedHeight()) recent.delete(old);
  });

  const putPayload = (event: DomainEvent): Promise<string> =>
    evidence.putPayload(Buffer.from(canonicalJson(event.data), 'utf8'));

  const append = async (events: DomainEvent[]): Promise<void> => {
    if (events.length === 0) return;
    await ready();
    // The payloads come first: a leaf in the ledger always has its payload, until somebody erases it on purpose.
    await Promise.all(events.filter((event) => !known.has(event.id)).map(putPayload));
    await Promise.all(events.map((event) => blocks.add(leafOf(event))));
    await lines.add(Math.max(...events.map((event) => known.get(event.id) ?? -1)));
  };

  const heightOf = async (eventId: string): Promise<number> => {
    await ready();
    if (!known.has(eventId)) await catchUp();
    const height = known.get(eventId);
    if (height === undefined)
      throw new WeirError('EVENT_UNKNOWN', `The ledger has no event ${eventId}.`, { status: 404 });
    return height;
  };

  const leavesUpTo = async (size: number, path: string): Promise<LedgerLeaf[]> => {
    const leaves: LedgerLeaf[] = [];
    for await (const line of linesOf(path)) {
      if (leaves.length >= size) break;
      leaves.push(...(JSON.parse(line.bytes.toString('utf8')) as LedgerBlock).entries);
    }
    return leaves;
  };

  /**
   * Before a verification, blocks that are just being written are brought into the file, as any writer would do; what is
   * missing after that is a fault. A ledger that is too broken for it is verified as it lies there.
   */
  const bringLevel = async (faults: LedgerFault[]): Promise<{ size: number; height: number }> => {
    try {
      const file = await ready();
      await catchUp();
      for (;;) {
        const { height } = head;
        if ((await file.sizeNow()) >= file.size()) await file.extendTo(height, blockAt);
        const size = await file.sizeNow();
        if (size <= file.size()) return { size, height };
        // More stands there: newer blocks, which are in the index by now, or a fault.
        await catchUp();
        if (head.height === height) return { size, height };
      }
    } catch (error) {
      if (!isWeirError(error)) throw error;
      faults.push({ height: -1, line: 0, byteOffset: 0, what: error.message });
      return { size: (await stat(options.file)).size, height: -1 };
    }
  };

  return {
    file: options.file,
    trustedKeys,
    open: async () => {
      const again = opened !== null;
      const file = await ready();
      if (again) await level(file);
    },
    append,
    foresee: (event) =>
      putPayload(event).then(
        () => {},
        // Entering it tries again, and says what is the matter.
        () => {},
      ),
    knows: (id) => known.has(id),
    head: async () => {
      await ready();
      await catchUp();
      return { height: head.height, hash: head.hash, size: head.frontier.size, root: rootOf(head.frontier) };
    },
    blocks: async (from, size) => {
      const heights = Array.from({ length: Math.min(size, 1000) }, (_, offset) => from + offset);
      return (await readBlocks(heights)).filter((block) => block !== null);
    },
    verify: async () => {
      const differences: LedgerFault[] = [];
      const expected = await bringLevel(differences);
      const compare = async (lines: { block: LedgerBlock; line: Line }[]): Promise<void> => {
        const indexed = await readBlocks(lines.map(({ block }) => block.height));
        for (const [position, { block, line }] of lines.entries()) {
          const place = { height: block.height, line: line.number, byteOffset: line.byteOffset };
          const other = indexed[position] ?? null;
          if (other === null) {
            differences.push({ ...place, what: 'is not in the index' });
            continue;
          }
          const at = firstDifference(line.bytes, Buffer.from(canonicalJson(other), 'utf8'));
          if (at !== null)
            differences.push({ ...place, byteOffset: line.byteOffset + at, what: 'differs from the index' });
        }
      };
      let top = -1;
      let waiting: { block: LedgerBlock; line: Line }[] = [];
      const report = await verifyLedgerFile(options.file, trustedKeys, {
        to: expected.size,
        onBlock: async (block, line) => {
          top = Math.max(top, block.height);
          waiting.push({ block, line });
          if (waiting.length < CHUNK) return;
          await compare(waiting);
          waiting = [];
        },
      });
      await compare(waiting);
      if (top < expected.height)
        differences.push({
          height: top + 1,
          line: 0,
          byteOffset: expected.size,
          what: `the file ends before block ${expected.height}, which the index has`,
        });
      const faults = [...report.faults, ...differences].sort((a, b) => a.line - b.line || a.byteOffset - b.byteOffset);
      return { ...report, ok: faults.length === 0, faults };
    },
    blockOf: async (eventId) => blockAt(await heightOf(eventId)),
    proof: async (eventId) => {
      await heightOf(eventId);
      const checkpoint = await blockAt(head.height);
      const leaves = await leavesUpTo(checkpoint.size, options.file);
      const position = leaves.findIndex((leaf) => leaf.id === eventId);
      const leaf = leaves[position];
      if (leaf === undefined || leaves.length < checkpoint.size)
        throw new WeirError('LEDGER_FILE_SHORT', 'The ledger file is behind the index; try again in a moment.', {
          retry: true,
        });
      return {
        eventId,
        leaf,
        index: position,
        size: checkpoint.size,
        path: inclusionProof(leaves.map(canonicalJson), position),
        root: checkpoint.root,
        checkpoint,
      };
    },
    settle: async () => {
      await blocks.idle();
      await lines.idle();
    },
  };
};
