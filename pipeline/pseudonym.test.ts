import { expect, it } from 'vitest';
import { createPseudonyms } from './pseudonym.ts';

const name = createPseudonyms('ab'.repeat(32));

it('joins the posts of one author within a month and a source, and nothing beyond', () => {
  const march = name('s1', 'author', '2026-03-01T10:00:00Z');
  expect(name('s1', 'author', '2026-03-31T23:59:59Z')).toBe(march);
  const others = [
    name('s1', 'author', '2026-04-01T00:00:00Z'),
    name('s2', 'author', '2026-03-01T10:00:00Z'),
    name('s1', 'another', '2026-03-01T10:00:00Z'),
    createPseudonyms('cd'.repeat(32))('s1', 'author', '2026-03-01T10:00:00Z'),
  ];
  expect(new Set([march, ...others]).size).toBe(5);
  expect(march).not.toContain('author');
});
