import { useTranslation } from 'react-i18next';
import { useNumber } from '../locale/use-number.ts';

interface Rate {
  numerator: number;
  denominator: number;
}

/** One figure. A rate shows of how many, since a share of three says little. */
export const Tile = ({
  label,
  value,
  rate,
  hint,
  alarm = false,
}: {
  label: string;
  value?: string;
  rate?: Rate;
  hint?: string;
  alarm?: boolean;
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  const share =
    rate === undefined || rate.denominator === 0
      ? null
      : number(rate.numerator / rate.denominator, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <dl className={`tile card ${alarm ? 'is-alarm' : ''}`}>
      <dt>{label}</dt>
      <dd>
        <span className="tile-value tabular">{rate === undefined ? value : (share ?? t('oversight.noneYet'))}</span>
        {rate !== undefined && (
          <span className="fine tabular">
            {t('oversight.ofN', { part: number(rate.numerator), whole: number(rate.denominator) })}
          </span>
        )}
        {hint !== undefined && <span className="fine">{hint}</span>}
      </dd>
    </dl>
  );
};
