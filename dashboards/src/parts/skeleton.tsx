import { useTranslation } from 'react-i18next';

const WIDTHS = ['w90', 'w70', 'w80', 'w60', 'w90', 'w50'] as const;

/** Grey lines where text will be. */
export const Skeleton = ({ lines = 4 }: { lines?: number }) => {
  const { t } = useTranslation();
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{t('app.loading')}</span>
      {Array.from({ length: lines }, (_, line) => WIDTHS[line % WIDTHS.length]).map((width, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
        <span key={line} className={`skeleton-line ${width}`} />
      ))}
    </div>
  );
};

export const PageSkeleton = () => (
  <div className="page">
    <Skeleton lines={6} />
  </div>
);
