import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** A message that did not get through: what went wrong, and the ways to have it tried again or to say that it was brought. */
export const DeadLetterCard = <Answer,>({
  text,
  lost: { at, error },
  replay,
  children,
}: {
  text: string;
  lost: { at: string; error: string };
  /** Null where nothing can be tried again, or this person may not. */
  replay: UseMutationResult<Answer, unknown, void> | null;
  children?: ReactNode;
}) => {
  const { t } = useTranslation();
  return (
    <section className="card stack" role="alert" aria-label={t('deadLetter.title')} data-testid={TEST_IDS.deadLetter}>
      <div className="notice danger">
        <Icon name="warning" />
        <div>
          <p>
            <strong>{t('deadLetter.title')}</strong> <Time at={at} format="exact" />
          </p>
          <p>{text}</p>
          <p className="wrap-anywhere">{error}</p>
        </div>
      </div>
      {replay?.isError === true && <ErrorPanel error={replay.error} />}
      {replay !== null && (
        <div className="button-row end">
          <button
            type="button"
            className="button primary"
            data-testid={TEST_IDS.replayDelivery}
            disabled={replay.isPending}
            onClick={() => replay.mutate()}
          >
            {t('deadLetter.replay')}
          </button>
        </div>
      )}
      {children}
    </section>
  );
};
