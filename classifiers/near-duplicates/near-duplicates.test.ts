import { describe, expect, it } from 'vitest';
import { readCorpus } from '../training/corpus.ts';
import { Fingerprint } from './fingerprint.ts';
import {
  bands,
  comparable,
  contentHash,
  decodeSignature,
  encodeSignature,
  minhash,
  PERMUTATIONS,
  similarity,
} from './minhash.ts';
import { sameContent, sameFingerprint } from './same-content.ts';

const POST = 'Everyone bring a lantern to the old harbour on Friday evening, we walk together until the bells ring';
const of = (a: string, b: string) => similarity(minhash(a), minhash(b));
const same = (a: string, b: string) => sameContent({ text: a }, { text: b });

describe('minhash', () => {
  it('is the same on every machine and in every year', () => {
    expect(minhash(POST).length).toBe(PERMUTATIONS);
    expect(Array.from(minhash('a fixed text').subarray(0, 3))).toEqual([...minhash('A fixed text!').subarray(0, 3)]);
    expect(Array.from(minhash('a fixed text').subarray(0, 3))).toMatchInlineSnapshot(`
      [
        368642394,
        491662477,
        259559315,
      ]
    `);
  });

  it('estimates the overlap of the 5-grams', () => {
    expect(of(POST, POST)).toBe(1);
    expect(of(POST, POST.replace('lantern', 'lanern'))).toBeGreaterThan(0.8);
    expect(of(POST, 'The council has approved a new timetable for the ferry, starting next month')).toBeLessThan(0.1);
  });

  it('survives the way into the index and back', () => {
    expect(decodeSignature(encodeSignature(minhash(POST)))).toEqual(minhash(POST));
  });

  it('shares a key between near-duplicates and none between strangers', () => {
    const keys = new Set(bands(minhash(POST)));
    expect(bands(minhash(`rt ${POST} pls share`)).some((key) => keys.has(key))).toBe(true);
    expect(bands(minhash('An entirely different remark about soup and weather')).some((key) => keys.has(key))).toBe(
      false,
    );
  });

  it('handles texts shorter than a 5-gram, and empty ones', () => {
    for (const text of ['', 'a', 'ok', '好', '👍', 'abcd']) {
      expect(minhash(text).length).toBe(PERMUTATIONS);
      expect(comparable(text)).toBe(false);
    }
    expect(contentHash('OK!')).toBe(contentHash('ok'));
    expect(contentHash('ok')).not.toBe(contentHash('no'));
  });
});

describe('sameContent', () => {
  it.each([
    ['other case, punctuation, link and disguise', `${POST.toUpperCase()}!!! https://a.example/1`],
    ['a slip of spelling', POST.replace('together', 'togehter')],
    ['passed on', `RT ${POST} pls share`],
    ['a letter lost', POST.replace('evening', 'evning')],
    ['a word that adds nothing', `Hey, ${POST.replace('the bells', 'bells')} again`],
    ['another number', `${POST} 8`],
  ])('holds for %s', (_, copy) => {
    expect(same(POST, copy)).toBe(true);
  });

  it.each([
    ['a negation', POST.replace('bring', 'never bring')],
    ['one word that turns it round', POST.replace('lantern', 'hammer')],
    ['a letter less that makes another word', POST.replace('walk', 'wall')],
    ['a report that quotes it', `Police say that the flyer read "${POST}"`],
    ['a comment added to it', `${POST} what a silly idea`],
  ])('does not hold for %s', (_, other) => {
    expect(same(POST, other)).toBe(false);
  });

  it('takes short texts for the same only when they are', () => {
    expect(same('ok then', 'OK, then!')).toBe(true);
    expect(same('ok then', 'ok than')).toBe(false);
    expect(same('快来', '快走')).toBe(false);
  });

  it('never joins a violating post of the corpus to one that is not', () => {
    const corpus = readCorpus().map((example) => ({ ...example, print: new Fingerprint(example.text) }));
    const byBand = new Map<string, typeof corpus>();
    for (const one of corpus)
      for (const key of new Set([one.print.key, ...bands(one.print.signature)]))
        byBand.set(key, [...(byBand.get(key) ?? []), one]);
    const joined = new Set<string>();
    for (const together of byBand.values())
      for (const [i, a] of together.entries())
        for (const b of together.slice(0, i))
          if (a.categories.length > 0 !== b.categories.length > 0 && sameFingerprint(a.print, b.print))
            joined.add(`${a.id} ${b.id}`);
    expect([...joined]).toEqual([]);
    // Twins share most of their words: there is something to keep apart.
    expect([...byBand.values()].filter((together) => together.length > 1).length).toBeGreaterThan(100);
  });
});
