import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { i18next, LANGUAGES } from '../locale/i18n.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useTexts } from '../locale/use-texts.ts';

/** A label of a form in the language of the pages, with the other language below, since the form is read in both. */
export const BothLabels = ({ of, children }: { of: string; children?: ReactNode }) => {
  const { language } = useLanguage();
  const other = LANGUAGES.find((one) => one !== language) ?? 'en';
  const hasOther = useTexts(other);
  const text = (shownIn: string): string => i18next.getFixedT(shownIn)(of as 'annex.fields.addressee');
  return (
    <>
      <span>{text(language)}</span>
      <span className="other-language">
        <span lang={other}>{hasOther && text(other)}</span> {children}
      </span>
    </>
  );
};

export const FormSection = ({ letter, name, children }: { letter: string; name: string; children: ReactNode }) => (
  <section className="form-section">
    <h3>
      <span className="form-letter">{letter}</span>
      <span>
        <BothLabels of={name} />
      </span>
    </h3>
    <dl>{children}</dl>
  </section>
);

export const FormField = ({
  name,
  children,
  unsure = false,
}: {
  name: string;
  children: ReactNode;
  /** Recalled, not read: to be checked against the Official Journal. */
  unsure?: boolean;
}) => {
  const { t } = useTranslation();
  return (
    <div className="form-field">
      <dt>
        <BothLabels of={name}>
          {unsure && (
            <abbr className="unsure" title={t('annex.unsure')}>
              {t('annex.unsureMark')}
            </abbr>
          )}
        </BothLabels>
      </dt>
      <dd>{children}</dd>
    </div>
  );
};

/** A box of a form, ticked or not; said in words too. */
export const Tick = ({ on, children }: { on: boolean; children: ReactNode }) => {
  const { t } = useTranslation();
  return (
    <p className={`tick ${on ? 'is-on' : ''}`}>
      <span aria-hidden="true">{on ? '☒' : '☐'}</span>
      <span className="visually-hidden">{t(on ? 'annex.ticked' : 'annex.notTicked')}</span>
      <span>{children}</span>
    </p>
  );
};
