import { useMutation } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../locale/use-now.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { Key } from '../parts/key.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { useHotkeys } from './use-hotkeys.ts';

export interface UndoOffer {
  /** What it was done to: the same act is offered once, however often it is heard of. */
  id: string;
  /** What was done, as the bar says it. */
  label: string;
  /** RFC 3339; after it there is nothing to undo. */
  until: string;
  undo: () => Promise<unknown>;
}

const actOf = ({ id, until }: UndoOffer): string => `${id} ${until}`;

const Offer = createContext<(offer: UndoOffer) => void>(() => {});
/** Offers the last act for undoing; a newer offer takes its place. */
export const useOfferUndo = () => useContext(Offer);

const UndoBar = ({ offer, onEnd, onDismiss }: { offer: UndoOffer; onEnd: () => void; onDismiss: () => void }) => {
  const { t } = useTranslation();
  const now = useNow(250);
  const left = Date.parse(offer.until) - now;
  const undo = useMutation({ mutationFn: offer.undo, onSuccess: onEnd });
  const run = (): void => {
    if (!undo.isPending) undo.mutate();
  };
  useHotkeys({ undo: run });
  const over = left <= 0 && !undo.isPending && !undo.isError;
  useEffect(() => {
    if (over) onEnd();
  }, [over, onEnd]);
  if (over) return null;
  const seconds = Math.max(0, Math.ceil(left / 1000));
  return (
    <div className="undo-bar" data-testid={TEST_IDS.undoBar}>
      {undo.isError && <ErrorPanel error={undo.error} />}
      <div className="undo-bar-row">
        <p role="status">{offer.label}</p>
        <span className="undo-bar-left tabular" aria-hidden="true">
          {t('undo.left', { count: seconds })}
        </span>
        <button type="button" className="button" data-testid={TEST_IDS.undo} disabled={undo.isPending} onClick={run}>
          <Icon name="undo" />
          {t('undo.do')}
          <Key action="undo" />
        </button>
        <button
          type="button"
          className="button plain"
          data-testid={TEST_IDS.undoDismiss}
          aria-label={t('undo.dismiss')}
          onClick={onDismiss}
        >
          <Icon name="close" />
        </button>
      </div>
    </div>
  );
};

export const UndoProvider = ({ children }: { children: ReactNode }) => {
  const [offer, setOffer] = useState<UndoOffer | null>(null);
  const end = useCallback(() => setOffer(null), []);
  const seen = useRef(new Set<string>());
  const propose = useCallback((next: UndoOffer) => {
    if (seen.current.has(actOf(next))) return;
    seen.current.add(actOf(next));
    setOffer(next);
  }, []);
  // Whoever sends the bar away and comes back to the case in time is offered it again.
  const dismiss = (): void => {
    if (offer !== null) seen.current.delete(actOf(offer));
    setOffer(null);
  };
  return (
    <Offer.Provider value={propose}>
      {children}
      {offer !== null && <UndoBar key={actOf(offer)} offer={offer} onEnd={end} onDismiss={dismiss} />}
    </Offer.Provider>
  );
};
