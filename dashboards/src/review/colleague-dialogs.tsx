import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Colleagues } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { TEST_IDS } from '../test-ids.ts';

type Colleague = Colleagues['items'][number];

const useColleagues = (caseId: string) =>
  useQuery({
    queryKey: KEYS.caseColleagues(caseId),
    queryFn: ({ signal }) => api.cases.colleagues(caseId, signal),
    staleTime: 60_000,
  });

const Pick = ({
  colleagues,
  value,
  none,
  onChange,
}: {
  colleagues: readonly Colleague[];
  value: string;
  /** What the empty choice stands for. */
  none: string;
  onChange: (id: string) => void;
}) => {
  const { t } = useTranslation();
  return (
    <label className="field">
      <span>{t('colleagues.to')}</span>
      <select data-testid={TEST_IDS.colleaguePick} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{none}</option>
        {colleagues.map(({ id, displayName, post }) => (
          <option key={id} value={id}>
            {displayName} · {post}
          </option>
        ))}
      </select>
    </label>
  );
};

const Words = ({
  label,
  value,
  testId,
  onChange,
}: {
  label: string;
  value: string;
  testId: string;
  onChange: (text: string) => void;
}) => (
  <label className="field">
    <span>{label}</span>
    <textarea
      required
      rows={3}
      minLength={3}
      maxLength={4000}
      value={value}
      data-testid={testId}
      onChange={(event) => onChange(event.target.value)}
    />
  </label>
);

export const AskDialog = ({ caseId, onClose }: { caseId: string; onClose: () => void }) => {
  const { t } = useTranslation();
  const query = useColleagues(caseId);
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const ask = useMutation({
    mutationFn: () => api.cases.ask(caseId, { to: to === '' ? null : to, text: text.trim() }),
    onSuccess: (next) => {
      queryClient.setQueryData(KEYS.case(caseId), next);
      onClose();
    },
  });
  return (
    <ActDialog
      title={t('colleagues.ask')}
      onClose={onClose}
      act={ask}
      isReady={text.trim().length >= 3}
      confirm={t('colleagues.send')}
      testId={TEST_IDS.askConfirm}
    >
      <p>{t('colleagues.askText')}</p>
      <Loaded query={query}>
        {({ items }) => <Pick colleagues={items} value={to} none={t('colleagues.anybody')} onChange={setTo} />}
      </Loaded>
      <Words label={t('colleagues.question')} value={text} testId={TEST_IDS.askText} onChange={setText} />
    </ActDialog>
  );
};

export const HandOverDialog = ({
  caseId,
  queue,
  onClose,
}: {
  caseId: string;
  /** The queue that the page goes back to. */
  queue: string;
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useColleagues(caseId);
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const handOver = useMutation({
    mutationFn: () => api.cases.handOver(caseId, { to, reason: reason.trim() }),
    onSuccess: (next) => {
      queryClient.setQueryData(KEYS.case(caseId), next);
      void queryClient.invalidateQueries({ queryKey: KEYS.cases });
      onClose();
      void navigate(`/review${queue}`);
    },
  });
  return (
    <ActDialog
      title={t('colleagues.handOverTitle')}
      onClose={onClose}
      act={handOver}
      isReady={to !== '' && reason.trim().length >= 3}
      confirm={t('colleagues.confirmHandOver')}
      testId={TEST_IDS.handOverConfirm}
    >
      <p>{t('colleagues.handOverText')}</p>
      <Loaded query={query}>
        {({ items }) => (
          <Pick
            colleagues={items.filter((one) => one.mayActNext)}
            value={to}
            none={t('colleagues.choose')}
            onChange={setTo}
          />
        )}
      </Loaded>
      <Words label={t('colleagues.reason')} value={reason} testId={TEST_IDS.handOverReason} onChange={setReason} />
    </ActDialog>
  );
};
