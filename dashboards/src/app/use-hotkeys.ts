import { type RefObject, useEffect, useRef, useSyncExternalStore } from 'react';
import { HOTKEYS, type HotkeyAction, keyIn, means, type Pressed } from './hotkeys.ts';
import { ownKeys } from './own-keys.ts';

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
interface Attached {
  current: Handlers;
  /** Where the focus must be for its keys to act; null: anywhere on the page. */
  within: RefObject<HTMLElement | null> | null;
}
const attached: Attached[] = [];

const hasFocus = ({ within }: Attached): boolean =>
  within === null || within.current?.contains(document.activeElement) === true;

const onKeyDown = (event: KeyboardEvent): void => {
  if (event.defaultPrevented || event.repeat || document.querySelector('dialog[open]') !== null) return;
  const pressed = pressedIn(event);
  const own = ownKeys.get();
  const meant = HOTKEYS.filter(
    ({ scope, action }) => scope !== 'exemption' && means({ key: keyIn(own, action) }, pressed),
  );
  for (const handlers of attached.toReversed().filter(hasFocus))
    for (const { action, key } of meant) {
      const handle = handlers.current[action];
      if (handle === undefined || (key.length === 1 && !singleKeys.on())) continue;
      event.preventDefault();
      handle();
      return;
    }
};

/**
 * Attaches actions to their declared keys while the part is shown. With `within` they act only while the focus is in there, so
 * that no key decides about something that its reader is not at.
 */
export const useHotkeys = (handlers: Handlers, within: RefObject<HTMLElement | null> | null = null): void => {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const mine: Attached = {
      get current() {
        return latest.current;
      },
      within,
    };
    if (attached.length === 0) document.addEventListener('keydown', onKeyDown);
    attached.push(mine);
    return () => {
      attached.splice(attached.indexOf(mine), 1);
      if (attached.length === 0) document.removeEventListener('keydown', onKeyDown);
    };
  }, [within]);
};
