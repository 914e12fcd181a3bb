import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlikeCases } from '#api/schemas/carry.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { usePreferences } from '../app/preferences.ts';
import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';
import { LanguageBadge } from '../parts/badges.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { RevealButton } from '../parts/reveal-button.tsx';
import { Veil } from '../parts/veiled-text.tsx';
import { TEST_IDS } from '../test-ids.ts';

type Item = AlikeCases['items'][number];

/** The text changed between the list and the tick: it is not the one that was read. */
const CHANGED = 'CONTENT_CHANGED';

/** Claims the case with its tick, and gives it back without. @returns whether the text is still the one that was read */
const claimAsRead = async ({ caseId, contentHash, revision }: Item): Promise<string | null> => {
  const { case: now } = await api.cases.claim(caseId);
  if (now.contentHash === contentHash && now.revision === revision) return null;
  await api.cases.release(caseId, { reason: null });
  return CHANGED;
};

/** One open case: its text, veiled until asked for, and a box that opens once the text was shown. */
export const AlikeItem = ({
  item,
  number,
  ticked,
  done,
  onTick,
}: {
  item: Item;
  number: number;
  ticked: boolean;
  done: boolean;
  onTick: (on: boolean) => void;
}) => {
  const { t } = useTranslation();
  const figure = useNumber();
  const { veiled } = usePreferences()?.care ?? { veiled: true };
  const [asked, setRevealed] = useState<boolean | null>(null);
  const revealed = asked ?? !veiled;
  const [read, setRead] = useState(false);
  const counted = useRef(false);
  useEffect(() => {
    if (!revealed || counted.current) return;
    counted.current = true;
    setRead(true);
    // It is a help to its reader; that it could not be counted must not stand in the way of the text.
    api.me.uncovered({ caseId: item.caseId }).then(
      (care) => queryClient.setQueryData(KEYS.care, care),
      () => {},
    );
  }, [revealed, item.caseId]);
  const claim = useMutation({
    mutationFn: async (on: boolean) => {
      if (on) return claimAsRead(item);
      await api.cases.release(item.caseId, { reason: null });
      return null;
    },
    onSuccess: (changed, on) => onTick(on && changed === null),
  });
  const held = item.lease !== null && !item.lease.mine;
  const box = `alike-${number}`;
  return (
    <li className="card stack" data-testid={TEST_IDS.alikeItem} data-case={item.caseId}>
      <div className="card-head">
        <p className="meta">
          <strong>{t('alike.item', { number })}</strong>
          <span className="badge neutral">{t(`category.${item.leading}`)}</span>
          <LanguageBadge code={item.lang} />
          <span className="fine tabular">
            {t('archive.similarity', { value: figure(item.similarity, TWO_DIGITS) })}
          </span>
          <span className="fine">{t('alike.addresses', { count: item.locations })}</span>
        </p>
        <RevealButton revealed={revealed} onChange={setRevealed} />
      </div>
      <Veil revealed={revealed} lang={item.lang}>
        {item.title !== null && <strong className="case-title">{item.title}</strong>}
        {item.text}
      </Veil>
      {done ? (
        <p className="quiet">{t('alike.done')}</p>
      ) : held ? (
        <p className="quiet">{t('lease.otherText', { name: item.lease?.holderName ?? '' })}</p>
      ) : (
        <>
          <label className="check" htmlFor={box}>
            <input
              id={box}
              type="checkbox"
              checked={ticked}
              disabled={!read || claim.isPending}
              onChange={(event) => claim.mutate(event.target.checked)}
            />
            <span>{t('alike.tick')}</span>
          </label>
          {!read && <p className="hint">{t('alike.readFirst')}</p>}
        </>
      )}
      {claim.isError && <ErrorPanel error={claim.error} />}
      {claim.data === CHANGED && (
        <p className="notice warn" role="alert">
          {t('errors.CONTENT_CHANGED.message')}
        </p>
      )}
    </li>
  );
};
