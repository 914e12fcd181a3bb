import { useSyncExternalStore } from 'react';
import { type HotkeyAction, keyIn, type OwnKeys } from './hotkeys.ts';

let own: OwnKeys = {};
const watchers = new Set<() => void>();

/** The keys of whoever is signed in. They come with the preferences; until then the declared ones work. */
export const ownKeys = {
  get: (): OwnKeys => own,
  set: (keys: OwnKeys): void => {
    own = keys;
    for (const watcher of watchers) watcher();
  },
  watch: (watcher: () => void): (() => void) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
};

export const useOwnKeys = (): OwnKeys => useSyncExternalStore(ownKeys.watch, ownKeys.get);
export const useKeyOf = (action: HotkeyAction): string => keyIn(useOwnKeys(), action);
