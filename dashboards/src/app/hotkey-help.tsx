import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { Key } from '../parts/key.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { HOTKEY_SCOPES, HOTKEYS } from './hotkeys.ts';
import { singleKeys, useSingleKeys } from './use-hotkeys.ts';

export const HotkeyHelp = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation();
  const on = useSingleKeys();
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
                    <Key name={hotkey.key} />
                  </dt>
                  <dd>
                    {t(hotkey.label)}
                    {'category' in hotkey && `: ${t(`category.${hotkey.category}`)}`}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="check">
        <input type="checkbox" checked={on} onChange={(event) => singleKeys.set(event.target.checked)} />
        <span>{t('hotkeys.singleKeys')}</span>
      </label>
    </Dialog>
  );
};
