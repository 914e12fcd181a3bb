/** The signal type `raw_text` of python-threatexchange: two texts are the same when they differ in five of a hundred letters. */

/** Share of the entry's letters that may differ (its default `pct_diff_threshold`). */
const DIFFERENCE = 0.05;

/** Lower case, no accents, nothing but letters and digits. */
export const rawTextKey = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** The Levenshtein distance, or `limit + 1` as soon as it is sure to be over `limit`. */
const distanceWithin = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const far = limit + 1;
  let before = new Int32Array(b.length + 1).fill(far);
  for (let j = 0; j <= Math.min(limit, b.length); j++) before[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const row = new Int32Array(b.length + 1).fill(far);
    if (i <= limit) row[0] = i;
    let best = far;
    // Only a band around the diagonal can stay within the limit.
    for (let j = Math.max(1, i - limit); j <= Math.min(b.length, i + limit); j++) {
      const change = (before[j - 1] ?? far) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const value = Math.min(change, (before[j] ?? far) + 1, (row[j - 1] ?? far) + 1, far);
      row[j] = value;
      if (value < best) best = value;
    }
    if (best > limit && i > limit) return far;
    before = row;
  }
  return before[b.length] ?? far;
};

/** Both as `rawTextKey` gives them. */
export const sameRawText = (entry: string, text: string): boolean => {
  const limit = Math.floor(entry.length * DIFFERENCE);
  return entry !== '' && distanceWithin(entry, text, limit) <= limit;
};
