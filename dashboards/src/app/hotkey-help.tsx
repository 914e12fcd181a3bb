import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Key } from '../parts/key.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { HOTKEY_SCOPES, HOTKEYS, type Hotkey, type HotkeyAction, isKeyName, isRemappable, takenBy } from './hotkeys.ts';
import { useOwnKeys } from './own-keys.ts';
import { useChangePreferences } from './preferences.ts';
import { singleKeys, useSingleKeys } from './use-hotkeys.ts';

const useLabel = (): ((hotkey: Hotkey) => string) => {
  const { t } = useTranslation();
  return (hotkey) =>
    'category' in hotkey ? `${t(hotkey.label)}${t('app.colon')}${t(`category.${hotkey.category}`)}` : t(hotkey.label);
};

/** Every key, what it does, and another one for it where its reader prefers that. */
export const HotkeyHelp = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const on = useSingleKeys();
  const own = useOwnKeys();
  const save = useChangePreferences();
  const [changing, setChanging] = useState<HotkeyAction | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const onKey = (event: KeyboardEvent, action: HotkeyAction): void => {
    if (changing !== action || event.key === 'Shift' || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      setChanging(null);
      return;
    }
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey || event.altKey || !isKeyName(key)) {
      setRefused(t('hotkeys.oneCharacter'));
      return;
    }
    const taken = HOTKEYS.find((hotkey) => hotkey.action === takenBy(own, action, key));
    if (taken !== undefined) {
      setRefused(t('hotkeys.taken', { label: labelOf(taken) }));
      return;
    }
    setRefused(null);
    setChanging(null);
    save.mutate({ keys: { ...own, [action]: key } });
  };
  return (
    <Dialog title={t('hotkeys.title')} onClose={onClose} testId={TEST_IDS.hotkeyHelp} size="wide">
      <div className="hotkeys">
        {HOTKEY_SCOPES.map((scope) => (
          <section key={scope}>
            <h3>{t(`hotkeys.scopes.${scope}`)}</h3>
            <dl>
              {HOTKEYS.filter((hotkey) => hotkey.scope === scope).map((hotkey) => (
                <div key={hotkey.action}>
                  <dt>
                    <Key action={hotkey.action} />
                  </dt>
                  <dd>
                    <span>{labelOf(hotkey)}</span>
                    {isRemappable(hotkey.action) && (
                      <button
                        type="button"
                        className="button plain small"
                        aria-pressed={changing === hotkey.action}
                        data-testid={`${TEST_IDS.hotkeyChange}-${hotkey.action}`}
                        onClick={() => {
                          setRefused(null);
                          setChanging(hotkey.action);
                        }}
                        onKeyDown={(event) => onKey(event, hotkey.action)}
                        onBlur={() => setChanging((now) => (now === hotkey.action ? null : now))}
                      >
                        {t(changing === hotkey.action ? 'hotkeys.press' : 'hotkeys.change')}
                        <span className="visually-hidden">
                          {t('app.colon')}
                          {labelOf(hotkey)}
                        </span>
                      </button>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      {refused !== null && (
        <p className="notice warn" role="alert" data-testid={TEST_IDS.hotkeyRefused}>
          {refused}
        </p>
      )}
      {save.isError && <ErrorPanel error={save.error} />}
      <label className="check">
        <input type="checkbox" checked={on} onChange={(event) => singleKeys.set(event.target.checked)} />
        <span>{t('hotkeys.singleKeys')}</span>
      </label>
      <p className="fine">{t('hotkeys.focusNote')}</p>
      {Object.keys(own).length > 0 && (
        <button
          type="button"
          className="button"
          data-testid={TEST_IDS.hotkeyReset}
          disabled={save.isPending}
          onClick={() => save.mutate({ keys: {} })}
        >
          {t('hotkeys.reset')}
        </button>
      )}
    </Dialog>
  );
};
