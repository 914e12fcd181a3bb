import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendLeaf, EMPTY_ROOT, emptyFrontier, inclusionProof, rootOf, verifyInclusion } from './merkle.ts';

const leaves = fc.array(fc.string(), { minLength: 1, maxLength: 40 });

describe('the Merkle tree of RFC 6962', () => {
  it('has the known roots of the empty tree and of one empty leaf', () => {
    expect(EMPTY_ROOT).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(rootOf(appendLeaf(emptyFrontier, ''))).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });

  it('proves every leaf, and no other', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), (all, pick) => {
        const index = pick % all.length;
        const root = rootOf(all.reduce(appendLeaf, emptyFrontier));
        const path = inclusionProof(all, index);
        expect(verifyInclusion(all[index] ?? '', index, all.length, path, root)).toBe(true);
        expect(verifyInclusion(`${all[index]}x`, index, all.length, path, root)).toBe(false);
        expect(verifyInclusion(all[index] ?? '', index, all.length, [...path, root], root)).toBe(false);
        expect(verifyInclusion(all[index] ?? '', all.length, all.length, path, root)).toBe(false);
      }),
    );
  });
});
