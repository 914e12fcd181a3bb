/** The offline verification: it needs the file and the public keys, and nothing else. */
import { Compile } from 'typebox/compile';
import { canonicalJson } from '#core/hash.ts';
import {
  blockHash,
  checkpointText,
  emptyHead,
  type Fault,
  followHead,
  GENESIS,
  type Head,
  isFault,
  LedgerBlock,
} from '#core/ledger.ts';
import { type Line, linesOf } from './ledger-file.ts';
import { type TrustedKeys, verifierOf } from './signing.ts';

export interface LedgerFault {
  /** Height of the block that should be there. */
  height: number;
  /** Line of the file, from 1; 0 when the fault is not in the file. */
  line: number;
  /** Where the line, or the first byte known to be wrong, lies in the file. */
  byteOffset: number;
  what: string;
}
export interface LedgerReport {
  ok: boolean;
  blocks: number;
  entries: number;
  faults: LedgerFault[];
}

const shape = Compile(LedgerBlock);

/** Offset of the first byte that differs, or null. */
export const firstDifference = (a: Buffer, b: Buffer): number | null => {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return index;
  return a.length === b.length ? null : length;
};

interface Reading {
  block: LedgerBlock | null;
  fault: { what: string; at: number } | null;
}

const readLine = (line: Line): Reading => {
  let value: unknown;
  try {
    value = JSON.parse(line.bytes.toString('utf8'));
  } catch (error) {
    return { block: null, fault: { what: `is no JSON (${(error as Error).message})`, at: 0 } };
  }
  if (!shape.Check(value)) {
    const first = shape.Errors(value)[0];
    return { block: null, fault: { what: `is no block: ${first?.instancePath ?? ''} ${first?.message ?? ''}`, at: 0 } };
  }
  const at = firstDifference(line.bytes, Buffer.from(canonicalJson(value), 'utf8'));
  if (at !== null) return { block: value, fault: { what: 'is not in canonical form (RFC 8785)', at } };
  if (!line.ended) return { block: value, fault: { what: 'does not end with a newline', at: line.bytes.length } };
  return { block: value, fault: null };
};

/**
 * Checks shape, canonical form, order, chain, Merkle roots, signatures and that no event is entered twice. After the first
 * fault the roots cannot be recomputed; every later block is then checked by its own signature and its link.
 * What a file alone cannot show is that its last blocks were cut off: compare with the index or a checkpoint kept elsewhere.
 */
export const verifyLedgerFile = async (
  path: string,
  trustedKeys: TrustedKeys,
  options: { to?: number; onBlock?: (block: LedgerBlock, line: Line) => void | Promise<void> } = {},
): Promise<LedgerReport> => {
  const verify = verifierOf(trustedKeys);
  const faults: LedgerFault[] = [];
  const seen = new Set<string>();
  let head: Head | null = emptyHead;
  let height = -1;
  let previous: string | null = GENESIS;
  let blocks = 0;
  let entries = 0;
  for await (const line of linesOf(path, options.to === undefined ? {} : { to: options.to })) {
    const expected = height + 1;
    const report = (what: string, at = 0): void => {
      faults.push({ height: expected, line: line.number, byteOffset: line.byteOffset + at, what });
    };
    const { block, fault } = readLine(line);
    if (fault !== null) report(fault.what, fault.at);
    if (block === null) {
      head = null;
      previous = null;
      height = expected;
      continue;
    }
    let wrong = fault !== null;
    const note = (what: string): void => {
      // A line that is wrong byte for byte is wrong in every other way too; the first fault says where.
      if (!wrong) report(what);
      wrong = true;
    };
    const { signature, ...unsigned } = block;
    if (head !== null) {
      const followed: Head | Fault = followHead(head, block, verify);
      if (isFault(followed)) note(followed.what);
      head = wrong || isFault(followed) ? null : followed;
    } else {
      if (block.height !== expected) note(`block says height ${block.height}`);
      if (previous !== null && block.previous !== previous) note('does not continue the block before it');
      if (!verify(block.keyId, checkpointText(unsigned), signature)) note('the signature does not verify');
    }
    for (const entry of block.entries) {
      if (seen.has(entry.id)) report(`enters ${entry.id} a second time`);
      seen.add(entry.id);
    }
    blocks += 1;
    entries += block.entries.length;
    // Only a signed height is believed. Behind a wrong block its hash proves nothing, and blaming the next one for the link
    // would only repeat the fault.
    height = !wrong || verify(block.keyId, checkpointText(unsigned), signature) ? block.height : expected;
    previous = wrong ? null : blockHash(block);
    await options.onBlock?.(block, line);
  }
  return { ok: faults.length === 0, blocks, entries, faults };
};
