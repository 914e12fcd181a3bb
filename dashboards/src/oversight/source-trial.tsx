import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AllowListEntry, PageRecipe, TriedSource } from '#api/schemas/sources.ts';
import { api } from '../api/client.ts';
import { useNumber } from '../locale/use-number.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { hasRecipes } from './source-form.ts';
import { TrialMatches, TrialPosts, TrialProblems } from './trial-findings.tsx';

const hostOf = (address: string): string | null => {
  try {
    return new URL(address.trim()).host;
  } catch {
    return null;
  }
};

/** Looks at one page before it is proposed: what a visit would find, and a first guess of a recipe. */
export const SourceTrial = ({
  adapter,
  address,
  recipe,
  onRecipe,
  onFollow,
}: {
  adapter: AllowListEntry['adapter'];
  /** The first address of the entry. */
  address: string;
  /** What stands in the editor; null where it is empty. */
  recipe: PageRecipe | null;
  onRecipe: (recipe: PageRecipe) => void;
  /** The page is a list: the selector of its links. */
  onFollow: (selector: string) => void;
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  /** Another page than the first address; null while it is that one. */
  const [other, setOther] = useState<string | null>(null);
  const [confirmed, setConfirmed] = useState<string | null>(null);
  const target = (other ?? address).trim();
  const host = hostOf(target);
  const look = useMutation({
    mutationFn: (withRecipe: PageRecipe | null): Promise<TriedSource> =>
      api.sources.try({
        adapter,
        address: target,
        confirmedHost: host ?? '',
        ...(!hasRecipes(adapter) || withRecipe === null ? {} : { recipe: withRecipe }),
      }),
  });
  const result = look.data;
  const guess = result?.guess ?? null;
  const mayLook = host !== null && confirmed === host && !look.isPending;
  return (
    <section className="card stack" aria-label={t('source.trial.title')} data-testid={TEST_IDS.sourceTrial}>
      <h2>{t('source.trial.title')}</h2>
      <p className="quiet">{t('source.trial.rule')}</p>
      <label className="field">
        <span>{t('source.trial.address')}</span>
        <input
          type="url"
          className="mono"
          data-testid={TEST_IDS.trialAddress}
          value={other ?? address}
          onChange={(event) => setOther(event.target.value)}
        />
      </label>
      <label className="check">
        <input
          type="checkbox"
          disabled={host === null}
          checked={host !== null && confirmed === host}
          data-testid={TEST_IDS.trialConfirm}
          onChange={(event) => setConfirmed(event.target.checked ? host : null)}
        />
        <span>{host === null ? t('source.trial.noHost') : t('source.trial.confirm', { host })}</span>
      </label>
      <div className="button-row">
        <button
          type="button"
          className="button primary"
          data-testid={TEST_IDS.trialRun}
          disabled={!mayLook}
          onClick={() => look.mutate(recipe)}
        >
          <Icon name="eye" />
          {look.isPending ? t('source.trial.running') : t('source.trial.run')}
        </button>
        {hasRecipes(adapter) && recipe !== null && (
          <button type="button" className="button" disabled={!mayLook} onClick={() => look.mutate(null)}>
            {t('source.trial.guess')}
          </button>
        )}
      </div>
      {look.isError && <ErrorPanel error={look.error} />}
      {result !== undefined && !look.isPending && (
        <div className="stack" data-testid={TEST_IDS.trialResult}>
          {result.refused !== null && (
            <div className="notice warn">
              <Icon name="warning" />
              <div>
                <p className="notice-title">{t(`source.skip.${result.refused.reason as 'robots'}`)}</p>
                <p lang="en">{result.refused.detail}</p>
              </div>
            </div>
          )}
          {result.page !== null && (
            <p role="status">
              {t('source.trial.found', { count: result.found })}{' '}
              <span className="quiet">
                {t('source.trial.cost', {
                  count: result.page.requests,
                  kibibytes: number(result.page.bytes / 1024, { maximumFractionDigits: 0 }),
                })}
              </span>
            </p>
          )}
          <TrialProblems problems={result.problems} />
          {guess?.recipe != null && (
            <div className="notice info">
              <Icon name="question" />
              <div>
                <p>{t('source.trial.guessed', { item: guess.recipe.item })}</p>
                <button
                  type="button"
                  className="button small"
                  data-testid={TEST_IDS.trialUseGuess}
                  onClick={() => guess.recipe !== null && onRecipe(guess.recipe)}
                >
                  {t('source.trial.useGuess')}
                </button>
              </div>
            </div>
          )}
          {guess?.follow != null && (
            <div className="notice info">
              <Icon name="link" />
              <div>
                <p>{t('source.trial.list', { count: guess.follow.links })}</p>
                <button
                  type="button"
                  className="button small"
                  data-testid={TEST_IDS.trialFollow}
                  onClick={() => {
                    if (guess.follow === null) return;
                    onFollow(guess.follow.selector);
                    setOther(guess.follow.example);
                    look.reset();
                  }}
                >
                  {t('source.trial.follow')}
                </button>
              </div>
            </div>
          )}
          <TrialMatches matches={result.matches} />
          <TrialPosts items={result.items} found={result.found} />
        </div>
      )}
    </section>
  );
};
