import { useTranslation } from 'react-i18next';
import type { OrderDetail, OrderFormId } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { LANGUAGES } from '../locale/i18n.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { Icon } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';

const FORMS = [
  ['tco-annex-1', 'order'],
  ['tco-annex-2', 'annex2'],
  ['tco-annex-3', 'annex3'],
] as const satisfies readonly (readonly [OrderFormId, string])[];

/** The forms of an order to print, in both languages, and the signed file that is the original. */
export const OrderForms = ({ order }: { order: OrderDetail['order'] }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const forms = order.annulment === undefined ? FORMS : ([...FORMS, ['reinstatement', 'reinstatement']] as const);
  return (
    <section className="card" aria-label={t('forms.title')} data-testid={TEST_IDS.orderForms}>
      <h2>{t('forms.title')}</h2>
      <dl className="facts">
        {forms.map(([form, name]) => (
          <div key={form} className="contents">
            <dt>{t(`forms.${name}`)}</dt>
            <dd>
              {LANGUAGES.map((lang) => (
                <p key={lang}>
                  <a href={api.orders.pdfUrl(order.id, { form, lang })} target="_blank" rel="noreferrer">
                    {t('forms.pdf', { language: languageName(lang.slice(0, 2), language) })}
                  </a>
                </p>
              ))}
              <p>
                <a
                  href={api.orders.pdfUrl(order.id, { form, lang: language, preview: true })}
                  target="_blank"
                  rel="noreferrer"
                >
                  {t('forms.check')}
                </a>
              </p>
            </dd>
          </div>
        ))}
      </dl>
      {order.signedAt !== null && (
        <p>
          <Icon name="lock" />{' '}
          <a href={api.orders.signedUrl(order.id)} download>
            {t('forms.signed')}
          </a>
        </p>
      )}
      <p className="fine">{t('forms.hint')}</p>
    </section>
  );
};
