import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Care } from '#api/schemas/me.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useChangePreferences } from '../app/preferences.ts';
import { useNumber } from '../locale/use-number.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { CATEGORIES } from '../parts/categories.ts';
import { Icon } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { takeBreak, useMinutesAtWork } from './work-time.ts';

export const useCare = (): Care | undefined =>
  useQuery({ queryKey: KEYS.care, queryFn: ({ signal }) => api.me.care(signal), staleTime: 60_000 }).data;

const NumberField = ({
  label,
  value,
  otherwise,
  min,
  max,
  testId,
  onChange,
}: {
  label: string;
  value: number | null;
  /** What the organisation has set. */
  otherwise: number;
  min: number;
  max: number;
  testId: string;
  onChange: (value: number | null) => void;
}) => {
  const { t } = useTranslation();
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="number"
        min={min}
        max={max}
        value={value ?? ''}
        placeholder={t('care.asHouse', { count: otherwise })}
        data-testid={testId}
        onChange={(event) => onChange(event.target.value === '' ? null : event.target.valueAsNumber)}
      />
    </label>
  );
};

const CareDialog = ({ care, onClose }: { care: Care; onClose: () => void }) => {
  const { t } = useTranslation();
  const [wishes, setWishes] = useState(care.wishes);
  const save = useChangePreferences();
  const set = (change: Partial<Care['wishes']>): void => setWishes({ ...wishes, ...change });
  const numbers = [wishes.heavyPerDay, wishes.perDay, wishes.breakMinutes];
  return (
    <ActDialog
      title={t('care.title')}
      onClose={onClose}
      act={{ ...save, mutate: () => save.mutate({ care: wishes }, { onSuccess: onClose }) }}
      isReady={numbers.every((one) => one === null || Number.isInteger(one))}
      confirm={t('care.save')}
      testId={TEST_IDS.careSave}
    >
      <p>{t('care.text')}</p>
      <NumberField
        label={t('care.heavyPerDay')}
        value={wishes.heavyPerDay}
        otherwise={care.defaults.heavyPerDay}
        min={0}
        max={10_000}
        testId={TEST_IDS.careHeavy}
        onChange={(heavyPerDay) => set({ heavyPerDay })}
      />
      <NumberField
        label={t('care.perDay')}
        value={wishes.perDay}
        otherwise={care.defaults.perDay}
        min={0}
        max={10_000}
        testId={TEST_IDS.careAll}
        onChange={(perDay) => set({ perDay })}
      />
      <NumberField
        label={t('care.breakMinutes')}
        value={wishes.breakMinutes}
        otherwise={care.defaults.breakMinutes}
        min={5}
        max={480}
        testId={TEST_IDS.careBreak}
        onChange={(breakMinutes) => set({ breakMinutes })}
      />
      <fieldset className="categories">
        <legend className="field-label">{t('care.optOut')}</legend>
        {CATEGORIES.map((category) => (
          <label key={category} className="check">
            <input
              type="checkbox"
              checked={wishes.optOut.includes(category)}
              disabled={!wishes.optOut.includes(category) && wishes.optOut.length === CATEGORIES.length - 1}
              data-testid={`${TEST_IDS.careOptOut}-${category}`}
              onChange={(event) =>
                set({
                  optOut: CATEGORIES.filter((one) =>
                    one === category ? event.target.checked : wishes.optOut.includes(one),
                  ),
                })
              }
            />
            <span>{t(`category.${category}`)}</span>
          </label>
        ))}
      </fieldset>
      <label className="check">
        <input
          type="checkbox"
          checked={wishes.veiled}
          data-testid={TEST_IDS.careVeiled}
          onChange={(event) => set({ veiled: event.target.checked })}
        />
        <span>{t('care.veiled')}</span>
      </label>
      <p className="fine">{t('care.private')}</p>
    </ActDialog>
  );
};

/** What its reader was shown today, and what they want to be spared. Nobody else sees it. */
export const CareToday = () => {
  const { t } = useTranslation();
  const number = useNumber();
  const care = useCare();
  const [open, setOpen] = useState(false);
  if (care === undefined) return null;
  const { today, limits, rest } = care;
  return (
    <div className="care" data-testid={TEST_IDS.careToday} data-rest={rest}>
      <p className="fine">
        {t('care.today', {
          heavy: number(today.heavy),
          heavyLimit: number(limits.heavyPerDay),
          all: number(today.heavy + today.lighter),
          allLimit: number(limits.perDay),
        })}
      </p>
      <button type="button" className="button small" data-testid={TEST_IDS.careOpen} onClick={() => setOpen(true)}>
        {t('care.open')}
      </button>
      {rest !== 'none' && (
        <p className="notice info" role="status" data-testid={TEST_IDS.careRest}>
          <Icon name="pause" />
          <span>{t(`care.rest.${rest}`)}</span>
        </p>
      )}
      {open && <CareDialog care={care} onClose={() => setOpen(false)} />}
    </div>
  );
};

/** Suggests a break; it can be sent away. */
export const BreakDue = () => {
  const { t } = useTranslation();
  const care = useCare();
  const minutes = useMinutesAtWork();
  if (care === undefined || minutes < care.limits.breakMinutes) return null;
  return (
    <div className="notice info" role="status" data-testid={TEST_IDS.breakDue}>
      <Icon name="pause" />
      <div>
        <p>{t('care.breakDue', { count: minutes })}</p>
        <button type="button" className="button small" data-testid={TEST_IDS.breakTaken} onClick={takeBreak}>
          {t('care.breakTaken')}
        </button>
      </div>
    </div>
  );
};
