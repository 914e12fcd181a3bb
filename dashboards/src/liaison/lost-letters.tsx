import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { DeadLetterCard } from './dead-letter.tsx';
import { keepOrder } from './keep-order.ts';

type Letter = NonNullable<OrderDetail['order']['letters']>[number];

const LostLetter = ({
  detail,
  letter,
  lost,
}: {
  detail: OrderDetail;
  letter: Letter;
  lost: { at: string; error: string };
}) => {
  const { t } = useTranslation();
  const replay = useMutation({
    mutationFn: () => api.orders.replayLetter(detail.order.id, letter.id),
    onSuccess: keepOrder,
  });
  return (
    <DeadLetterCard
      text={t('deadLetter.letter', { message: t(`letters.kind.${letter.kind}`), to: letter.to.name })}
      lost={lost}
      replay={detail.actions.includes('replay_letter') ? replay : null}
    />
  );
};

/** Letters beside the order that a mail server had taken and that came back; their arrival is entered where all letters stand. */
export const LostLetters = ({ detail }: { detail: OrderDetail }) =>
  (detail.order.letters ?? []).map((letter) =>
    letter.returned == null || letter.delivered !== null ? null : (
      <LostLetter key={letter.id} detail={detail} letter={letter} lost={letter.returned} />
    ),
  );
