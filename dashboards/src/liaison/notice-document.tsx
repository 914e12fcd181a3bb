import { useTranslation } from 'react-i18next';
import type { NoticeDetail } from '#api/schemas/notices.ts';
import { countryName, languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** What goes out, as it stands. */
export const NoticeDocumentCard = ({ document: form }: { document: NoticeDetail['notice']['document'] }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const reasons = form.form === 'dsa-order' ? form.statementOfReasons : form.explanation;
  return (
    <article className="card" aria-label={t(`notice.name.${form.form}`)} data-testid={TEST_IDS.noticeDocument}>
      <h2>{t(`notice.name.${form.form}`)}</h2>
      <p className="quiet">{form.form === 'referral' ? form.basis : form.legalBasis}</p>
      <dl className="facts">
        <dt>{t('annex.fields.addressee')}</dt>
        <dd>{`${form.addressee} · ${form.contactPoint}`}</dd>
        <dt>{t('annex.fields.authority')}</dt>
        <dd>{`${form.authority.name} (${countryName(form.authority.memberState, language)})`}</dd>
        <dt>{t('annex.fields.representative')}</dt>
        <dd>{`${form.representative.name}, ${form.representative.post}`}</dd>
        <dt>{t('annex.fields.issuedAt')}</dt>
        <dd>
          <Time at={form.issuedAt} format="exact" />
        </dd>
        <dt>{t('draft.languages')}</dt>
        <dd>{languageName(form.language, language)}</dd>
        <dt>{t('annex.fields.urls')}</dt>
        <dd>
          <ol className="form-urls">
            {form.urls.map((url) => (
              <li key={url}>
                <code>{url}</code>
              </li>
            ))}
          </ol>
        </dd>
        <dt>{t(`notice.reasons.${form.form}`)}</dt>
        <dd className="pre-wrap" dir="auto">
          {reasons}
        </dd>
        {form.form === 'dsa-order' && (
          <>
            <dt>{t('notice.field.provision')}</dt>
            <dd>{form.provision}</dd>
            <dt>{t('notice.field.territorialScope')}</dt>
            <dd>{form.territorialScope.map((code) => countryName(code, language)).join(', ')}</dd>
            <dt>{t('notice.field.scopeReason')}</dt>
            <dd className="pre-wrap">{form.scopeReason}</dd>
            <dt>{t('annex.fields.challengeBefore')}</dt>
            <dd>{`${form.redress.challengeBefore} · ${form.redress.challengeDeadline}`}</dd>
            <dt>{t('notice.field.recipientRedress')}</dt>
            <dd className="pre-wrap">{form.redress.recipient}</dd>
            <dt>{t('notice.field.informationTo')}</dt>
            <dd>{form.informationTo}</dd>
          </>
        )}
        {form.form === 'dsa-notice' && (
          <>
            <dt>{t('notice.notifier')}</dt>
            <dd>{`${form.notifier.name} · ${form.notifier.email}`}</dd>
          </>
        )}
        {form.form === 'referral' && (
          <>
            <dt>{t('notice.field.termsClause')}</dt>
            <dd>{form.termsClause}</dd>
            <dt>{t('notice.field.termsUrl')}</dt>
            <dd>{form.termsUrl ?? t('annex.none')}</dd>
          </>
        )}
      </dl>
    </article>
  );
};
