import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { useNumber } from '../locale/use-number.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

export const VerifyLedger = () => {
  const { t } = useTranslation();
  const number = useNumber();
  const verify = useMutation({ mutationFn: api.ledger.verify });
  const { data } = verify;
  return (
    <div className="stack tight verify">
      <button
        type="button"
        className="button primary"
        data-testid={TEST_IDS.verifyLedger}
        disabled={verify.isPending}
        onClick={() => verify.mutate()}
      >
        {t(verify.isPending ? 'ledger.verifying' : 'ledger.verify')}
      </button>
      {verify.isError && <ErrorPanel error={verify.error} />}
      {data !== undefined && (
        <div
          className={`notice ${data.ok ? 'good' : 'danger'}`}
          role="status"
          data-testid={TEST_IDS.verification}
          data-ok={data.ok}
        >
          <Icon name={data.ok ? 'check' : 'warning'} />
          <div>
            <p className="notice-title">{t(data.ok ? 'ledger.whole' : 'ledger.broken')}</p>
            <p>
              {t('ledger.checked', { blocks: number(data.blocks), entries: number(data.entries) })} ·{' '}
              <Time at={data.at} format="exact" />
            </p>
            {data.faults.length > 0 && (
              <ul>
                {data.faults.map((fault) => (
                  <li key={`${fault.height}-${fault.line}-${fault.what}`}>
                    {t('ledger.fault', { height: fault.height, line: fault.line, byte: fault.byteOffset })}
                    {t('app.colon')}
                    {fault.what}
                  </li>
                ))}
              </ul>
            )}
          </div>
        </div>
      )}
    </div>
  );
};
