/**
 * The Merkle tree of RFC 6962, section 2.1: leaf hash = SHA-256(0x00 || leaf), node hash = SHA-256(0x01 || left || right).
 * `Frontier` keeps only the roots of the full subtrees, so that appending costs O(log n).
 */
import { createHash } from 'node:crypto';
import { WeirError } from './errors.ts';

const digest = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (leaf: string): Buffer => digest(LEAF, Buffer.from(leaf, 'utf8'));
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => digest(NODE, left, right);
export const EMPTY_ROOT = digest().toString('hex');

export interface Frontier {
  size: number;
  /** Roots of the full subtrees, largest first, as hex. */
  peaks: string[];
}
export const emptyFrontier: Frontier = { size: 0, peaks: [] };

export const appendLeaf = (frontier: Frontier, leaf: string): Frontier => {
  const peaks = [...frontier.peaks];
  let hash = leafHash(leaf);
  for (let size = frontier.size; size % 2 === 1; size = (size - 1) / 2) {
    const left = peaks.pop();
    if (left === undefined) throw new WeirError('FRONTIER_BROKEN', 'The Merkle frontier does not fit its size.');
    hash = nodeHash(Buffer.from(left, 'hex'), hash);
  }
  return { size: frontier.size + 1, peaks: [...peaks, hash.toString('hex')] };
};

export const rootOf = (frontier: Frontier): string => {
  const last = frontier.peaks.at(-1);
  if (last === undefined) return EMPTY_ROOT;
  let hash: Buffer = Buffer.from(last, 'hex');
  for (let index = frontier.peaks.length - 2; index >= 0; index--)
    hash = nodeHash(Buffer.from(frontier.peaks[index] ?? '', 'hex'), hash);
  return hash.toString('hex');
};

/** Largest power of two strictly smaller than n (n >= 2). */
const split = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));

const treeRoot = (leaves: readonly Buffer[], from: number, to: number): Buffer => {
  const n = to - from;
  if (n === 0) return digest();
  if (n === 1) return leaves[from] ?? digest();
  const k = split(n);
  return nodeHash(treeRoot(leaves, from, from + k), treeRoot(leaves, from + k, to));
};

/** Audit path for leaf `index` in the tree over `leaves` (RFC 6962, section 2.1.1), as hex. */
export const inclusionProof = (leaves: readonly string[], index: number): string[] => {
  const hashes = leaves.map(leafHash);
  const path = (from: number, to: number): Buffer[] => {
    if (to - from === 1) return [];
    const k = split(to - from);
    return index < from + k
      ? [...path(from, from + k), treeRoot(hashes, from + k, to)]
      : [...path(from + k, to), treeRoot(hashes, from, from + k)];
  };
  if (index < 0 || index >= leaves.length)
    throw new WeirError('LEAF_UNKNOWN', `There is no leaf ${index} in a tree of ${leaves.length}.`, { status: 404 });
  return path(0, leaves.length).map((hash) => hash.toString('hex'));
};

/** Checks an audit path (RFC 9162, section 2.1.3.2). */
export const verifyInclusion = (leaf: string, index: number, size: number, path: string[], root: string): boolean => {
  if (index < 0 || index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash = leafHash(leaf);
  for (const step of path) {
    if (last === 0) return false;
    const sibling = Buffer.from(step, 'hex');
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else hash = nodeHash(hash, sibling);
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && hash.toString('hex') === root;
};
