import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SealedContact } from '#core/complaint.ts';
import { type ContactKey, canSeal, LONGEST_CONTACT, openContact, sealContact } from './sealed-contact.ts';

const keeper = (name: string): { key: ContactKey; secret: KeyObject } => {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  return {
    key: { keeper: name, publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
    secret: privateKey,
  };
};
const [ana, bo, cy] = [keeper('ana'), keeper('bo'), keeper('cy')] as const;
const keys = [ana.key, bo.key, cy.key];
const contact = '电话 000-0000, reed@home.example';

describe('a sealed contact', () => {
  it('is opened by any two keepers, in either order', () => {
    const sealed = sealContact(contact, keys);
    expect(sealed.pairs).toHaveLength(3);
    for (const [one, other] of [
      [ana, bo],
      [bo, ana],
      [ana, cy],
      [cy, bo],
    ] as const)
      expect(openContact(sealed, one.secret, other.secret)).toBe(contact);
  });

  it('is opened by nobody alone, nor with the help of a stranger', () => {
    const sealed = sealContact(contact, keys);
    for (const one of [ana, bo, cy]) {
      expect(() => openContact(sealed, one.secret, one.secret)).toThrow(/do not open/);
      expect(() => openContact(sealed, one.secret, keeper('eve').secret)).toThrow(/do not open/);
    }
  });

  it('needs two keepers: one with two keys is one', () => {
    const again = { ...keeper('ana').key };
    expect(canSeal([ana.key, again])).toBe(false);
    expect(() => sealContact(contact, [ana.key, again])).toThrow(/Two people/);
    expect(sealContact(contact, [ana.key, again, bo.key]).pairs).toHaveLength(2);
  });

  it('tells nothing by its length, and nothing twice', () => {
    const [short, long] = [sealContact('a', keys), sealContact('字'.repeat(LONGEST_CONTACT), keys)];
    expect(long.box.length).toBe(short.box.length);
    expect(openContact(long, ana.secret, cy.secret)).toBe('字'.repeat(LONGEST_CONTACT));
    expect(sealContact('a', keys).box).not.toBe(short.box);
  });

  it('opens no more when a byte was changed, or halves of two contacts are mixed', () => {
    const sealed = sealContact(contact, [ana.key, bo.key]);
    const other = sealContact('another', [ana.key, bo.key]);
    const flipped = Buffer.from(sealed.box, 'base64');
    flipped[5] = (flipped[5] ?? 0) ^ 1;
    const changed: SealedContact = { ...sealed, box: flipped.toString('base64') };
    expect(() => openContact(changed, ana.secret, bo.secret)).toThrow(/do not open/);
    const [mine, theirs] = [sealed.pairs[0], other.pairs[0]];
    if (mine === undefined || theirs === undefined) throw new Error('no pair');
    const mixed = { ...sealed, pairs: [{ first: mine.first, second: theirs.second }] };
    expect(() => openContact(mixed, ana.secret, bo.secret)).toThrow(/do not open/);
    // A half is bound to its keeper.
    const renamed = { ...sealed, pairs: [{ first: { ...mine.first, keeper: 'cy' }, second: mine.second }] };
    expect(() => openContact(renamed, ana.secret, bo.secret)).toThrow(/do not open/);
  });
});
