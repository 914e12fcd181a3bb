import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BlindItem, ReadAgain } from '#api/schemas/quality.ts';
import { LanguageBadge } from '../parts/badges.tsx';
import { CATEGORIES, type Category } from '../parts/categories.ts';
import { RevealButton } from '../parts/reveal-button.tsx';
import { Veil } from '../parts/veiled-text.tsx';
import { TEST_IDS } from '../test-ids.ts';

export type Answer = Omit<ReadAgain['reading'], 'contentHash'>;
const OUTCOMES = ['violating', 'not_violating', 'not_sure'] as const;

/** A text without its decision, and what its reader says of it. */
export const BlindForm = ({
  item,
  withReason,
  isBusy,
  submit,
  onAnswer,
  children,
}: {
  item: BlindItem;
  withReason: boolean;
  isBusy: boolean;
  submit: string;
  onAnswer: (answer: Answer) => void;
  children?: ReactNode;
}) => {
  const { t } = useTranslation();
  const [revealed, setRevealed] = useState(false);
  const [read, setRead] = useState(false);
  const [outcome, setOutcome] = useState<Answer['outcome'] | null>(null);
  const [categories, setCategories] = useState<Category[]>([]);
  const [reason, setReason] = useState('');
  const isReady =
    read &&
    outcome !== null &&
    (outcome !== 'violating' || categories.length > 0) &&
    (!withReason || reason.trim().length >= 3);
  return (
    <form
      className="stack"
      data-testid={TEST_IDS.blindForm}
      data-case={item.caseId}
      onSubmit={(event) => {
        event.preventDefault();
        if (outcome === null || !isReady || isBusy) return;
        onAnswer({ outcome, categories: outcome === 'violating' ? categories : [], reason: reason.trim() });
      }}
    >
      <div className="button-row">
        <LanguageBadge code={item.lang} />
        <span className="fine">{item.platforms.join(', ')}</span>
        <RevealButton
          revealed={revealed}
          onChange={(next) => {
            setRevealed(next);
            if (next) setRead(true);
          }}
        />
      </div>
      <Veil revealed={revealed} lang={item.lang} testId={TEST_IDS.blindText}>
        {item.title !== null && <strong className="case-title">{item.title}</strong>}
        {item.text}
      </Veil>
      <fieldset className="outcomes">
        <legend className="visually-hidden">{t('decision.outcome')}</legend>
        {OUTCOMES.map((one) => (
          <button
            key={one}
            type="button"
            className={`button outcome ${one}`}
            aria-pressed={outcome === one}
            data-testid={`${TEST_IDS.blindOutcome}-${one}`}
            onClick={() => setOutcome(one)}
          >
            {t(`outcome.${one}`)}
          </button>
        ))}
      </fieldset>
      {outcome === 'violating' && (
        <fieldset className="categories">
          <legend className="field-label">{t('decision.categories')}</legend>
          {CATEGORIES.map((category) => (
            <label key={category} className="check">
              <input
                type="checkbox"
                checked={categories.includes(category)}
                data-testid={`${TEST_IDS.blindCategory}-${category}`}
                onChange={(event) =>
                  setCategories(
                    CATEGORIES.filter((one) => (one === category ? event.target.checked : categories.includes(one))),
                  )
                }
              />
              <span>{t(`category.${category}`)}</span>
            </label>
          ))}
        </fieldset>
      )}
      {withReason && (
        <label className="field">
          <span>{t('decision.reason')}</span>
          <textarea
            rows={3}
            maxLength={4000}
            value={reason}
            data-testid={TEST_IDS.blindReason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
      )}
      {!read && <p className="fine">{t('decision.missing.unread')}</p>}
      {children}
      <div className="button-row end">
        <button
          type="submit"
          className="button primary"
          data-testid={TEST_IDS.blindSubmit}
          disabled={!isReady || isBusy}
        >
          {submit}
        </button>
      </div>
    </form>
  );
};
