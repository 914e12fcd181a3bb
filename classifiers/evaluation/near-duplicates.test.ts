import { describe, expect, it } from 'vitest';
import { editText, overlap } from './near-duplicate-edits.ts';
import { measureNearDuplicates, nearDuplicateReport } from './near-duplicates.ts';
import { readSuite, readTestSet } from './sets.ts';

const POST = { text: 'Everyone bring a lantern to the old harbour on Friday evening', lang: 'en' };

describe('edits', () => {
  it('are the same for the same seed, and change the text as often as they are asked to', () => {
    const slip = (times: number, seed: number) => editText(POST, 'slip', times, [], seed);
    expect(slip(2, 1)).toBe(slip(2, 1));
    expect(overlap(POST.text, slip(1, 1))).toBeLessThan(1);
    expect(overlap(POST.text, slip(3, 1))).toBeLessThan(overlap(POST.text, slip(1, 1)));
    expect(overlap(POST.text, editText(POST, 'dress', 2, [], 1))).toBe(1);
  });
});

describe.each(['en', 'zh'])('near-duplicates of short posts in %s', (lang) => {
  // Every tenth post: the whole is measured by npm run evaluate.
  const posts = [...readTestSet(), ...readSuite()].filter((post, i) => post.lang === lang && i % 10 === 0);
  const result = measureNearDuplicates(posts, lang);

  it('are found where they overlap by 0.8', () => {
    expect(result.copies).toBeGreaterThan(300);
    expect(result.found.value, nearDuplicateReport(result)).toBeGreaterThanOrEqual(0.95);
    expect(result.recall.value, nearDuplicateReport(result)).toBeGreaterThanOrEqual(0.95);
  });

  it('are not what says something else', () => {
    const turned = result.wrong.reduce((sum, [, , pairs]) => sum + pairs, 0);
    expect(turned).toBeGreaterThan(1000);
    expect(result.precision.value, nearDuplicateReport(result)).toBeGreaterThanOrEqual(0.95);
  });
});
