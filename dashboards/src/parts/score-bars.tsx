import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';

export interface ScoreBar {
  key: string;
  label: string;
  /** 0..1 */
  value: number;
  strong?: boolean;
}

/** Probabilities as bars, each with its number: the number is what counts, the bar is for the eye. */
export const ScoreBars = ({ bars, caption }: { bars: readonly ScoreBar[]; caption: string }) => {
  const number = useNumber();
  return (
    <table className="score-bars">
      <caption className="visually-hidden">{caption}</caption>
      <tbody>
        {bars.map(({ key, label, value, strong }) => (
          <tr key={key} className={strong === true ? 'is-strong' : undefined}>
            <th scope="row">{label}</th>
            <td className="score-bar" aria-hidden="true">
              <svg viewBox="0 0 100 8" preserveAspectRatio="none" focusable="false" aria-hidden="true">
                <rect className="track" width="100" height="8" />
                <rect className="value" width={Math.max(0, Math.min(1, value)) * 100} height="8" />
              </svg>
            </td>
            <td className="tabular score-number">{number(value, TWO_DIGITS)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
