import { isWeirError } from '#core/errors.ts';
import type { Disappearance } from '#core/post.ts';
import { CollectedItem, type CollectedItem as Item } from '#core/post.ts';
import { checker } from '#core/schema.ts';
import type { FoundItem, Skip, SkipReason } from './contract.ts';
import { readUrl } from './egress/url.ts';

const checkItem = checker(CollectedItem, 'ITEM_INVALID', 'An item that was collected');

/** ISO 639-1 from any BCP 47 tag; undefined when there is none. */
export const languageOf = (tag: string | undefined): string | undefined =>
  /^([a-z]{2})(?:[-_]|$)/.exec(tag?.trim().toLowerCase() ?? '')?.[1];

/** What a poll or a stream batch collects; only items of the right shape get in, each once. */
export interface Batch {
  readonly items: Item[];
  readonly found: Disappearance[];
  readonly skipped: Skip[];
  item(item: FoundItem): void;
  gone(disappearance: Disappearance): void;
  skip(url: string, reason: SkipReason, detail: string): void;
}

export const createBatch = (skipped: Skip[] = []): Batch => {
  const items: Item[] = [];
  const found: Disappearance[] = [];
  const seen = new Set<string>();
  const skip = (url: string, reason: SkipReason, detail: string): void => void skipped.push({ url, reason, detail });
  return {
    items,
    found,
    skipped,
    skip,
    item: (item) => {
      const lang = languageOf(item.lang);
      const fields = Object.entries({ ...item, lang }).filter(([, value]) => value !== undefined);
      const candidate = Object.fromEntries(fields);
      const key = JSON.stringify([item.nativeId, item.title, item.text, item.editedAt, item.images]);
      if (seen.has(key)) return;
      seen.add(key);
      try {
        checkItem(candidate);
        readUrl(item.url ?? '');
        items.push(candidate as Item);
      } catch (error) {
        if (!isWeirError(error)) throw error;
        const where = error.details.map(({ location, message }) => `${location} ${message}`).join('; ');
        skip(item.url ?? '', 'type', `item ${item.nativeId?.slice(0, 100)} cannot be taken: ${where || error.message}`);
      }
    },
    gone: (disappearance) => {
      if (!found.some(({ nativeId }) => nativeId === disappearance.nativeId)) found.push(disappearance);
    },
  };
};
