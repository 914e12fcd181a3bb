import { useTranslation } from 'react-i18next';
import type { HotkeyAction } from '../app/hotkeys.ts';
import { Key } from '../parts/key.tsx';
import { TEST_IDS } from '../test-ids.ts';
import type { Outcome } from './decision-draft.ts';

const OUTCOMES = [
  { outcome: 'violating', action: 'violating', testId: TEST_IDS.outcomeViolating },
  { outcome: 'not_violating', action: 'notViolating', testId: TEST_IDS.outcomeNotViolating },
  { outcome: 'not_sure', action: 'notSure', testId: TEST_IDS.outcomeNotSure },
  { outcome: 'escalate', action: 'escalate', testId: TEST_IDS.outcomeEscalate },
] as const satisfies readonly { outcome: Outcome; action: HotkeyAction; testId: string }[];

export const OutcomePick = ({ value, onChange }: { value: Outcome | null; onChange: (outcome: Outcome) => void }) => {
  const { t } = useTranslation();
  return (
    <fieldset className="outcomes">
      <legend className="visually-hidden">{t('decision.outcome')}</legend>
      {OUTCOMES.map(({ outcome, action, testId }) => (
        <button
          key={outcome}
          type="button"
          className={`button outcome ${outcome}`}
          aria-pressed={value === outcome}
          data-testid={testId}
          onClick={() => onChange(outcome)}
        >
          <span>{t(`outcome.${outcome}`)}</span>
          <Key action={action} />
        </button>
      ))}
    </fieldset>
  );
};
