import { useTranslation } from 'react-i18next';
import { isFailure } from '../api/failure.ts';
import { i18next } from '../locale/i18n.ts';
import { Icon } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** What cannot be read of a search, with the place marked in it. Null where the error is another. */
export const SearchFault = ({ error, typed }: { error: unknown; typed: string }) => {
  const { t, i18n } = useTranslation();
  if (!isFailure(error, 'SEARCH_UNREADABLE')) return null;
  const [detail] = error.details;
  const at = Number(detail?.location.split('/').at(-1) ?? 0);
  const rule = `searchFault.rules.${detail?.rule ?? ''}`;
  const isEnglish = i18n.resolvedLanguage === 'en';
  // The server's own sentence names the word; other languages have the rule's.
  const message =
    !isEnglish && i18next.exists(rule) ? i18next.t(rule as 'searchFault.rules.operator') : detail?.message;
  return (
    <div className="notice danger" role="alert" data-testid={TEST_IDS.searchFault}>
      <Icon name="warning" />
      <div>
        <p className="notice-title">{message}</p>
        <p className="search-fault">
          <code>
            {typed.slice(0, at)}
            <mark>{at >= typed.length ? ' ' : typed.slice(at)}</mark>
          </code>
        </p>
        <p>{isEnglish || !i18next.exists(rule) ? detail?.fix : t('searchFault.seeHelp')}</p>
      </div>
    </div>
  );
};
