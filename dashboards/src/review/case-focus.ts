import { createContext, type KeyboardEvent, type RefObject, useContext, useEffect, useRef } from 'react';

/** The case on the screen: its keys act only while the focus is in it. */
const CaseElement = createContext<RefObject<HTMLElement | null> | null>(null);
export const CaseElementProvider = CaseElement.Provider;
export const useCaseElement = (): RefObject<HTMLElement | null> | null => useContext(CaseElement);

const isField = (target: EventTarget): target is HTMLElement =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

/**
 * A case takes the focus when it opens. Escape brings it back from a field to the case; where the control that had it is gone or
 * was switched off, the case takes it again.
 */
export const useCaseFocus = () => {
  const element = useRef<HTMLElement>(null);
  const last = useRef<EventTarget | null>(null);
  useEffect(() => element.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const lost = last.current;
    if (document.activeElement !== document.body || !(lost instanceof HTMLElement)) return;
    const isOff = !lost.isConnected || ('disabled' in lost && lost.disabled === true);
    if (isOff) element.current?.focus({ preventScroll: true });
  });
  return {
    element,
    props: {
      tabIndex: -1,
      onFocus: (event: { target: EventTarget }): void => {
        last.current = event.target;
      },
      onBlur: (event: { relatedTarget: EventTarget | null; target: EventTarget }): void => {
        // Left for something else on purpose.
        if (event.relatedTarget !== null && element.current?.contains(event.relatedTarget as Node) !== true)
          last.current = null;
      },
      onKeyDown: (event: KeyboardEvent): void => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing || !isField(event.target)) return;
        if (document.querySelector('dialog[open]') !== null) return;
        element.current?.focus({ preventScroll: true });
      },
    },
  };
};
