import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderDetail, RecordService } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { DeadLetterCard } from './dead-letter.tsx';
import { keepOrder } from './keep-order.ts';
import { LostLetters } from './lost-letters.tsx';

const LARGEST = 5_000_000;

/** The file as the API takes it. */
const readProof = async (file: File): Promise<NonNullable<RecordService['file']>> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let index = 0; index < bytes.length; index += 8192)
    text += String.fromCharCode(...bytes.subarray(index, index + 8192));
  const mediaType = /^[a-z]+\/[a-z0-9.+-]+$/.test(file.type) ? file.type : 'application/octet-stream';
  return { name: file.name.slice(0, 200), mediaType, content: btoa(text) };
};

/** A person says when a message was received, and how that is known. */
const RecordForm = ({ detail, of }: { detail: OrderDetail; of: RecordService['of'] }) => {
  const { t } = useTranslation();
  const [at, setAt] = useState('');
  const [note, setNote] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const isTooLarge = file !== null && file.size > LARGEST;
  const isReady = at !== '' && note.trim().length >= 3 && !isTooLarge;
  const record = useMutation({
    mutationFn: async () =>
      api.orders.serve(detail.order.id, {
        of,
        receivedAt: new Date(at).toISOString(),
        note: note.trim(),
        file: file === null ? null : await readProof(file),
      }),
    onSuccess: keepOrder,
  });
  return (
    <form
      className="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !record.isPending) record.mutate();
      }}
    >
      <label className="field">
        <span>{t('service.receivedAt')}</span>
        <input
          type="datetime-local"
          step={1}
          required
          value={at}
          data-testid={TEST_IDS.serviceTime}
          onChange={(event) => setAt(event.target.value)}
        />
      </label>
      <label className="field">
        <span>{t('service.note')}</span>
        <textarea
          rows={2}
          required
          minLength={3}
          maxLength={2000}
          placeholder={t('service.noteHint')}
          value={note}
          data-testid={TEST_IDS.serviceNote}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <label className="field">
        <span>{t('service.file')}</span>
        <input
          type="file"
          data-testid={TEST_IDS.serviceFile}
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
      </label>
      {isTooLarge && <p className="notice danger">{t('service.tooLarge')}</p>}
      {record.isError && <ErrorPanel error={record.error} />}
      <div className="button-row end">
        <button
          type="submit"
          className="button primary"
          data-testid={TEST_IDS.recordService}
          disabled={!isReady || record.isPending}
        >
          {t('service.record')}
        </button>
      </div>
    </form>
  );
};

/** The message that stands still: the way to have it tried again, or to record that somebody served it. */
const LostMessage = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  const { id, service } = detail.order;
  const replay = useMutation({ mutationFn: () => api.orders.replay(id), onSuccess: keepOrder });
  const lost = service?.undelivered ?? null;
  if (lost === null) return null;
  return (
    <DeadLetterCard
      text={t('deadLetter.text', { message: t(`service.message.${lost.of}`), count: lost.attempts })}
      lost={lost}
      replay={detail.actions.includes('replay') ? replay : null}
    >
      {detail.actions.includes('serve') && (
        <details>
          <summary>{t('service.otherwise')}</summary>
          <RecordForm detail={detail} of={lost.of} />
        </details>
      )}
    </DeadLetterCard>
  );
};

/** Prior information came back too late to hold the order: it can only be made up for, by a person. */
const Uninformed = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  const lost = detail.order.service?.uninformed ?? null;
  if (lost === null) return null;
  return (
    <DeadLetterCard text={t('deadLetter.uninformed')} lost={lost} replay={null}>
      {detail.actions.includes('serve') && (
        <details>
          <summary>{t('deadLetter.informed')}</summary>
          <RecordForm detail={detail} of="prior-information" />
        </details>
      )}
    </DeadLetterCard>
  );
};

/** What of an order waits for a person, and what people have recorded of its service. */
export const ServiceBox = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  const { order, channel, people } = detail;
  const { awaits = null, sent = [], served = [] } = order.service ?? {};
  const answer = sent.at(-1)?.proof;
  return (
    <>
      <LostMessage detail={detail} />
      <Uninformed detail={detail} />
      <LostLetters detail={detail} />
      {awaits !== null && (
        <section
          className="card stack tight"
          aria-label={t(`service.title.${awaits.how}`)}
          data-testid={TEST_IDS.serviceBox}
        >
          <h2>{t(`service.title.${awaits.how}`)}</h2>
          <p>{t(`service.text.${awaits.how}`)}</p>
          <dl className="facts">
            <dt>{t(`service.message.${awaits.of}`)}</dt>
            <dd>
              {t('service.since')} <Time at={awaits.since} format="exact" />
            </dd>
            <dt>{t('service.to')}</dt>
            <dd className="wrap-anywhere">{awaits.how === 'receipt' ? answer?.to : channel?.address}</dd>
            {awaits.how === 'receipt' && answer !== undefined && (
              <>
                <dt>{t('service.server')}</dt>
                <dd className="wrap-anywhere">{`${answer.server}: ${answer.answer}`}</dd>
                <dt>{t('service.messageId')}</dt>
                <dd>
                  <code className="wrap-anywhere">{answer.messageId}</code>
                </dd>
              </>
            )}
          </dl>
          {detail.actions.includes('serve') && <RecordForm detail={detail} of={awaits.of} />}
        </section>
      )}
      {served.length > 0 && (
        <section className="card" aria-label={t('service.served')}>
          <h2>{t('service.served')}</h2>
          <dl className="facts">
            {served.map(({ of, at, by, receivedAt, note, file }) => (
              <div key={at} className="contents">
                <dt>{t(`service.message.${of}`)}</dt>
                <dd>
                  <p>
                    <Time at={receivedAt} format="exact" />
                  </p>
                  <p className="pre-wrap">{note}</p>
                  <p className="fine">
                    {t('service.recordedBy')} <PersonName id={by} people={people} />
                  </p>
                  {file !== null && (
                    <p>
                      <a href={api.orders.proofUrl(order.id, file.sha256)} download={file.name}>
                        {t('service.proof', { name: file.name })}
                      </a>
                    </p>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
};
