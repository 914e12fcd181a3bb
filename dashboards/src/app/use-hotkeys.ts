import { useEffect, useRef, useSyncExternalStore } from 'react';
import { HOTKEYS, type HotkeyAction, means, type Pressed } from './hotkeys.ts';

type Handlers = Partial<Record<HotkeyAction, () => void>>;

const STORAGE = 'weir.single-keys';
const watchers = new Set<() => void>();
/** Single keys can be turned off (WCAG 2.2, 2.1.4): speech input types letters that nobody meant as commands. */
export const singleKeys = {
  on: (): boolean => localStorage.getItem(STORAGE) !== 'off',
  set: (on: boolean): void => {
    localStorage.setItem(STORAGE, on ? 'on' : 'off');
    for (const watcher of watchers) watcher();
  },
  watch: (watcher: () => void): (() => void) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
};
export const useSingleKeys = (): boolean => useSyncExternalStore(singleKeys.watch, singleKeys.on);

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['radio', 'checkbox', 'button', 'submit'].includes(target.type)));

const pressedIn = (event: KeyboardEvent): Pressed => ({
  key: event.key,
  ctrlKey: event.ctrlKey,
  metaKey: event.metaKey,
  altKey: event.altKey,
  typing: isField(event.target),
  composing: event.isComposing,
});

/** The page that attached last is asked first, and what it takes no other gets. */
const attached: { current: Handlers }[] = [];

const onKeyDown = (event: KeyboardEvent): void => {
  if (event.defaultPrevented || event.repeat || document.querySelector('dialog[open]') !== null) return;
  const pressed = pressedIn(event);
  const meant = HOTKEYS.filter((hotkey) => hotkey.scope !== 'exemption' && means(hotkey, pressed));
  for (const handlers of attached.toReversed())
    for (const { action, key } of meant) {
      const handle = handlers.current[action];
      if (handle === undefined || (key.length === 1 && !singleKeys.on())) continue;
      event.preventDefault();
      handle();
      return;
    }
};

/** Attaches actions to their declared keys while the part is shown. */
export const useHotkeys = (handlers: Handlers): void => {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    if (attached.length === 0) document.addEventListener('keydown', onKeyDown);
    attached.push(latest);
    return () => {
      attached.splice(attached.indexOf(latest), 1);
      if (attached.length === 0) document.removeEventListener('keydown', onKeyDown);
    };
  }, []);
};
