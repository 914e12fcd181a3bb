import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PartnerEntry, PartnerItem } from '#api/schemas/sharing.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { PartnerForm } from './partner-form.tsx';

const keep = (): void => {
  void queryClient.invalidateQueries({ queryKey: KEYS.partners });
  void queryClient.invalidateQueries({ queryKey: KEYS.handovers });
};

export const entryOf = ({
  name,
  agreement,
  categories,
  webhook,
  apiRoot,
  requestsPerMinute,
  suspended,
}: PartnerItem): PartnerEntry => ({ name, agreement, categories, webhook, apiRoot, requestsPerMinute, suspended });

/** A new key, asked once more, since the one before it ends with it; shown this once. */
const NewKeyDialog = ({
  partner,
  onClose,
  onKey,
}: {
  partner: PartnerItem;
  onClose: () => void;
  onKey: (key: string) => void;
}) => {
  const { t } = useTranslation();
  const make = useMutation({
    mutationFn: () => api.sharing.newKey(partner.id),
    onSuccess: ({ key }) => {
      onKey(key);
      keep();
      onClose();
    },
  });
  return (
    <ActDialog
      title={`${t('sharing.newKey')}: ${partner.name}`}
      onClose={onClose}
      act={make}
      confirm={t('sharing.newKey')}
      testId={TEST_IDS.partnerKeyConfirm}
    >
      {partner.hasKey && <p>{t('sharing.newKeyText')}</p>}
      <p className="quiet">{t('sharing.keyShown')}</p>
    </ActDialog>
  );
};

/** Puts a text into a file of the reader's. */
const download = ({ fileName, mediaType, text }: { fileName: string; mediaType: string; text: string }): void => {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
};

const Partner = ({ partner }: { partner: PartnerItem }) => {
  const { t } = useTranslation();
  const may = useMay();
  const [open, setOpen] = useState<'edit' | 'key' | null>(null);
  const [key, setKey] = useState<string | null>(null);
  const pause = useMutation({
    mutationFn: () => api.sharing.setPartner(partner.id, { ...entryOf(partner), suspended: !partner.suspended }),
    onSuccess: keep,
  });
  const table = useMutation({
    mutationFn: () => api.sharing.export({ partnerId: partner.id, format: 'csv' }),
    onSuccess: (file) => {
      download(file);
      keep();
    },
  });
  const { last } = partner;
  return (
    <article className="card stack tight" data-testid={TEST_IDS.sharingPartner} data-partner={partner.id}>
      <div className="card-head">
        <h3>{partner.name}</h3>
        <span className="meta">
          <span className={`badge ${partner.suspended ? 'warn' : 'good'}`}>
            <Icon name={partner.suspended ? 'clock' : 'check'} />
            {t(partner.suspended ? 'sharing.paused' : 'sharing.active')}
          </span>
          <span className="badge neutral">{t(partner.hasKey ? 'sharing.hasKey' : 'sharing.noKey')}</span>
          {partner.dead > 0 && (
            <span className="badge danger">
              <Icon name="warning" />
              {t('sharing.dead', { count: partner.dead })}
            </span>
          )}
        </span>
      </div>
      <dl className="facts">
        <dt>{t('sharing.agreement')}</dt>
        <dd className="pre-wrap">{partner.agreement}</dd>
        <dt>{t('sharing.categories')}</dt>
        <dd>{partner.categories.map((one) => t(`category.${one}`)).join(', ')}</dd>
        {partner.webhook !== null && (
          <>
            <dt>{t('sharing.webhook')}</dt>
            <dd className="wrap-anywhere">
              <code>{partner.webhook.url}</code>
              <br />
              <span className="fine">{partner.webhook.categories.map((one) => t(`category.${one}`)).join(', ')}</span>
            </dd>
          </>
        )}
        {partner.apiRoot !== null && (
          <>
            <dt>{t('sharing.apiRoot')}</dt>
            <dd className="wrap-anywhere">
              <code>{partner.apiRoot}</code>
            </dd>
          </>
        )}
        <dt>{t('sharing.last')}</dt>
        <dd>
          {last === null ? (
            t('sharing.never')
          ) : (
            <>
              <Time at={last.at} /> · {t(`sharing.channel.${last.channel}`)}
              {last.notice !== null && ` · ${t(`sharing.notice.${last.notice}`)}`} · {t(`sharing.states.${last.state}`)}
            </>
          )}
        </dd>
      </dl>
      {key !== null && (
        <div className="notice good" role="status">
          <div>
            <p>
              <code className="wrap-anywhere" translate="no" data-testid={TEST_IDS.partnerKeyShown}>
                {key}
              </code>
            </p>
            <p>{t('sharing.keyShown')}</p>
          </div>
        </div>
      )}
      {pause.isError && <ErrorPanel error={pause.error} />}
      {table.isError && <ErrorPanel error={table.error} />}
      {table.data !== undefined && <p role="status">{t('sharing.csvMade', { count: table.data.items })}</p>}
      {may('sharing:manage') && open !== 'edit' && (
        <>
          <p className="fine">{t('sharing.csvText')}</p>
          <div className="button-row">
            <button type="button" className="button" onClick={() => setOpen('edit')}>
              {t('sharing.edit')}
            </button>
            <button
              type="button"
              className="button"
              data-testid={TEST_IDS.partnerPause}
              disabled={pause.isPending}
              onClick={() => pause.mutate()}
            >
              {t(partner.suspended ? 'sharing.resume' : 'sharing.pause')}
            </button>
            <button type="button" className="button" data-testid={TEST_IDS.partnerKey} onClick={() => setOpen('key')}>
              {t('sharing.newKey')}
            </button>
            <button
              type="button"
              className="button"
              data-testid={TEST_IDS.partnerCsv}
              disabled={table.isPending}
              onClick={() => table.mutate()}
            >
              {t('sharing.csv')}
            </button>
          </div>
        </>
      )}
      {open === 'edit' && <PartnerForm partner={partner} onDone={() => setOpen(null)} />}
      {open === 'key' && <NewKeyDialog partner={partner} onClose={() => setOpen(null)} onKey={setKey} />}
    </article>
  );
};

/** Whom the house shares with, and what people do about it. */
export const SharingPartners = ({ partners }: { partners: readonly PartnerItem[] }) => {
  const { t } = useTranslation();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  return (
    <section className="stack" aria-label={t('sharing.partners')}>
      <div className="card-head">
        <h2>{t('sharing.partners')}</h2>
        {may('sharing:manage') && !adding && (
          <button type="button" className="button" data-testid={TEST_IDS.partnerAdd} onClick={() => setAdding(true)}>
            {t('sharing.add')}
          </button>
        )}
      </div>
      {adding && (
        <div className="card">
          <PartnerForm partner={null} onDone={() => setAdding(false)} />
        </div>
      )}
      {partners.length === 0 && !adding && (
        <EmptyState title={t('sharing.noPartners')}>{t('sharing.noPartnersText')}</EmptyState>
      )}
      {partners.map((partner) => (
        <Partner key={partner.id} partner={partner} />
      ))}
    </section>
  );
};
