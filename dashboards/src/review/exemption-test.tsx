import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { keyIn } from '../app/hotkeys.ts';
import { ownKeys } from '../app/own-keys.ts';
import { singleKeys } from '../app/use-hotkeys.ts';
import { TEST_IDS } from '../test-ids.ts';
import { type DecisionDraft, PURPOSES, type Purpose } from './decision-draft.ts';

/**
 * The test of article 1(3): one question for each protected purpose and the person's own words. It is mandatory for a
 * violating decision and nothing is answered beforehand. Inside it, Y and N answer and go to the next question.
 */
export const ExemptionTest = ({
  answers,
  explanation,
  onAnswer,
  onExplain,
}: {
  answers: DecisionDraft['exemption'];
  explanation: string;
  onAnswer: (purpose: Purpose, answer: boolean) => void;
  onExplain: (explanation: string) => void;
}) => {
  const { t } = useTranslation();
  const box = useRef<HTMLFieldSetElement>(null);
  const applies = Object.values(answers).includes(true);
  const onKeyDown = (event: KeyboardEvent, purpose: Purpose): void => {
    const key = event.key.toLowerCase();
    const own = ownKeys.get();
    const isYes = key === keyIn(own, 'exemptionYes');
    if (!isYes && key !== keyIn(own, 'exemptionNo')) return;
    if (event.ctrlKey || event.metaKey || event.altKey || !singleKeys.on()) return;
    event.preventDefault();
    // The same key means something else outside the test.
    event.stopPropagation();
    onAnswer(purpose, isYes);
    const next = PURPOSES[PURPOSES.indexOf(purpose) + 1];
    box.current
      ?.querySelector<HTMLElement>(next === undefined ? 'textarea' : `[data-purpose="${next}"] input`)
      ?.focus();
  };
  return (
    <fieldset className="exemption" ref={box}>
      <legend className="field-label">{t('exemption.title')}</legend>
      <p className="hint">{t('exemption.hint')}</p>
      {PURPOSES.map((purpose) => (
        <fieldset
          key={purpose}
          className="exemption-row"
          data-purpose={purpose}
          onKeyDown={(event) => onKeyDown(event, purpose)}
        >
          <legend className="visually-hidden">{t(`exemption.question.${purpose}`)}</legend>
          <span aria-hidden="true">{t(`exemption.question.${purpose}`)}</span>
          <span className="exemption-answers">
            {([true, false] as const).map((answer) => (
              <label key={String(answer)} className={answers[purpose] === answer ? 'is-chosen' : undefined}>
                <input
                  type="radio"
                  name={`exemption-${purpose}`}
                  checked={answers[purpose] === answer}
                  data-testid={`${TEST_IDS.exemption}-${purpose}-${answer ? 'yes' : 'no'}`}
                  onChange={() => onAnswer(purpose, answer)}
                />
                {t(answer ? 'app.yes' : 'app.no')}
              </label>
            ))}
          </span>
        </fieldset>
      ))}
      {applies && (
        <p className="notice warn" role="status">
          {t('exemption.applies')}
        </p>
      )}
      <label className="field">
        <span>{t('exemption.explanation')}</span>
        <textarea
          rows={3}
          maxLength={4000}
          value={explanation}
          placeholder={t('exemption.explanationHint')}
          data-testid={TEST_IDS.exemptionExplanation}
          onChange={(event) => onExplain(event.target.value)}
        />
      </label>
    </fieldset>
  );
};
