/**
 * The ledger outside Elasticsearch: one block a line, canonical JSON, appended and synced before an act is acknowledged.
 * Several processes may write, each where the last block ends that it knows of, and fill in what a crashed one left out. All have the
 * blocks from the index, so whoever writes a byte of this file writes the same one: on a disk of their machine they need no turns.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WeirError } from '#core/errors.ts';
import { canonicalJson } from '#core/hash.ts';
import type { LedgerBlock } from '#core/ledger.ts';
import { makeFolder, syncFolder } from '../durable-file.ts';
import { turnsAt } from '../file-lock.ts';
import { oneAtATime } from '../one-at-a-time.ts';

export interface Line {
  /** From 1. */
  number: number;
  byteOffset: number;
  bytes: Buffer;
  /** False for a last line without its newline. */
  ended: boolean;
}

const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw cause;
  }
};

/** The lines of a file from a byte on, as a stream: the file may be larger than memory. */
export async function* linesOf(path: string, range: { from?: number; to?: number } = {}): AsyncGenerator<Line> {
  const from = range.from ?? 0;
  const to = range.to ?? (await sizeOf(path));
  if (to <= from) return;
  let number = 0;
  let byteOffset = from;
  let rest: Buffer[] = [];
  for await (const part of createReadStream(path, { start: from, end: to - 1 })) {
    let chunk = part as Buffer;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a)) {
      const bytes = Buffer.concat([...rest, chunk.subarray(0, end)]);
      rest = [];
      yield { number: ++number, byteOffset, bytes, ended: true };
      byteOffset += bytes.length + 1;
      chunk = chunk.subarray(end + 1);
    }
    if (chunk.length > 0) rest.push(chunk);
  }
  if (rest.length > 0) yield { number: ++number, byteOffset, bytes: Buffer.concat(rest), ended: false };
}

export const lineOf = (block: LedgerBlock): string => `${canonicalJson(block)}\n`;

const parse = (line: Line, path: string): LedgerBlock => {
  try {
    return JSON.parse(line.bytes.toString('utf8')) as LedgerBlock;
  } catch (cause) {
    throw new WeirError('LEDGER_FILE_BROKEN', `${path} has a line that is no JSON, at byte ${line.byteOffset}.`, {
      fix: 'Nothing is written to a damaged ledger. Run the verification, and bring the file back from a backup.',
      cause,
    });
  }
};

export interface LedgerFile {
  path: string;
  /** Reads the blocks that were appended since this process last looked. An unfinished last line is left alone. */
  readNew(onBlock: (block: LedgerBlock) => void): Promise<void>;
  /** Height of the last block that this process has seen in the file; -1 for none. */
  height(): number;
  /** Height up to which this process knows the blocks to be on the disk, not only in the file. */
  syncedHeight(): number;
  /** Where the last block that it has seen ends, in bytes. */
  size(): number;
  /** Appends and syncs blocks up to `height`, whichever the file lacks, asking `blockAt` for each. */
  extendTo(height: number, blockAt: (height: number) => Promise<LedgerBlock>): Promise<void>;
  /** Size in bytes as it is now; with others at work its end may be a part of a line. */
  sizeNow(): Promise<number>;
}

export const openLedgerFile = async (path: string): Promise<LedgerFile> => {
  await makeFolder(dirname(path));
  const created = await open(path, 'a', 0o600);
  await created.sync();
  await created.close();
  await syncFolder(dirname(path));
  const turns = await turnsAt(path);
  const exclusive = oneAtATime();
  /** Within this process always, with the others where the file system asks for it. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => exclusive(path, () => turns(work));
  let offset = 0;
  let height = -1;
  let synced = -1;

  /**
   * Behind the last whole line may stand the beginning of the next: others are just writing it, or died while they did.
   * @throws LEDGER_FILE_BROKEN where something else stands there
   */
  const requireBegun = async (handle: FileHandle, bytes: Buffer): Promise<void> => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes.length), 0, bytes.length, offset);
    if (buffer.compare(bytes, 0, bytesRead, 0, bytesRead) !== 0)
      throw new WeirError(
        'LEDGER_FILE_BROKEN',
        `${path} has something else where block ${height + 1} belongs, at byte ${offset}.`,
        { fix: 'Run the verification. Where all before that byte is whole, the file can be cut there.' },
      );
  };

  const readNew: LedgerFile['readNew'] = async (onBlock) => {
    for await (const line of linesOf(path, { from: offset })) {
      if (!line.ended) return;
      const block = parse(line, path);
      if (block.height !== height + 1)
        throw new WeirError(
          'LEDGER_FILE_BROKEN',
          `${path} has block ${block.height} where ${height + 1} belongs, at byte ${line.byteOffset}.`,
          { fix: 'Run the verification, and bring the file back from a backup.' },
        );
      onBlock(block);
      height = block.height;
      offset = line.byteOffset + line.bytes.length + 1;
    }
  };

  return {
    path,
    readNew,
    height: () => height,
    syncedHeight: () => synced,
    size: () => offset,
    extendTo: (target, blockAt) =>
      inTurn(async () => {
        const handle = await open(path, 'r+');
        try {
          const { size } = await handle.stat();
          if (size < offset)
            throw new WeirError('LEDGER_FILE_BROKEN', `${path} is shorter than it was: ${size} bytes, not ${offset}.`, {
              fix: 'Somebody cut it. Run the verification; opening the store again fills it from the index.',
            });
          const othersWrote = size > offset;
          if (othersWrote) await readNew(() => {});
          const lines: string[] = [];
          for (let next = height + 1; next <= target; next++) lines.push(lineOf(await blockAt(next)));
          const bytes = Buffer.from(lines.join(''), 'utf8');
          if (bytes.length > 0) {
            if (othersWrote) await requireBegun(handle, bytes);
            const { bytesWritten } = await handle.write(bytes, 0, bytes.length, offset);
            if (bytesWritten !== bytes.length)
              throw new WeirError('LEDGER_FILE_FULL', `${path} took only ${bytesWritten} of ${bytes.length} bytes.`, {
                fix: 'Make room on the disk.',
                retry: true,
              });
          }
          // Also when there was nothing to add: whoever wrote those lines may have died before syncing them.
          await handle.sync();
          offset += bytes.length;
          height = Math.max(height, target);
          synced = height;
        } finally {
          await handle.close();
        }
      }),
    sizeNow: () => sizeOf(path),
  };
};
