import { useTranslation } from 'react-i18next';
import type { LabelGuide } from '#api/schemas/cases.ts';
import { TEST_IDS } from '../test-ids.ts';
import type { Instrument, NoticeDraftText, NoticeMissing } from './notice-form.ts';
import { StatementField } from './statement-field.tsx';

type Category = LabelGuide['reasons'][number]['category'];
type TextField = Exclude<keyof NoticeDraftText, 'goodFaith' | 'reasons'>;

const FIELDS: Record<Instrument, readonly { name: TextField; rows: number }[]> = {
  'dsa-order': [
    { name: 'provision', rows: 1 },
    { name: 'territorialScope', rows: 1 },
    { name: 'scopeReason', rows: 2 },
    { name: 'recipientRedress', rows: 2 },
    { name: 'informationTo', rows: 1 },
  ],
  'dsa-notice': [],
  referral: [
    { name: 'termsClause', rows: 1 },
    { name: 'termsUrl', rows: 1 },
  ],
};

/** What a liaison writes for one instrument: reasons in their own words, and what its kind demands. */
export const NoticeFormFields = ({
  instrument,
  draft,
  onChange,
  categories,
}: {
  instrument: Instrument;
  draft: NoticeDraftText;
  onChange: (part: Partial<NoticeDraftText>) => void;
  /** Of the decision: which templates fit. */
  categories: readonly Category[];
}) => {
  const { t } = useTranslation();
  return (
    <>
      <StatementField
        label={t(`notice.reasons.${instrument}`)}
        rows={7}
        value={draft.reasons}
        onChange={(reasons) => onChange({ reasons })}
        testId={TEST_IDS.noticeReasons}
        categories={categories}
        wordsOf={({ notice, referral }) => (instrument === 'referral' ? referral : notice)}
      />
      {FIELDS[instrument].map(({ name, rows }) => {
        const shared = {
          value: draft[name],
          'data-testid': `${TEST_IDS.noticeField}-${name}`,
          onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
        };
        return rows === 1 ? (
          <label key={name} className="field">
            <span>{t(`notice.field.${name}`)}</span>
            <input type="text" maxLength={500} {...shared} />
          </label>
        ) : (
          <label key={name} className="field">
            <span>{t(`notice.field.${name}`)}</span>
            <textarea rows={rows} maxLength={2000} {...shared} />
          </label>
        );
      })}
      {instrument === 'dsa-notice' && (
        <label className="check">
          <input
            type="checkbox"
            checked={draft.goodFaith}
            data-testid={TEST_IDS.goodFaith}
            onChange={(event) => onChange({ goodFaith: event.target.checked })}
          />
          <span>{t('notice.goodFaith')}</span>
        </label>
      )}
    </>
  );
};

export const MissingInNotice = ({ missing }: { missing: readonly NoticeMissing[] }) => {
  const { t } = useTranslation();
  if (missing.length === 0) return null;
  return (
    <div className="notice warn" role="alert">
      <ul className="missing">
        {missing.map((one) => (
          <li key={one}>{t(`notice.missing.${one}`)}</li>
        ))}
      </ul>
    </div>
  );
};
