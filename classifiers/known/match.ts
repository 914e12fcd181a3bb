/** Finds in lists of known content what a post holds. Pure: lists in, matches out; deciding is for people. */
import { createHash } from 'node:crypto';
import {
  type KnownEntry,
  type KnownList,
  type KnownMatch,
  PDQ_LEAST_QUALITY,
  PDQ_SAME_IMAGE,
} from '#core/known-list.ts';
import type { Picture } from '#core/picture.ts';
import { addressesIn, addressMd5, normaliseAddress } from './address.ts';
import { pdqWords, wordsDistance } from './pdq-distance.ts';
import { rawTextKey, sameRawText } from './raw-text.ts';

export interface LoadedList {
  list: KnownList;
  entries: readonly KnownEntry[];
}

/** What is compared: the texts as collected (one for each way of writing it down), everything said, and the rest. */
export interface KnownQuery {
  /** Exact texts whose SHA-256 may be listed. */
  texts: readonly string[];
  /** Everything that the post says, pictures too: links are looked for in it. */
  said: string;
  /** Its own address. */
  url: string;
  pictures: readonly Pick<Picture, 'sha256' | 'pdq' | 'pdqQuality' | 'url'>[];
  /** Entries that have ended by then match nothing. RFC 3339, UTC. */
  at: string;
}

interface Known {
  list: KnownList;
  entry: KnownEntry;
}

export interface KnownIndex {
  readonly size: number;
  /** Each entry once, in the order of the lists. */
  match(query: KnownQuery): KnownMatch[];
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Entries that were recalled, and whole lists that were withdrawn, are left out. */
export const buildKnownIndex = (lists: readonly LoadedList[]): KnownIndex => {
  const exact = new Map<string, Known[]>();
  const images: Known[] = [];
  const texts: { known: Known; key: string }[] = [];
  const put = (key: string, known: Known): void => {
    const there = exact.get(key);
    if (there === undefined) exact.set(key, [known]);
    else there.push(known);
  };
  let size = 0;
  for (const { list, entries } of lists) {
    if (list.withdrawn !== null) continue;
    for (const entry of entries) {
      if (Object.hasOwn(list.recalled, entry.id)) continue;
      size++;
      const known = { list, entry };
      if (entry.kind === 'pdq') images.push(known);
      else if (entry.kind === 'raw_text') texts.push({ known, key: rawTextKey(entry.value) });
      else if (entry.kind === 'url') put(`url ${normaliseAddress(entry.value) ?? entry.value}`, known);
      else put(`${entry.kind} ${entry.value}`, known);
    }
  }
  // One flat array: a hundred thousand hashes are compared in about three milliseconds.
  const hashes = new Uint32Array(images.length * 8);
  for (const [index, { entry }] of images.entries()) hashes.set(pdqWords(entry.value), index * 8);

  const match = (query: KnownQuery): KnownMatch[] => {
    const found = new Map<KnownEntry, KnownMatch>();
    const add = ({ list, entry }: Known, where: KnownMatch['where'], distance?: number): void => {
      if (entry.validUntil !== undefined && entry.validUntil <= query.at) return;
      const before = found.get(entry);
      if (before !== undefined && (before.distance ?? 0) <= (distance ?? 0)) return;
      const { id: listId, name: listName, source } = list;
      found.set(entry, {
        ...{ listId, listName, source, entryId: entry.id, kind: entry.kind, where },
        ...(distance === undefined ? {} : { distance }),
      });
    };
    const look = (key: string, where: KnownMatch['where']): void => {
      for (const known of exact.get(key) ?? []) add(known, where);
    };
    const lookAddress = (address: string, where: KnownMatch['where']): void => {
      const normal = normaliseAddress(address);
      if (normal !== null) look(`url ${normal}`, where);
      look(`url_md5 ${addressMd5(address)}`, where);
    };
    if (size === 0) return [];
    for (const text of new Set(query.texts)) if (text !== '') look(`sha256 ${sha256(text)}`, 'text');
    if (texts.length > 0) {
      const keys = [...new Set([...query.texts, query.said].map(rawTextKey))];
      for (const { known, key } of texts) if (keys.some((one) => sameRawText(key, one))) add(known, 'text');
    }
    lookAddress(query.url, 'address');
    for (const address of addressesIn(query.said)) lookAddress(address, 'link');
    for (const picture of query.pictures) {
      if (picture.sha256 !== null) look(`sha256 ${picture.sha256}`, 'picture');
      lookAddress(picture.url, 'picture');
      if (picture.pdq === null || (picture.pdqQuality ?? 0) < PDQ_LEAST_QUALITY) continue;
      const hash = pdqWords(picture.pdq);
      for (const [index, known] of images.entries()) {
        const distance = wordsDistance(hash, hashes, index * 8);
        if (distance <= PDQ_SAME_IMAGE) add(known, 'picture', distance);
      }
    }
    return [...found.values()];
  };
  return { size, match };
};
