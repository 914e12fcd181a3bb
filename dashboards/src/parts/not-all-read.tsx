import { useTranslation } from 'react-i18next';
import { TEST_IDS } from '../test-ids.ts';
import { Icon } from './icons.tsx';

/** The text was so long that the model left a part in its middle unread: only the reader can judge that. */
export const NotAllRead = () => {
  const { t } = useTranslation();
  return (
    <div className="notice warn" data-testid={TEST_IDS.truncated}>
      <Icon name="warning" />
      <div>
        <p className="notice-title">{t('case.truncatedTitle')}</p>
        <p>{t('case.truncatedText')}</p>
      </div>
    </div>
  );
};
