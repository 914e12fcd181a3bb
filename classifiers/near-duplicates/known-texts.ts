/**
 * The texts that were met last, asked whether one says the same. Its memory is bounded by the number of texts and by their
 * length together; what was longest not asked for goes first, and a copy of it counts as new again.
 */
import { Fingerprint } from './fingerprint.ts';
import { bandHashes, isComparable, similarity } from './minhash.ts';
import { NEAR_DUPLICATE, sameFingerprint } from './same-content.ts';

interface Entry<Value> {
  print: Fingerprint;
  key: string;
  bands: Uint32Array;
  value: Value;
}

/** Texts with one band in common that are compared; posts made of one form (`order 17 is ready, ...`) share some with thousands. */
const MOST_PER_BAND = 8;

export interface KnownTextsOptions {
  /** Texts at most; about 3 kB each beside the text itself. */
  texts?: number;
  /** UTF-16 units of all their content keys together at most. */
  units?: number;
}

export class KnownTexts<Value> {
  private readonly texts: number;
  private readonly units: number;
  private held = 0;
  /** By group and content key, what was asked for last at the end. */
  private readonly entries = new Map<string, Entry<Value>>();
  /** By group, band and its hash: the newest entries that have it. */
  private readonly byBand = new Map<string, Map<number, Entry<Value>[]>>();

  constructor({ texts = 20_000, units = 20_000_000 }: KnownTextsOptions = {}) {
    this.texts = texts;
    this.units = units;
  }

  get size(): number {
    return this.entries.size;
  }

  /**
   * What was kept with the first text that says the same (`sameContent`), or else what `make` gives, which is kept. Texts of
   * different groups are never the same.
   */
  find(text: string, make: () => Value, group = ''): { value: Value; known: boolean } {
    const print = new Fingerprint(text);
    const key = `${group}\n${print.key}`;
    const found = this.entries.get(key) ?? this.near(print, group);
    if (found !== undefined) {
      this.entries.delete(found.key);
      this.entries.set(found.key, found);
      return { value: found.value, known: true };
    }
    const value = make();
    this.keep({ print, key, value, bands: isComparable(print.key) ? bandHashes(print.signature) : NO_BANDS }, group);
    return { value, known: false };
  }

  private near(print: Fingerprint, group: string): Entry<Value> | undefined {
    const tables = this.byBand.get(group);
    if (tables === undefined || !isComparable(print.key)) return undefined;
    const seen = new Set<Entry<Value>>();
    for (const [band, hash] of bandHashes(print.signature).entries()) {
      for (const entry of tables.get(place(band, hash)) ?? []) {
        if (seen.has(entry)) continue;
        seen.add(entry);
        if (similarity(print.signature, entry.print.signature) < NEAR_DUPLICATE) continue;
        const same = sameFingerprint(print, entry.print);
        entry.print.forgetWords();
        if (same) return entry;
      }
    }
    return undefined;
  }

  private keep(entry: Entry<Value>, group: string): void {
    this.entries.set(entry.key, entry);
    this.held += entry.key.length;
    let table = this.byBand.get(group);
    if (table === undefined) {
      table = new Map();
      this.byBand.set(group, table);
    }
    for (const [band, hash] of entry.bands.entries()) {
      const at = place(band, hash);
      const others = table.get(at);
      if (others === undefined) table.set(at, [entry]);
      else {
        others.push(entry);
        if (others.length > MOST_PER_BAND) others.shift();
      }
    }
    // The newest stays, however long it is: it is being asked about.
    for (const [, oldest] of this.entries) {
      if (oldest === entry || (this.entries.size <= this.texts && this.held <= this.units)) break;
      this.drop(oldest);
    }
  }

  private drop(entry: Entry<Value>): void {
    this.entries.delete(entry.key);
    this.held -= entry.key.length;
    const group = entry.key.slice(0, entry.key.indexOf('\n'));
    const table = this.byBand.get(group);
    for (const [band, hash] of entry.bands.entries()) {
      const at = place(band, hash);
      const left = (table?.get(at) ?? []).filter((other) => other !== entry);
      if (left.length === 0) table?.delete(at);
      else table?.set(at, left);
    }
    if (table?.size === 0) this.byBand.delete(group);
  }
}

const NO_BANDS = new Uint32Array(0);

/** Band and hash as one whole number below 2^53. */
const place = (band: number, hash: number): number => band * 2 ** 32 + hash;
