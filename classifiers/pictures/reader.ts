/**
 * Reads pictures in processes of their own: size, PDQ hash, words. Bounded on all sides: so many processes, so many pictures
 * waiting, so long for each. A process that takes too long or dies is replaced; its picture is described as far as it came.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import { ResultCache } from '../serving/result-cache.ts';
import type { PictureFacts, ReadReply, ReadRequest } from './protocol.ts';

export { PICTURE_LIMITS } from './decode.ts';

export interface PictureReading {
  facts: PictureFacts | null;
  /** Empty where the picture shows no words, null where it could not be looked for them. */
  text: string | null;
  failure: { step: 'decode' | 'text'; code: string; reason: string } | null;
}

export interface PictureReader {
  /** Never throws for what a picture is; `failure` says it. @throws WeirError PICTURES_CLOSED (retry) */
  read(bytes: Uint8Array): Promise<PictureReading>;
  close(): Promise<void>;
}

export interface PictureReaderOptions {
  /** At least one. They start with the first picture. */
  processes: number;
  /** For one picture, in milliseconds; 30 s where left out. */
  deadlineMilliseconds?: number;
  /** A process without a picture ends after so long, in milliseconds; a minute where left out. */
  idleMilliseconds?: number;
  /** Pictures waiting at most; 64 where left out. Beyond that a picture is refused at once. */
  queueLimit?: number;
  /** Entry of the processes; another one only in tests. */
  entry?: URL;
}

interface Waiting {
  bytes: Uint8Array;
  reading: PictureReading;
  resolve: (reading: PictureReading) => void;
  reject: (error: WeirError) => void;
}
interface Seat {
  child: ChildProcess;
  busy: { id: number; item: Waiting; timer: NodeJS.Timeout } | null;
  idle: NodeJS.Timeout | null;
}

/** Readings that are remembered by the hash of the file: the same picture is posted again and again. */
const REMEMBERED = 500;

const unread = (step: 'decode' | 'text', code: string, reason: string): PictureReading['failure'] => ({
  step,
  code,
  reason,
});

export const createPictureReader = (options: PictureReaderOptions): PictureReader => {
  const { processes, deadlineMilliseconds = 30_000, idleMilliseconds = 60_000, queueLimit = 64 } = options;
  const entry = fileURLToPath(options.entry ?? new URL('./bootstrap.mjs', import.meta.url));
  const seats = new Set<Seat>();
  const queue: Waiting[] = [];
  const remembered = new ResultCache<PictureReading>(REMEMBERED);
  let requests = 0;
  let closed = false;

  const finish = (seat: Seat, change: Partial<PictureReading>): void => {
    if (seat.busy === null) return;
    const { item, timer } = seat.busy;
    clearTimeout(timer);
    seat.busy = null;
    // It holds half a gigabyte of language data, and pictures are rare in the night.
    seat.idle = setTimeout(() => lose(seat, '', ''), idleMilliseconds).unref();
    item.resolve({ ...item.reading, ...change });
    pump();
  };
  /** It was in the middle of a picture: what it had found out stands. */
  const lose = (seat: Seat, code: string, reason: string): void => {
    if (!seats.delete(seat)) return;
    if (seat.idle !== null) clearTimeout(seat.idle);
    const step = seat.busy?.item.reading.facts === null ? 'decode' : 'text';
    seat.child.kill('SIGKILL');
    finish(seat, { failure: unread(step, code, reason) });
    pump();
  };
  const hire = (): Seat => {
    const child = fork(entry, [], {
      // It needs no secret, no address and no name of a service.
      env: { TMPDIR: process.env.TMPDIR ?? '/tmp' },
      execArgv: ['--max-old-space-size=512'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const seat: Seat = { child, busy: null, idle: null };
    child.on('message', (reply: ReadReply) => {
      if (seat.busy?.id !== reply.id) return;
      if (reply.kind === 'facts') seat.busy.item.reading.facts = reply.facts;
      else if (reply.kind === 'text') finish(seat, { text: reply.text });
      else finish(seat, { failure: unread(reply.step, reply.code, reply.reason) });
    });
    const died = (): void => lose(seat, 'PICTURE_READER_LOST', 'The process that read the picture died.');
    child.on('error', died);
    child.on('exit', died);
    seats.add(seat);
    return seat;
  };
  const pump = (): void => {
    while (queue.length > 0 && !closed) {
      const free = [...seats].find((seat) => seat.busy === null);
      if (free === undefined && seats.size >= processes) return;
      const item = queue.shift();
      if (item === undefined) return;
      const seat = free ?? hire();
      if (seat.idle !== null) clearTimeout(seat.idle);
      seat.idle = null;
      const id = ++requests;
      const timer = setTimeout(
        () => lose(seat, 'PICTURE_TIMEOUT', `Reading the picture took more than ${deadlineMilliseconds} ms.`),
        deadlineMilliseconds,
      );
      seat.busy = { id, item, timer };
      seat.child.send({ id, bytes: item.bytes } satisfies ReadRequest, (error) => {
        if (error !== null) lose(seat, 'PICTURE_READER_LOST', error.message);
      });
    }
  };
  const closedError = (): WeirError =>
    new WeirError('PICTURES_CLOSED', 'The reader of pictures was closed.', { retry: true });

  return {
    read: async (bytes) => {
      if (closed) throw closedError();
      const key = sha256(bytes);
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const empty: PictureReading = { facts: null, text: null, failure: null };
      if (queue.length >= queueLimit)
        return { ...empty, failure: unread('decode', 'PICTURES_BUSY', `${queueLimit} pictures wait already.`) };
      const reading = await new Promise<PictureReading>((resolve, reject) => {
        queue.push({ bytes, reading: { ...empty }, resolve, reject });
        pump();
      });
      // What failed for want of time or of a process may go well another time.
      if (reading.failure === null) remembered.set(key, reading);
      return reading;
    },
    close: async () => {
      closed = true;
      for (const item of queue.splice(0)) item.reject(closedError());
      await Promise.all(
        [...seats].map((seat) => {
          seats.delete(seat);
          if (seat.idle !== null) clearTimeout(seat.idle);
          if (seat.busy !== null) {
            clearTimeout(seat.busy.timer);
            seat.busy.item.reject(closedError());
          }
          return new Promise<void>((resolve) => {
            if (seat.child.exitCode !== null || seat.child.signalCode !== null) return resolve();
            seat.child.once('exit', () => resolve());
            seat.child.kill('SIGKILL');
          });
        }),
      );
    },
  };
};
