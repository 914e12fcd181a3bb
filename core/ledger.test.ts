import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256 } from './hash.ts';
import { emptyHead, followHead, type Head, isFault, type LedgerBlock, type LedgerLeaf, nextBlock } from './ledger.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signText = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64');
const verifyText = (_: string, text: string, signature: string): boolean =>
  verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));

const leaf = (n: number): LedgerLeaf => ({
  id: `case:c${n}:1`,
  type: 'case.noted',
  subject: { type: 'case', id: `c${n}` },
  seq: 1,
  at: '2026-03-01T10:00:00.000Z',
  actor: { kind: 'human', id: 'ana' },
  payloadHash: sha256(String(n)),
});

const chain = (sizes: number[]): LedgerBlock[] => {
  let head: Head = emptyHead;
  let n = 0;
  return sizes.map((size) => {
    const entries = Array.from({ length: size }, () => leaf(n++));
    const block = nextBlock(head, entries, '2026-03-01T10:00:01.000Z', 'k1', signText);
    const next = followHead(head, block, verifyText);
    if (isFault(next)) throw new Error(next.what);
    head = next;
    return block;
  });
};

const firstFault = (blocks: LedgerBlock[]): number => {
  let head: Head = emptyHead;
  for (const [index, block] of blocks.entries()) {
    const next = followHead(head, block, verifyText);
    if (isFault(next)) return index;
    head = next;
  }
  return -1;
};

describe('the ledger', () => {
  it('accepts its own chain', () => {
    expect(firstFault(chain([1, 3, 2, 7]))).toBe(-1);
  });

  it('finds any changed value at or right after its block', () => {
    const blocks = chain([2, 1, 3, 2]);
    fc.assert(
      fc.property(fc.nat(blocks.length - 1), fc.nat(), fc.integer({ min: 1, max: 9 }), (at, where, add) => {
        const text = canonicalJson(blocks[at]);
        const digits = [...text.matchAll(/\d/g)].map((match) => match.index);
        const position = digits[where % digits.length] ?? 0;
        const changed = `${text.slice(0, position)}${(Number(text[position]) + add) % 10}${text.slice(position + 1)}`;
        let value: LedgerBlock;
        try {
          value = JSON.parse(changed) as LedgerBlock;
        } catch {
          return;
        }
        if (canonicalJson(value) === text) return;
        const found = firstFault(blocks.with(at, value));
        expect(found).toBeGreaterThanOrEqual(at);
        expect(found).toBeLessThanOrEqual(at + 1);
      }),
      { numRuns: 300 },
    );
  });

  it('finds a missing, a doubled and a moved block', () => {
    const blocks = chain([1, 2, 3, 1]);
    expect(firstFault(blocks.toSpliced(1, 1))).toBe(1);
    expect(firstFault(blocks.toSpliced(1, 0, ...blocks.slice(1, 2)))).toBe(2);
    expect(firstFault([...blocks.slice(0, 1), ...blocks.slice(2, 3), ...blocks.slice(1, 2)])).toBe(1);
  });
});
