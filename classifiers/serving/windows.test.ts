import { describe, expect, it } from 'vitest';
import { windowsOf } from './windows.ts';

/** As many tokens as words, and the four of prefix and marks. */
const tokens = (text: string) => Math.min(256, 4 + (text.match(/\S+/g)?.length ?? 0));
const sentence = (i: number) => `This is the sentence with the number ${i}. `;

/** What stands in the text where the windows are said to begin. */
const cutAt = (text: string, windows: string[], starts: number[]) =>
  windows.map((window, i) => text.slice(starts[i], (starts[i] ?? 0) + window.length));

describe('windowsOf', () => {
  it('leaves a short text whole, and an empty one', () => {
    for (const text of ['', 'One. Two.'])
      expect(windowsOf(text, tokens)).toEqual({ windows: [text], starts: [0], truncated: false });
  });

  it('cuts a long text between sentences and leaves nothing out', () => {
    const text = Array.from({ length: 120 }, (_, i) => sentence(i)).join('');
    const { windows, starts, truncated } = windowsOf(text, tokens);
    expect(windows.join('')).toBe(text);
    expect(windows).toEqual(cutAt(text, windows, starts));
    expect(windows.length).toBeGreaterThan(3);
    expect(windows.every((window) => tokens(window) < 256 && /\. $/.test(window))).toBe(true);
    expect(truncated).toBe(false);
  });

  it('reads the beginning and the end of one that is longer still, and says so', () => {
    const text = `${Array.from({ length: 5000 }, (_, i) => sentence(i)).join('')}The last.`;
    const { windows, starts, truncated } = windowsOf(text, tokens);
    expect(windows).toEqual(cutAt(text, windows, starts));
    expect(starts.at(-1)).toBeGreaterThan(text.length / 2);
    expect(windows.length).toBe(8);
    expect(truncated).toBe(true);
    expect(text.startsWith(windows.slice(0, 6).join(''))).toBe(true);
    expect(text.endsWith(windows.slice(6).join(''))).toBe(true);
  });

  it('cuts one word of two million letters, and half a million emoji, without breaking one', () => {
    for (const text of ['x'.repeat(2e6), '😀'.repeat(5e5)]) {
      const { windows, truncated } = windowsOf(text, (piece) => Math.min(256, piece.length));
      expect([windows.length, truncated]).toEqual([8, true]);
      expect(windows.some((window) => /\p{Cs}/u.test(window))).toBe(false);
    }
  });
});
