import { sha256 } from '#core/hash.ts';
import { KNOWN_KINDS, type KnownEntry, type KnownKind } from '#core/known-list.ts';
import { normaliseAddress } from '../address.ts';
import { rawTextKey } from '../raw-text.ts';
import type { Faults } from './refusal.ts';

/** What a file held. */
export interface ParsedList {
  entries: KnownEntry[];
  /** Left out knowingly, by reason: objects that are no indicators, entries that the publisher took back, doubles. */
  leftOut: Record<string, number>;
}

export const LIST_LIMITS = { bytes: 64 * 1024 * 1024, entries: 500_000, valueLength: 20_000 } as const;

const HEX: Partial<Record<KnownKind, RegExp>> = {
  sha256: /^[0-9a-f]{64}$/,
  pdq: /^[0-9a-f]{64}$/,
  url_md5: /^[0-9a-f]{32}$/,
};

/** Short texts would be found everywhere. */
const LEAST_TEXT = 8;

/** The value in its one spelling, or what is wrong with it. */
const checkedValue = (kind: KnownKind, given: string): { value: string } | { fault: string } => {
  const text = given.trim();
  if (text === '') return { fault: 'is empty' };
  if (text.length > LIST_LIMITS.valueLength) return { fault: `is longer than ${LIST_LIMITS.valueLength} characters` };
  const hex = HEX[kind];
  if (hex !== undefined) {
    const value = text.toLowerCase();
    if (!hex.test(value)) return { fault: `is not a ${kind} hash of ${kind === 'url_md5' ? 32 : 64} hex digits` };
    // The hash of an even surface: every blank picture would match.
    if (kind === 'pdq' && /^0+$/.test(value)) return { fault: 'is the hash of nothing' };
    return { value };
  }
  if (kind === 'url')
    return normaliseAddress(text) === null ? { fault: 'is not an http or https address' } : { value: text };
  return rawTextKey(text).length < LEAST_TEXT
    ? { fault: `has fewer than ${LEAST_TEXT} letters and digits, and would be found everywhere` }
    : { value: text };
};

export const isKind = (name: string): name is KnownKind => (KNOWN_KINDS as readonly string[]).includes(name);

/** The id of an entry that the list gives none. */
const madeId = (kind: KnownKind, value: string): string => `${kind}-${sha256(`${kind}\n${value}`).slice(0, 16)}`;

/** Takes entries in, checks each, and keeps the first of two that are the same. */
export const collectEntries = (faults: Faults) => {
  const entries: KnownEntry[] = [];
  const leftOut: Record<string, number> = {};
  const seen = new Set<string>();
  const ids = new Set<string>();
  const leaveOut = (reason: string): void => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  return {
    leaveOut,
    /** @param location as in `Faults.add` */
    add: (
      location: string,
      entry: {
        kind: KnownKind;
        value: string;
        id?: string | undefined;
        note?: string | undefined;
        validUntil?: string | undefined;
      },
    ): void => {
      const { kind, id, note, validUntil } = entry;
      const checked = checkedValue(kind, entry.value);
      const value = 'value' in checked ? checked.value : '';
      const key = `${kind}\n${kind === 'url' ? normaliseAddress(value) : value}`;
      const name = id === undefined || id === '' ? madeId(kind, value) : id;
      if ('fault' in checked) faults.add(location, checked.fault);
      else if (seen.has(key)) leaveOut('the same entry twice');
      else if (name.length > 200) faults.add(location, 'has an id of more than 200 characters');
      else if (ids.has(name)) faults.add(location, `has the id ${name}, which another entry has already`);
      else if (entries.length === LIST_LIMITS.entries)
        faults.add(location, `is one entry more than the ${LIST_LIMITS.entries} that a list may have`);
      else {
        seen.add(key);
        ids.add(name);
        entries.push({
          ...{ id: name, kind, value },
          ...(note === undefined || note === '' ? {} : { note: note.slice(0, 2000) }),
          ...(validUntil === undefined ? {} : { validUntil }),
        });
      }
    },
    finish: (): ParsedList => {
      if (entries.length === 0 && !faults.some) faults.add('the file', 'holds no entry');
      faults.throwIfAny();
      return { entries, leftOut };
    },
  };
};
