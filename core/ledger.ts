/**
 * The ledger: what people did, in blocks. Each block names the hash of the one before (a chain), carries the root of the
 * Merkle tree over all leaves so far (RFC 6962), and a checkpoint signed with Ed25519. Leaves hold hashes of payloads, so a
 * payload can be erased and the record stays whole.
 */
import { type Static, Type } from 'typebox';
import type { DomainEvent } from './event.ts';
import { Actor } from './event.ts';
import { canonicalJson, hashOf } from './hash.ts';
import { appendLeaf, emptyFrontier, type Frontier, rootOf } from './merkle.ts';
import { Sha256, Strict, Timestamp } from './schema.ts';

export const LedgerLeaf = Strict({
  id: Type.String(),
  type: Type.String(),
  subject: Strict({ type: Type.String(), id: Type.String() }),
  seq: Type.Integer({ minimum: 1 }),
  at: Timestamp,
  actor: Actor,
  payloadHash: Sha256,
});
export type LedgerLeaf = Static<typeof LedgerLeaf>;

export const LedgerBlock = Strict({
  v: Type.Literal(1),
  height: Type.Integer({ minimum: 0 }),
  previous: Type.String(),
  at: Timestamp,
  entries: Type.Array(LedgerLeaf, { minItems: 1 }),
  /** Number of leaves up to and including this block, and the Merkle root over them. */
  size: Type.Integer({ minimum: 1 }),
  root: Sha256,
  keyId: Type.String(),
  /** Ed25519 over `checkpointText`, base64. */
  signature: Type.String(),
});
export type LedgerBlock = Static<typeof LedgerBlock>;

export const GENESIS = '0'.repeat(64);

export const leafOf = (event: DomainEvent): LedgerLeaf => ({
  id: event.id,
  type: event.type,
  subject: event.subject,
  seq: event.seq,
  at: event.at,
  actor: event.actor,
  payloadHash: hashOf(event.data),
});

/** What the checkpoint's signature covers. */
export const checkpointText = (block: Omit<LedgerBlock, 'signature'>): string =>
  `weir ledger checkpoint v1\n${block.height}\n${block.size}\n${block.root}\n${hashOf(block)}\n`;

export const blockHash = (block: LedgerBlock): string => hashOf(block);

export interface Head {
  height: number;
  hash: string;
  frontier: Frontier;
}
export const emptyHead: Head = { height: -1, hash: GENESIS, frontier: emptyFrontier };

/** The next block over `entries`, signed by `sign` (text -> base64). */
export const nextBlock = (
  head: Head,
  entries: LedgerLeaf[],
  at: string,
  keyId: string,
  sign: (text: string) => string,
): LedgerBlock => {
  const frontier = entries.reduce((acc, entry) => appendLeaf(acc, canonicalJson(entry)), head.frontier);
  const unsigned = {
    v: 1 as const,
    height: head.height + 1,
    previous: head.hash,
    at,
    entries,
    size: frontier.size,
    root: rootOf(frontier),
    keyId,
  };
  return { ...unsigned, signature: sign(checkpointText(unsigned)) };
};

export type Fault = { height: number; what: string };

/** Checks one block against the head before it; the new head, or what is wrong. `verify`: (keyId, text, signature) -> ok. */
export const followHead = (
  head: Head,
  block: LedgerBlock,
  verify: (keyId: string, text: string, signature: string) => boolean,
): Head | Fault => {
  const fault = (what: string): Fault => ({ height: head.height + 1, what });
  if (block.height !== head.height + 1) return fault(`block says height ${block.height}`);
  if (block.previous !== head.hash) return fault('does not continue the block before it');
  const frontier = block.entries.reduce((acc, entry) => appendLeaf(acc, canonicalJson(entry)), head.frontier);
  if (block.size !== frontier.size) return fault(`says ${block.size} entries, has ${frontier.size}`);
  if (block.root !== rootOf(frontier)) return fault('the Merkle root does not fit the entries');
  const { signature, ...unsigned } = block;
  if (!verify(block.keyId, checkpointText(unsigned), signature)) return fault('the signature does not verify');
  return { height: block.height, hash: blockHash(block), frontier };
};

export const isFault = (value: Head | Fault): value is Fault => 'what' in value;
