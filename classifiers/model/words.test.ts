import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fitWords, wordSums } from '../training/fit-words.ts';
import { HEAD_DIR, loadHead } from './head.ts';
import { bucketsOf, Words } from './words.ts';

it('takes each part of a text once, whatever stands around it', () => {
  const [one, twice] = [bucketsOf('ab'), bucketsOf('ab ab')];
  expect(new Set(one).size).toBe(one.length);
  expect([...one].every((bucket) => twice.includes(bucket))).toBe(true);
  expect(bucketsOf('')).toHaveLength(0);
  // a, b, ab, and the word.
  expect(one).toHaveLength(4);
});

it('knows nothing of a text without words, or in a script that it did not learn', async () => {
  const own = new Words(new Int8Array(readFileSync(join(HEAD_DIR, 'words.bin'))));
  expect(own.sum('we will hunt them down')).toBeGreaterThan(own.sum('the choir sings this weekend') ?? Number.NaN);
  expect(['', '🎉🎉 !!!', '1234', 'όλα καλά'].map((text) => own.sum(text))).toEqual(new Array(4).fill(undefined));
});

it('learns what tells texts apart, the same each time', () => {
  const rows = ['we strike at dawn', 'strike them all', 'the choir sings', 'soup at noon'].map((text, i) => ({
    text,
    violating: i < 2,
    weight: 1,
  }));
  const codes = fitWords(rows);
  const [violating = 0, other = 0] = wordSums(codes, ['they strike', 'they sing']);
  expect(violating).toBeGreaterThan(other);
  expect(fitWords(rows)).toEqual(codes);
});

it('refuses a head that belongs to other words', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'weir-head-'));
  try {
    const description = JSON.parse(readFileSync(join(HEAD_DIR, 'head.json'), 'utf8')) as { words: { digest: string } };
    description.words.digest = '0'.repeat(64);
    writeFileSync(join(dir, 'head.json'), JSON.stringify(description));
    writeFileSync(join(dir, 'head.bin'), readFileSync(join(HEAD_DIR, 'head.bin')));
    await expect(loadHead(dir)).rejects.toMatchObject({ code: 'HEAD_UNREADABLE' });
  } finally {
    rmSync(dir, { recursive: true });
  }
});
