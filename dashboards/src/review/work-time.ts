import { useEffect, useSyncExternalStore } from 'react';

/** Away for longer than this was a break. */
const AWAY = 5 * 60_000;
const TICK = 15_000;

/** How long somebody has been at work in this window without a break. Told to nobody. */
let since = Date.now();
let last = Date.now();
const watchers = new Set<() => void>();
const tell = (): void => {
  for (const watcher of watchers) watcher();
};
const onWork = (): void => {
  const now = Date.now();
  if (now - last > AWAY) since = now;
  last = now;
};

export const takeBreak = (): void => {
  since = Date.now();
  last = since;
  tell();
};
const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
const minutes = (): number => Math.floor((last - since) / 60_000);

/** Whole minutes at work since the last break. */
export const useMinutesAtWork = (): number => {
  useEffect(() => {
    const timer = setInterval(tell, TICK);
    document.addEventListener('keydown', onWork);
    document.addEventListener('pointerdown', onWork);
    return () => {
      clearInterval(timer);
      document.removeEventListener('keydown', onWork);
      document.removeEventListener('pointerdown', onWork);
    };
  }, []);
  return useSyncExternalStore(watch, minutes);
};
