import { setTimeout as sleep } from 'node:timers/promises';
import { isWeirError } from '#core/errors.ts';
import type { Source } from '#core/source.ts';
import type { Cursor, PollResult } from '../contract.ts';
import type { EgressStream } from '../egress/egress.ts';
import { makeCapture } from '../evidence/capture.ts';
import { createBatch } from '../result.ts';
import { createVisitor, type HouseRules } from '../visit.ts';
import { readWindow, timelineOf } from './mastodon.ts';
import { isStatus, type Status, statusItem, statusRefusal, statusUrl } from './mastodon-status.ts';
import { createEventReader, type ServerSentEvent } from './server-sent-events.ts';

const LONGEST_PAUSE = 60_000;
const REMEMBERED = 10_000;
/** Servers send a comment every 15 to 30 seconds; after this long without a byte the line is taken for dead. */
const SILENCE = 120_000;

/** Status id -> what a deletion is reported with; the oldest are forgotten. */
const createMemory = (cursor: Cursor) => {
  const known = new Map<string, { nativeId: string; url: string }>();
  const remember = (id: string, nativeId: string, url: string): void => {
    known.delete(id);
    known.set(id, { nativeId, url });
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  };
  for (const key of Object.keys(cursor).filter((name) => name.endsWith('window'))) {
    for (const [id, uri, url] of readWindow(cursor, key)) remember(id, uri, url);
  }
  return { remember, recall: (id: string) => known.get(id) };
};

type Memory = ReturnType<typeof createMemory>;

const isLocal = (status: Status, host: string): boolean =>
  !status.account.acct.includes('@') || status.account.acct.endsWith(`@${host}`);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Recorded by the caller as an event that cannot be read.
  }
};

