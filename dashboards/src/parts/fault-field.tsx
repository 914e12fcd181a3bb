import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';

export interface Fault {
  location: string;
  message: string;
  fix?: string;
  rule?: string;
}
interface Control {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

/** In the reader's language where the pages know the rule; the server's own words, which are more exact, in English. */
export const FaultWords = ({ fault: { message, fix, rule } }: { fault: Fault }) => {
  const { t, i18n } = useTranslation();
  const key = `source.faults.${rule}`;
  if (i18n.resolvedLanguage !== 'en' && i18n.exists(key)) return <p>{t(key as 'source.faults.twice')}</p>;
  return (
    <p lang="en">
      {message}
      {fix === undefined ? '' : ` - ${fix}`}
    </p>
  );
};

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
  const id = useId();
  const isWrong = faults.length > 0;
  const described = [hint === undefined ? '' : `${id}-hint`, isWrong ? `${id}-fault` : ''].filter((one) => one !== '');
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
          {faults.map((fault) => (
            <FaultWords key={`${fault.location} ${fault.message}`} fault={fault} />
          ))}
        </div>
      )}
    </div>
  );
};
