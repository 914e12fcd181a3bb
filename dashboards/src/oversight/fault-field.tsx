import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';

export interface Fault {
  location: string;
  message: string;
  fix?: string;
}
interface Control {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

/** One control with its label, what it is for, and beside it what the server found wrong. */
export const FaultField = ({
  label,
  hint,
  faults = [],
  children,
}: {
  label: string;
  hint?: string | undefined;
  faults?: readonly Fault[] | undefined;
  children: (control: Control) => ReactNode;
}) => {
  const { t, i18n } = useTranslation();
  const id = useId();
  const isWrong = faults.length > 0;
  const described = [hint === undefined ? '' : `${id}-hint`, isWrong ? `${id}-fault` : ''].filter((one) => one !== '');
  const isEnglish = i18n.resolvedLanguage === 'en';
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-invalid': isWrong,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
      })}
      {hint !== undefined && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
      {isWrong && (
        <div id={`${id}-fault`} className="field-fault">
          {!isEnglish && <p>{t('source.form.faulty')}</p>}
          {faults.map(({ location, message, fix }) => (
            <p key={`${location} ${message}`} lang="en">
              {message}
              {fix === undefined ? '' : ` - ${fix}`}
            </p>
          ))}
        </div>
      )}
    </div>
  );
};
