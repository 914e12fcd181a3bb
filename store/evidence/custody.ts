/**
 * The custody log: one line of JSON for each touch of evidence, each naming the hash of the line before. Several processes
 * write; they take turns by a lock. The last line's hash goes into the ledger again and again (`AnchorPayload`), so that
 * neither a changed line nor a cut end can hide.
 */
import { appendFile, open, readdir, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import type { Clock } from '#core/clock.ts';
import { type CustodyAction, CustodyEntry } from '#core/custody.ts';
import type { Actor } from '#core/event.ts';
import { canonicalJson, sha256 } from '#core/hash.ts';
import { GENESIS } from '#core/ledger.ts';
import { makeFolder } from '../durable-file.ts';
import { openFileLock } from '../file-lock.ts';
import { groupCommit } from '../group-commit.ts';

/** Who touches evidence, and why; what is left out is the house going about its work. */
export interface Touch {
  actor?: Actor;
  why?: string;
  capture?: string;
}

/** Where the log stood: the line that ends at `bytes` of this day's file has this hash. */
export interface CustodyHead {
  day: string;
  bytes: number;
  head: string;
}

export interface Custody {
  /** Resolves when the line is in the file: evidence is answered after that, never before. */
  record(action: CustodyAction, hash: string, touch: Touch): Promise<void>;
  /** Every touch of a capture, oldest first. */
  of(captureId: string): Promise<CustodyEntry[]>;
  /** Null while nothing was touched. */
  head(): Promise<CustodyHead | null>;
  /** Reads the whole log. @returns what is wrong, one sentence each. */
  verify(anchors: readonly CustodyHead[]): Promise<string[]>;
  close(): Promise<void>;
}

const THE_HOUSE: Actor = { kind: 'system', id: 'store' };
const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.jsonl$/;
const shape = Compile(CustodyEntry);

type Waiting = Omit<CustodyEntry, 'previous'>;

const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw cause;
  }
};

const read = async (path: string, from: number, length: number): Promise<Buffer> => {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

/** The last whole line of a file, and where it ends. */
const lastLine = async (path: string): Promise<{ line: Buffer; end: number } | null> => {
  const size = await sizeOf(path);
  for (let length = Math.min(size, 65_536); length > 0; length = Math.min(size, length * 4)) {
    const tail = await read(path, size - length, length);
    const last = tail.lastIndexOf(0x0a);
    const before = last <= 0 ? -1 : tail.lastIndexOf(0x0a, last - 1);
    if (last >= 0 && (before >= 0 || length === size))
      return { line: tail.subarray(before + 1, last), end: size - length + last + 1 };
    if (length === size) return null;
  }
  return null;
};

export const openCustody = async (dir: string, clock: Clock): Promise<Custody> => {
  await makeFolder(join(dir, 'by-capture'));
  /** Where this process last saw the log end. */
  let seen: CustodyHead | null = null;

  const days = async (): Promise<string[]> => (await readdir(dir)).filter((name) => DAY_FILE.test(name)).sort();
  const pathOf = (day: string): string => join(dir, `${day}.jsonl`);
  const indexOf = (capture: string): string => join(dir, 'by-capture', capture.slice(0, 2), capture.slice(2));

  const current = async (): Promise<CustodyHead | null> => {
    const last = (await days()).at(-1)?.slice(0, 10);
    if (last === undefined) return null;
    const size = await sizeOf(pathOf(last));
    if (seen?.day === last && seen.bytes === size) return seen;
    const found = await lastLine(pathOf(last));
    // A file whose first line never became whole: what counts is the day before.
    if (found === null) {
      const earlier = (await days()).at(-2)?.slice(0, 10);
      const line = earlier === undefined ? null : await lastLine(pathOf(earlier));
      return { day: last, bytes: 0, head: line === null ? GENESIS : sha256(line.line) };
    }
    return { day: last, bytes: found.end, head: sha256(found.line) };
  };

  const locked = await openFileLock(dir);
  const lines = groupCommit<Waiting>((batch) =>
    locked(async () => {
      const day = clock.now().toISOString().slice(0, 10);
      const end = await current();
      // The log only goes on: a clock that went back does not open an old day again.
      const file = end !== null && end.day > day ? end.day : day;
      let bytes = end?.day === file ? end.bytes : 0;
      let head = end?.head ?? GENESIS;
      // What a crash left of a line was never acknowledged.
      if ((await sizeOf(pathOf(file))) > bytes) await truncate(pathOf(file), bytes);
      const written: Buffer[] = [];
      const places = new Map<string, string[]>();
      for (const entry of batch) {
        const line = Buffer.from(canonicalJson({ ...entry, previous: head }), 'utf8');
        if (entry.capture !== null) {
          const known = places.get(entry.capture) ?? [];
          places.set(entry.capture, [...known, `${file} ${bytes} ${line.length}\n`]);
        }
        written.push(line, Buffer.from('\n'));
        bytes += line.length + 1;
        head = sha256(line);
      }
      await appendFile(pathOf(file), Buffer.concat(written), { mode: 0o600 });
      seen = { day: file, bytes, head };
      for (const [capture, found] of places) {
        await makeFolder(join(dir, 'by-capture', capture.slice(0, 2)));
        await appendFile(indexOf(capture), found.join(''), { mode: 0o600 });
      }
    }),
  );

  return {
    record: (action, hash, { actor = THE_HOUSE, why = 'the work of the house', capture }) =>
      lines.add({ at: clock.now().toISOString(), actor, action, hash, capture: capture ?? null, why }),
    of: async (captureId) => {
      let index: string;
      try {
        index = await readFile(indexOf(captureId), 'utf8');
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
        return [];
      }
      const entries: CustodyEntry[] = [];
      for (const place of index.trimEnd().split('\n')) {
        const [day = '', from, length] = place.split(' ');
        const entry: unknown = JSON.parse((await read(pathOf(day), Number(from), Number(length))).toString('utf8'));
        if (shape.Check(entry) && entry.capture === captureId) entries.push(entry);
      }
      return entries;
    },
    head: current,
    verify: async (anchors) => {
      const faults: string[] = [];
      const ends = new Map<string, string>();
      let head: string = GENESIS;
      for (const name of await days()) {
        const day = name.slice(0, 10);
        const bytes = await readFile(join(dir, name));
        let from = 0;
        for (let number = 1; from < bytes.length; number++) {
          const end = bytes.indexOf(0x0a, from);
          const line = bytes.subarray(from, end < 0 ? bytes.length : end);
          const where = `line ${number} of ${name}`;
          let entry: unknown;
          try {
            entry = JSON.parse(line.toString('utf8'));
          } catch {
            entry = undefined;
          }
          if (!shape.Check(entry) || canonicalJson(entry) !== line.toString('utf8'))
            faults.push(`${where} is no entry`);
          else if (entry.previous !== head) faults.push(`${where} does not continue the line before it`);
          if (end < 0) faults.push(`${where} does not end`);
          head = sha256(line);
          from += line.length + 1;
          ends.set(`${day} ${from}`, head);
        }
      }
      for (const anchor of anchors)
        if (ends.get(`${anchor.day} ${anchor.bytes}`) !== anchor.head)
          faults.push(`the ledger says what stood at byte ${anchor.bytes} of ${anchor.day}, and that is not there`);
      return faults;
    },
    close: () => lines.idle(),
  };
};
