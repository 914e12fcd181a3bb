import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { HotkeyAction } from '../app/hotkeys.ts';
import { TEST_IDS } from '../test-ids.ts';
import { Icon } from './icons.tsx';
import { Key } from './key.tsx';

/** Held longer than this, the text is shown only while the button is held. */
const HOLD = 350;

/** Shows the text while it is held; a short press or the key shows it until the next press. */
export const RevealButton = ({
  revealed,
  onChange,
  hotkey,
  testId = TEST_IDS.reveal,
}: {
  revealed: boolean;
  onChange: (revealed: boolean) => void;
  hotkey?: HotkeyAction;
  testId?: string;
}) => {
  const { t } = useTranslation();
  const pressedAt = useRef<{ at: number; was: boolean } | null>(null);
  const release = (): void => {
    const press = pressedAt.current;
    if (press === null) return;
    pressedAt.current = null;
    onChange(performance.now() - press.at > HOLD ? false : !press.was);
  };
  return (
    <button
      type="button"
      className="button reveal"
      aria-pressed={revealed}
      data-testid={testId}
      title={t('reveal.hint')}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        pressedAt.current = { at: performance.now(), was: revealed };
        onChange(true);
      }}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onClick={(event) => {
        // A click without a pointer comes from the keyboard or from assistive technology.
        if (event.detail === 0) onChange(!revealed);
      }}
    >
      <Icon name={revealed ? 'eyeOff' : 'eye'} />
      {t(revealed ? 'reveal.hide' : 'reveal.show')}
      {hotkey !== undefined && <Key action={hotkey} />}
    </button>
  );
};
