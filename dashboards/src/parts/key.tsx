import { useTranslation } from 'react-i18next';
import type { HotkeyAction } from '../app/hotkeys.ts';
import { useKeyOf } from '../app/own-keys.ts';

/** The key of an action as it stands on the keyboard, with what its reader has chosen; `Control+Enter` becomes two. */
export const Key = ({ action }: { action: HotkeyAction }) => {
  const { t } = useTranslation();
  const name = useKeyOf(action);
  const shown = (part: string): string =>
    part === 'Control' ? t('keys.control') : part === 'Enter' ? t('keys.enter') : part.toUpperCase();
  const parts = name.startsWith('Control+') ? name.split('+') : [name];
  return (
    <span className="keys" aria-hidden="true">
      {parts.map((part) => (
        <kbd key={part}>{shown(part)}</kbd>
      ))}
    </span>
  );
};
