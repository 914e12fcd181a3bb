import { setTimeout as pause } from 'node:timers/promises';
import type { Source } from '#core/source.ts';
import { isOverdue } from '#core/source-record.ts';
import type { PipelineContext } from './context.ts';

/** Between two looks at which sources have a stream, and before one that ended is opened again. */
const STREAM_PAUSE_MILLISECONDS = 5000;

/** A message on a source's stream only says that there is something new: the visit fetches the record itself, as evidence. */
export const followStreams = async (context: PipelineContext, signal: AbortSignal): Promise<void> => {
  const { collector, store, queues, clock, log } = context;
  const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
  const following = new Map<string, { ended: Promise<void>; stop: AbortController }>();
  const follow = (source: Source): void => {
    const stop = new AbortController();
    const ended = collector
      .stream(
        source,
        {},
        async ({ skipped }) => {
          await store.sourceSkips.add(source.id, skipped, clock.now().toISOString());
          await queues.enqueue('crawl', { sourceId: source.id });
        },
        AbortSignal.any([signal, stop.signal]),
      )
      .catch((error: unknown) => log.info({ source: source.id, error: words(error) }, 'stream ended; polling goes on'))
      .finally(() => following.delete(source.id));
    following.set(source.id, { ended, stop });
  };
  while (!signal.aborted) {
    try {
      const now = clock.now().toISOString();
      const sources = (await store.sources.list()).filter(
        (source) => collector.streams(source) && !source.paused && !isOverdue(source, now),
      );
      // Paused, retired or due for review: then nobody listens there any more either.
      for (const [id, { stop }] of following) if (!sources.some((source) => source.id === id)) stop.abort();
      for (const source of sources) if (!following.has(source.id)) follow(source);
    } catch (error) {
      log.warn({ error: words(error) }, 'the sources cannot be read; streams wait');
    }
    await pause(STREAM_PAUSE_MILLISECONDS, undefined, { signal, ref: false }).catch(() => {});
  }
  await Promise.all([...following.values()].map(({ ended }) => ended));
};
