import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PostSearchResult } from '#api/schemas/posts.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { TEST_IDS } from '../test-ids.ts';

const LABEL: Record<PostSearchResult['timeline']['interval'], Intl.DateTimeFormatOptions> = {
  hour: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' },
  day: { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' },
  month: { year: 'numeric', month: 'short', timeZone: 'UTC' },
};
const HEIGHT = 64;
const STEP = 12;
/** Home and End go all the way. */
const STEPS_OF_KEYS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, Home: -2, End: 2 };

/** Posts over time. The bars are for the eye and the mouse; the table behind holds the same for everybody else. */
export const Histogram = ({
  timeline,
  onPick,
}: {
  timeline: PostSearchResult['timeline'];
  /** The first and the last bar of a stretch; the same for one. */
  onPick: (first: string, last: string) => void;
}) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const { buckets, interval } = timeline;
  const [keyed, setKeyed] = useState<{ from: number; to: number } | null>(null);
  const [brush, setBrush] = useState<{ from: number; to: number } | null>(null);
  if (buckets.length === 0) return null;
  const barAt = (event: PointerEvent<SVGSVGElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const place = Math.floor(((event.clientX - left) / width) * buckets.length);
    return Math.min(buckets.length - 1, Math.max(0, place));
  };
  const pick = (one: number, other: number): void => {
    const [from, to] = [buckets[Math.min(one, other)], buckets[Math.max(one, other)]];
    if (from !== undefined && to !== undefined) onPick(from.key, to.key);
  };
  /** `from` stays where the span began; `to` goes with the keys. */
  const onKey = (event: KeyboardEvent): void => {
    const last = buckets.length - 1;
    const at = keyed ?? { from: last, to: last };
    const step = STEPS_OF_KEYS[event.key];
    if (event.key === 'Enter' && keyed !== null) pick(keyed.from, keyed.to);
    else if (event.key === 'Escape' && keyed !== null) setKeyed(null);
    else if (step === undefined) return;
    else {
      const next = Math.abs(step) > 1 ? step * last : keyed === null ? last : at.to + step;
      const to = Math.min(last, Math.max(0, next));
      setKeyed({ from: event.shiftKey ? at.from : to, to });
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const format = new Intl.DateTimeFormat(language, LABEL[interval]);
  const label = (key: string): string => format.format(new Date(key));
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  const first = buckets[0];
  const last = buckets.at(-1);
  const shown = brush ?? keyed;
  const span = shown === null ? [] : buckets.slice(Math.min(shown.from, shown.to), Math.max(shown.from, shown.to) + 1);
  const spoken = t('archive.brushed', {
    from: label(span[0]?.key ?? first?.key ?? ''),
    to: label(span.at(-1)?.key ?? last?.key ?? ''),
    posts: number((span.length === 0 ? buckets : span).reduce((sum, { count }) => sum + count, 0)),
  });
  return (
    <figure className="card histogram" data-testid={TEST_IDS.histogram}>
      <figcaption>{t(`archive.timeline.${interval}`)}</figcaption>
      <div
        role="slider"
        tabIndex={0}
        aria-label={t('archive.brush')}
        aria-valuemin={0}
        aria-valuemax={buckets.length - 1}
        aria-valuenow={keyed?.to ?? buckets.length - 1}
        aria-valuetext={spoken}
        data-testid={TEST_IDS.histogramBrush}
        onKeyDown={onKey}
        onBlur={() => setKeyed(null)}
      >
        <svg
          viewBox={`0 0 ${buckets.length * STEP} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          focusable="false"
          className="histogram-brush"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            const bar = barAt(event);
            setBrush({ from: bar, to: bar });
          }}
          onPointerMove={(event) => {
            if (brush !== null) setBrush({ ...brush, to: barAt(event) });
          }}
          onPointerUp={() => {
            if (brush !== null) pick(brush.from, brush.to);
            setBrush(null);
          }}
          onPointerCancel={() => setBrush(null)}
        >
          {shown !== null && (
            <rect
              className="histogram-brushed"
              x={Math.min(shown.from, shown.to) * STEP}
              y={0}
              width={(Math.abs(shown.to - shown.from) + 1) * STEP}
              height={HEIGHT}
            />
          )}
          {buckets.map(({ key, count }, index) => {
            const height = count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT);
            return (
              <g key={key} className="histogram-bar">
                <title>{`${label(key)}: ${number(count)}`}</title>
                <rect className="histogram-hit" x={index * STEP} y={0} width={STEP} height={HEIGHT} />
                <rect
                  className="histogram-value"
                  x={index * STEP + 1}
                  y={HEIGHT - height}
                  width={STEP - 2}
                  height={height}
                />
              </g>
            );
          })}
        </svg>
      </div>
      {shown !== null && <p className="fine">{spoken}</p>}
      <p className="histogram-ends fine">
        <span>{first !== undefined && label(first.key)}</span>
        <span>{last !== undefined && last !== first && label(last.key)}</span>
      </p>
      <details>
        <summary>{t('archive.asTable')}</summary>
        <ScrollTable label={t('archive.asTable')}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">{t('archive.intervalUtc')}</th>
                <th scope="col" className="number">
                  {t('archive.posts')}
                </th>
              </tr>
            </thead>
            <tbody>
              {buckets.map(({ key, count }) => (
                <tr key={key}>
                  <th scope="row">
                    <button type="button" className="link-button" onClick={() => onPick(key, key)}>
                      {label(key)}
                    </button>
                  </th>
                  <td className="number">{number(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollTable>
      </details>
    </figure>
  );
};