const rest = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  try {
    await sleep(Math.max(0, milliseconds), undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
};

/** Hands the chunks on and closes the line when none has come for too long. */
async function* untilSilent(body: AsyncIterable<Uint8Array>, close: () => Promise<void>): AsyncGenerator<Uint8Array> {
  const timer = setTimeout(() => void close(), SILENCE);
  try {
    for await (const chunk of body) {
      timer.refresh();
      yield chunk;
    }
  } finally {
    clearTimeout(timer);
  }
}

interface Line {
  url: URL;
  robots: string;
  stream: EgressStream;
}

/** Turns the events of one chunk into a batch, with the events themselves as evidence. */
const batchOf = async (
  rules: HouseRules,
  source: Source,
  cursor: Cursor,
  line: Line,
  events: ServerSentEvent[],
  memory: Memory,
): Promise<PollResult> => {
  const batch = createBatch();
  const at = rules.clock.now().toISOString();
  const body = Buffer.from(events.map(({ event, data }) => `event: ${event}\ndata: ${data}\n\n`).join(''));
  const { address, certificateSha256, status, exchange } = line.stream;
  const capture = await makeCapture(source, {
    requestedUrl: line.url.href,
    finalUrl: line.url.href,
    redirects: [],
    address,
    certificateSha256,
    status,
    at,
    collector: rules.collector,
    robots: line.robots,
    rendered: false,
    // A stream does not end: what is kept are the events of one moment.
    exchanges: [{ ...exchange, body }],
    truncated: true,
    body: { bytes: body, type: 'text/event-stream' },
    revisit: null,
    made: [],
  });
  for (const { event, data } of events) {
    if (event === 'delete') {
      const gone = memory.recall(data.trim());
      if (gone !== undefined) batch.gone({ ...gone, at });
      else batch.skip(line.url.href, 'dead', `status ${data.trim().slice(0, 64)} was deleted before it was seen here`);
      continue;
    }
    if (event !== 'update' && event !== 'status.update') continue;
    const status = parse(data);
    if (!isStatus(status)) {
      batch.skip(line.url.href, 'type', `an event ${event} is not a status`);
      continue;
    }
    if (!isLocal(status, line.url.host)) continue;
    memory.remember(status.id, status.uri, statusUrl(status));
    const refusal = statusRefusal(status);
    if (refusal !== null) batch.skip(statusUrl(status), refusal.reason, refusal.detail);
    else batch.item(statusItem(status, line.url.host, capture.id));
  }
  const captures = batch.items.length > 0 || batch.gone.length > 0 ? [capture] : [];
  return {
    items: batch.items,
    gone: batch.found,
    captures,
    skipped: batch.skipped,
    // A stream may miss what came while it was down, so only a poll moves the cursor.
    nextCursor: cursor,
    notBefore: null,
    unfinished: false,
    requests: 0,
    bytes: body.byteLength,
    notModified: 0,
  };
};

/**
 * Follows a server's public stream (server-sent events) until the signal fires: new statuses, edits and deletions arrive
 * within moments. Returns early when the server does not offer the stream or robots.txt forbids it; the reason is in the
 * last batch. A broken line is opened again after a pause that doubles.
 */
export const streamMastodon = async (
  rules: HouseRules,
  source: Source,
  cursor: Cursor,
  onBatch: (batch: PollResult) => Promise<void> | void,
  signal: AbortSignal,
): Promise<void> => {
  const [address] = source.addresses;
  if (address === undefined) return;
  const url = new URL('/api/v1/streaming/public', timelineOf(address));
  const memory = createMemory(cursor);
  const empty = {
    items: [],
    gone: [],
    captures: [],
    nextCursor: cursor,
    unfinished: false,
    requests: 0,
    bytes: 0,
    notModified: 0,
  };
  let pause = 1000;
  let failed = false;
  const deliver = async (batch: PollResult): Promise<void> => {
    try {
      await onBatch(batch);
    } catch (error) {
      failed = true; // The receiver's failure is not the line's: it ends the stream.
      throw error;
    }
  };
  while (!signal.aborted) {
    const visitor = createVisitor(rules, source, signal);
    const said = async (): Promise<void> => {
      const { notBefore, counts } = visitor;
      if (visitor.skipped.length > 0) await deliver({ ...empty, ...counts, skipped: [...visitor.skipped], notBefore });
    };
    const admission = await visitor.admit(url.href);
    if (admission === null) {
      await said();
      if (visitor.notBefore === null || signal.aborted) return;
      await rest(Date.parse(visitor.notBefore) - rules.clock.now().getTime(), signal);
      continue;
    }
    try {
      const stream = await rules.egress
        .open(url.href, {
          headers: { ...rules.identity, accept: 'text/event-stream' },
          hosts: visitor.hosts,
          signal,
        })
        .finally(admission.done);
      try {
        if (stream.status === 429 || stream.status === 503) {
          await visitor.backOff(url, stream.headers, stream.status);
        } else if (stream.status !== 200) {
          visitor.skip(url.href, 'refused', `the stream is not open to the public (${stream.status})`);
          await said();
          return;
        } else {
          const line: Line = { url, robots: admission.robots, stream };
          const readEvents = createEventReader();
          for await (const chunk of untilSilent(stream.body, () => stream.close())) {
            pause = 1000;
            const events = readEvents(chunk);
            if (events.length === 0) continue;
            const batch = await batchOf(rules, source, cursor, line, events, memory);
            if (batch.items.length + batch.gone.length + batch.skipped.length > 0) await deliver(batch);
          }
        }
      } finally {
        await stream.close();
      }
      visitor.skip(url.href, 'dead', 'the stream ended and will be opened again');
    } catch (error) {
      if (failed) throw error;
      if (signal.aborted) return;
      const why = isWeirError(error) ? error.message : String(error);
      visitor.skip(url.href, 'dead', `the stream broke and will be opened again: ${why}`);
    }
    await said();
    const until = visitor.notBefore === null ? 0 : Date.parse(visitor.notBefore) - rules.clock.now().getTime();
    await rest(Math.max(pause, until), signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
};
