import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { LANGUAGES } from '../locale/i18n.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { keepOrder } from './keep-order.ts';
import { clockName } from './order-clocks.tsx';
import { momentOf, TimeField } from './time-field.tsx';

type Letter = NonNullable<OrderDetail['order']['letters']>[number];

/** A person says when a letter arrived, and what proves it. */
const HandOverDialog = ({ detail, letter, onClose }: { detail: OrderDetail; letter: Letter; onClose: () => void }) => {
  const { t } = useTranslation();
  const [at, setAt] = useState('');
  const [proof, setProof] = useState('');
  const deliveredAt = momentOf(at);
  const handOver = useMutation({
    mutationFn: () =>
      api.orders.handOver(detail.order.id, letter.id, { deliveredAt: deliveredAt ?? '', proof: proof.trim() }),
    onSuccess: (next) => {
      keepOrder(next);
      onClose();
    },
  });
  return (
    <ActDialog
      title={t('letters.handOver.title')}
      onClose={onClose}
      act={handOver}
      isReady={deliveredAt !== null && proof.trim().length >= 10}
      confirm={t('letters.handOver.do')}
      testId={TEST_IDS.letterArrivedConfirm}
    >
      <p>
        {t(`letters.kind.${letter.kind}`)} · <span className="wrap-anywhere">{letter.to.name}</span>
      </p>
      {letter.kind === 'authority_copy' && <p className="quiet">{t('letters.handOver.starts')}</p>}
      <TimeField
        label={t('letters.handOver.at')}
        value={at}
        onChange={setAt}
        zone={detail.timeZone}
        testId={TEST_IDS.actTime}
      />
      <label className="field">
        <span>{t('letters.handOver.proof')}</span>
        <span className="hint">{t('letters.handOver.proofHint')}</span>
        <textarea
          rows={3}
          required
          minLength={10}
          maxLength={2000}
          value={proof}
          data-testid={TEST_IDS.actReason}
          onChange={(event) => setProof(event.target.value)}
        />
      </label>
    </ActDialog>
  );
};

/** The copy of art. 4(1), to print. */
const CopyToPrint = ({ orderId }: { orderId: string }) => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <p className="fine">
      {LANGUAGES.map((lang) => (
        <span key={lang}>
          <a href={api.orders.pdfUrl(orderId, { form: 'tco-copy', lang })} target="_blank" rel="noreferrer">
            {t('forms.pdf', { language: languageName(lang.slice(0, 2), language) })}
          </a>{' '}
        </span>
      ))}
    </p>
  );
};

const LetterLine = ({
  detail,
  letter,
  onHandOver,
}: {
  detail: OrderDetail;
  letter: Letter;
  onHandOver: () => void;
}) => {
  const { t } = useTranslation();
  const error = letter.attempts.at(-1)?.error ?? null;
  const { delivered, sent } = letter;
  const isUnderWay = letter.nextAttemptAt !== null;
  const state =
    letter.to.by === 'hand'
      ? 'letters.byHand'
      : letter.returned != null
        ? 'letters.returned'
        : sent !== undefined && !isUnderWay
          ? 'letters.sent'
          : letter.givenUp
            ? 'letters.givenUp'
            : 'letters.waiting';
  return (
    <li className={error !== null && delivered === null ? 'is-bad' : undefined} data-letter={letter.id}>
      <Icon name={delivered === null ? 'send' : 'check'} />
      <div>
        <p>
          {t(`letters.kind.${letter.kind}`)}
          {letter.subject.clock !== undefined && ` · ${clockName(letter.subject.clock.split(':')[0] ?? '')}`}
        </p>
        <p className="fine wrap-anywhere">{letter.to.name}</p>
        {letter.kind === 'authority_copy' && <CopyToPrint orderId={detail.order.id} />}
        {sent !== undefined && (
          <p className="fine wrap-anywhere">
            <Time at={sent.at} format="exact" /> · {sent.server}: {sent.answer} · <code>{sent.messageId}</code>
          </p>
        )}
        {delivered !== null ? (
          <p className="fine wrap-anywhere">
            {t('letters.delivered')} <Time at={delivered.at} format="exact" />
            {delivered.receiptId !== null && ` · ${delivered.receiptId}`}
            {delivered.proof !== null && ` · ${delivered.proof}`}
            {delivered.by !== null && (
              <>
                {' · '}
                <PersonName id={delivered.by} people={detail.people} />
              </>
            )}
          </p>
        ) : (
          <>
            <p className="fine wrap-anywhere">
              {t(state)}
              {error !== null && ` · ${error}`}
            </p>
            {detail.actions.includes('hand_over') && letter.kind !== 'warning' && (
              <button type="button" className="button small" data-testid={TEST_IDS.letterArrived} onClick={onHandOver}>
                {t('letters.handOver.do')}
              </button>
            )}
          </>
        )}
      </div>
    </li>
  );
};

/** What goes out beside the order: the copy to the other authority, extensions, warnings. */
export const OrderLetters = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  const [handing, setHanding] = useState<Letter | null>(null);
  const letters = detail.order.letters ?? [];
  if (letters.length === 0) return null;
  return (
    <section className="card" aria-label={t('letters.title')} data-testid={TEST_IDS.orderLetters}>
      <h2>{t('letters.title')}</h2>
      <ul className="timeline">
        {letters.map((letter) => (
          <LetterLine key={letter.id} detail={detail} letter={letter} onHandOver={() => setHanding(letter)} />
        ))}
      </ul>
      {handing !== null && <HandOverDialog detail={detail} letter={handing} onClose={() => setHanding(null)} />}
    </section>
  );
};
