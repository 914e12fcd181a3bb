import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TriedSource } from '#api/schemas/sources.ts';
import { Icon } from '../parts/icons.tsx';
import { RevealButton } from '../parts/reveal-button.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { Veil } from '../parts/veiled-text.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** What keeps it from working, in the language of the page; the server's own sentence, which counts, stands beside. */
export const TrialProblems = ({ problems }: { problems: TriedSource['problems'] }) => {
  const { t, i18n } = useTranslation();
  if (problems.length === 0) return null;
  const isEnglish = i18n.resolvedLanguage === 'en';
  return (
    <ul className="plain-list" data-testid={TEST_IDS.trialProblems}>
      {problems.map(({ code, message }) => {
        const key = `source.problems.${code.replace(/^skip_.*/, 'skipped')}`;
        return (
          <li key={`${code} ${message}`} className="notice warn">
            <Icon name="warning" />
            <div>
              {!isEnglish && i18n.exists(key) && <p>{t(key as 'source.problems.no_items')}</p>}
              <p lang="en">{message}</p>
            </div>
          </li>
        );
      })}
    </ul>
  );
};

export const TrialMatches = ({ matches }: { matches: TriedSource['matches'] }) => {
  const { t, i18n } = useTranslation();
  if (matches.length === 0) return null;
  const nameOf = (field: string): string => {
    const key = `source.recipe.fields.${field}`;
    return i18n.exists(key) ? t(key as 'source.recipe.fields.item') : field;
  };
  return (
    <ScrollTable label={t('source.trial.matches')}>
      <table className="data-table">
        <caption className="visually-hidden">{t('source.trial.matches')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('source.trial.field')}</th>
            <th scope="col">{t('source.trial.selector')}</th>
            <th scope="col">{t('source.trial.matched')}</th>
            <th scope="col">{t('source.trial.sample')}</th>
          </tr>
        </thead>
        <tbody>
          {matches.map(({ field, selector, matched, of, sample }) => (
            <tr key={field}>
              <th scope="row">{nameOf(field)}</th>
              <td>
                <code>{selector}</code>
              </td>
              <td className="number">{of === null ? matched : t('oversight.ofN', { part: matched, whole: of })}</td>
              {/* The words of a post stay behind the veil below. */}
              <td className="trial-sample">{field === 'text' || field === 'title' ? '' : (sample ?? '')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
};

export const TrialPosts = ({ items, found }: { items: TriedSource['items']; found: number }) => {
  const { t } = useTranslation();
  const [revealed, setRevealed] = useState(false);
  if (items.length === 0) return null;
  return (
    <>
      <div className="card-head">
        <h3>{t('source.trial.posts', { count: items.length, all: found })}</h3>
        <RevealButton revealed={revealed} onChange={setRevealed} testId={TEST_IDS.trialReveal} />
      </div>
      <ul className="plain-list">
        {items.map((item, index) => (
          // Ids may repeat: that is one of the faults to be shown.
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes in place
          <li key={index} className="trial-post" data-testid={TEST_IDS.trialPost}>
            <p className="meta">
              <code>{item.id}</code>
              {item.publishedAt === null ? <span>{t('source.trial.noTime')}</span> : <Time at={item.publishedAt} />}
              <span>{t(item.hasAuthor ? 'source.trial.hasAuthor' : 'source.trial.noAuthor')}</span>
              {item.images > 0 && <span>{t('source.trial.images', { count: item.images })}</span>}
            </p>
            <p className="meta">
              <code>{item.url}</code>
            </p>
            <Veil revealed={revealed} short>
              {item.title !== null && <strong className="case-title">{item.title}</strong>}
              {item.text}
            </Veil>
          </li>
        ))}
      </ul>
    </>
  );
};
