import { useTranslation } from 'react-i18next';
import { isFailure } from '../api/failure.ts';
import { TEST_IDS } from '../test-ids.ts';
import { FaultWords } from './fault-field.tsx';
import { Icon } from './icons.tsx';

/**
 * What went wrong and what to do, from the API's envelope. The API speaks English; where the pages know the code they say
 * it in their own language, and the code and the request's id stand beside for whoever asks for help.
 */
export const ErrorPanel = ({ error, onRetry }: { error: unknown; onRetry?: () => void }) => {
  const { t, i18n } = useTranslation();
  if (error === null || error === undefined) return null;
  const failure = isFailure(error) ? error : null;
  const code = failure?.code ?? 'PAGE_FAULT';
  const known = (part: 'message' | 'fix'): string | null => {
    const key = `errors.${code}.${part}`;
    // Where the pages speak English, the server's own sentence is the more exact one; what to do is told by the pages.
    if (part === 'message' && i18n.resolvedLanguage === 'en' && failure !== null && failure.status !== 0) return null;
    return i18n.exists(key) ? i18n.t(key as 'errors.NO_CONNECTION.message') : null;
  };
  const message = known('message') ?? failure?.message ?? t('app.faultText');
  const fix = known('fix') ?? failure?.fix ?? null;
  return (
    <div className="notice danger" role="alert" data-testid={TEST_IDS.errorPanel}>
      <Icon name="warning" />
      <div>
        <p className="notice-title">{message}</p>
        {fix !== null && <p>{fix}</p>}
        {failure !== null && failure.details.length > 0 && (
          <ul>
            {failure.details.map((detail) => (
              <li key={`${detail.location}${detail.message}`}>
                <code>{detail.location}</code> <FaultWords fault={detail} />
              </li>
            ))}
          </ul>
        )}
        <p className="fine">
          <code data-testid={TEST_IDS.errorCode}>{code}</code>
          {failure?.requestId != null && <span> · {t('app.requestId', { id: failure.requestId })}</span>}
        </p>
        {onRetry !== undefined && (
          <button type="button" className="button" onClick={onRetry}>
            {t('app.tryAgain')}
          </button>
        )}
      </div>
    </div>
  );
};
