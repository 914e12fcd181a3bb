import { createHmac } from 'node:crypto';
import type { Sample } from '#core/case.ts';
import { addMilliseconds } from '#core/clock.ts';
import type { Policy } from '#core/policy.ts';
import type { Store } from '#store/store.ts';

/** How samples of what was not flagged are drawn. */
export interface Sampling {
  /** A number in 0..1 that belongs to a content: the same after a restart and for every copy, and not to be guessed from outside. */
  fraction(contentHash: string): number;
  /** So many unflagged posts of one policy must have been seen before any is called uncertain or novel. */
  leastPosts: number;
}

/** @param key 32 bytes as hex; a key of its own is derived from it */
export const createSampling = (key: string, leastPosts = 200): Sampling => {
  const own = createHmac('sha256', Buffer.from(key, 'hex')).update('weir quality sample').digest();
  return {
    fraction: (contentHash) => createHmac('sha256', own).update(contentHash).digest().readUIntBE(0, 6) / 2 ** 48,
    leastPosts,
  };
};

/** What is known of an unflagged post. */
export interface Unflagged {
  contentHash: string;
  margin: number;
  novelty: number | null;
}

const WEEK = 7 * 86_400_000;

/**
 * Draws for one batch. Quality samples come first and are never capped, so that their rate of misses means something; uncertain
 * and novel posts share the day's cap. Two workers may go over it by a batch.
 */
export const openDraw = async (
  store: Pick<Store, 'posts' | 'cases' | 'clock'>,
  policy: Policy,
  { fraction, leastPosts }: Sampling,
): Promise<(post: Unflagged) => Sample | undefined> => {
  const now = store.clock.now().toISOString();
  const { samplingShare, uncertainShare, novelShare, dailyCap } = policy;
  const isLearning = dailyCap > 0 && (uncertainShare > 0 || novelShare > 0);
  const tails = isLearning
    ? await store.posts.tails({
        ...{ policyVersion: policy.version, uncertainShare, novelShare },
        since: addMilliseconds(now, -WEEK),
      })
    : null;
  const isKnown = tails !== null && tails.posts >= leastPosts;
  let room = isKnown
    ? dailyCap - (await store.cases.openedFor(['uncertain', 'novel'], `${now.slice(0, 10)}T00:00:00.000Z`))
    : 0;
  const within = (share: number, value: number | null, isIn: (value: number) => boolean): boolean =>
    room > 0 && share > 0 && value !== null && isIn(value);
  return ({ contentHash, margin, novelty }) => {
    if (fraction(contentHash) < samplingShare) return 'quality_sample';
    const { margin: near = null, novelty: far = null } = tails ?? {};
    const sample = within(uncertainShare, near, (limit) => margin <= limit)
      ? 'uncertain'
      : within(novelShare, far, (limit) => novelty !== null && novelty >= limit)
        ? 'novel'
        : undefined;
    if (sample !== undefined) room--;
    return sample;
  };
};

/** Why people see it, in words. */
export const sampleReason = (sample: Sample, reason: string): string => `${sample.replace('_', ' ')}: ${reason}`;
