import { useEffect, useSyncExternalStore } from 'react';
import type { ChangeEvent, Counters } from '#api/schemas/oversight.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { gatherer } from './gather.ts';

export type LiveState = 'connecting' | 'live' | 'interrupted' | 'offline';
let state: LiveState = 'connecting';
const watchers = new Set<() => void>();
const setState = (next: LiveState): void => {
  if (state === next) return;
  state = next;
  for (const watcher of watchers) watcher();
};
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
export const useLiveState = (): LiveState => useSyncExternalStore(watch, () => state);

const REOPEN = 5000;

const read = <T>(event: Event): T => JSON.parse((event as MessageEvent<string>).data) as T;

/** Keeps one stream of changes open while somebody is signed in. */
export const useLiveEvents = (): void => {
  useEffect(() => {
    const gather = gatherer((queryKey) => queryClient.invalidateQueries({ queryKey }));
    let stream: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wasInterrupted = false;
    const open = (): void => {
      stream?.close();
      const source = new EventSource('/api/v1/events');
      stream = source;
      source.onopen = () => {
        setState('live');
        // What changed in between was not heard.
        if (wasInterrupted) void queryClient.invalidateQueries();
        wasInterrupted = false;
      };
      source.onerror = () => {
        wasInterrupted = true;
        setState(navigator.onLine ? 'interrupted' : 'offline');
        if (source.readyState !== EventSource.CLOSED) return;
        // A browser gives up where the answer was an error: perhaps the session ended.
        void queryClient.invalidateQueries({ queryKey: KEYS.session });
        clearTimeout(timer);
        timer = setTimeout(open, REOPEN);
      };
      source.addEventListener('counters', (event) => {
        queryClient.setQueryData(KEYS.counters, read<Counters>(event));
      });
      source.addEventListener('case', (event) => {
        const { id } = read<ChangeEvent>(event);
        gather.add(KEYS.cases);
        gather.add(KEYS.case(id));
      });
      source.addEventListener('alarm', (event) => {
        const { id } = read<ChangeEvent>(event);
        gather.add(KEYS.cases);
        gather.add(KEYS.case(id));
        gather.add(KEYS.sources);
      });
      source.addEventListener('drift', () => gather.add(KEYS.drift));
      source.addEventListener('notice', (event) => {
        const { id } = read<ChangeEvent>(event);
        gather.add(KEYS.notices);
        gather.add(KEYS.notice(id));
      });
      source.addEventListener('search', () => gather.add(KEYS.searches));
      source.addEventListener('order', (event) => {
        const { id } = read<ChangeEvent>(event);
        gather.add(KEYS.orders);
        gather.add(KEYS.order(id));
      });
    };
    const onOffline = (): void => setState('offline');
    const onOnline = (): void => {
      setState('connecting');
      open();
    };
    window.addEventListener('offline', onOffline);
    window.addEventListener('online', onOnline);
    open();
    return () => {
      window.removeEventListener('offline', onOffline);
      window.removeEventListener('online', onOnline);
      clearTimeout(timer);
      gather.stop();
      stream?.close();
      setState('connecting');
    };
  }, []);
};
