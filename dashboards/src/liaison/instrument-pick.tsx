import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail, LabelGuide } from '#api/schemas/cases.ts';
import type { PreviewNotice } from '#api/schemas/notices.ts';
import type { PreviewOrder } from '#api/schemas/orders.ts';
import { TEST_IDS } from '../test-ids.ts';
import { DraftForm } from './draft-form.tsx';
import { NoticeDraftForm } from './notice-draft-form.tsx';
import { INSTRUMENTS } from './notice-form.ts';

/** A removal order or one of the other instruments, complete or not. */
export type Drafted = PreviewOrder | PreviewNotice;

const PICKS = ['removal-order', ...INSTRUMENTS] as const;

/** Which instrument a confirmed case is taken forward with, and the form of the one that is picked. */
export const InstrumentPick = ({
  onDraft,
  ...props
}: {
  detail: CaseDetail;
  categories: readonly LabelGuide['reasons'][number]['category'][];
  /** As it is being typed. */
  onDraft: (draft: Drafted) => void;
}) => {
  const { t } = useTranslation();
  const [picked, setPicked] = useState<(typeof PICKS)[number]>('removal-order');
  return (
    <>
      <fieldset className="card instruments" data-testid={TEST_IDS.instrumentPick}>
        <legend>{t('notice.instrument')}</legend>
        {PICKS.map((pick) => (
          <label key={pick} className="check">
            <input
              type="radio"
              name="instrument"
              value={pick}
              checked={picked === pick}
              onChange={() => setPicked(pick)}
            />
            <span>
              {t(`notice.name.${pick}`)} <span className="hint">{t(`notice.what.${pick}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {picked === 'removal-order' ? (
        <DraftForm {...props} onDraft={onDraft} />
      ) : (
        <NoticeDraftForm {...props} instrument={picked} onDraft={onDraft} />
      )}
    </>
  );
};
