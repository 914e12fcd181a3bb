import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperatorEntry, OperatorRecordView } from '#api/schemas/operators.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { ActReason } from '../parts/act-reason.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { keepOperator, OperatorEditForm } from './operator-edit-form.tsx';
import { shownField } from './operator-form.ts';

const AnswerDialog = ({
  record,
  act,
  onClose,
}: {
  record: OperatorRecordView;
  act: 'approve' | 'refuse';
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { id, version } = record;
  const isFree = act === 'approve';
  const words = reason.trim();
  const save = useMutation({
    mutationFn: () =>
      act === 'approve'
        ? api.directory.approve(id, { version, ...(words === '' ? {} : { reason: words }) })
        : api.directory.refuse(id, { version, reason: words }),
    onSuccess: (next) => {
      keepOperator(next);
      void queryClient.invalidateQueries({ queryKey: KEYS.operator(id) });
      onClose();
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: KEYS.operatorRecord(id) }),
  });
  return (
    <ActDialog
      title={t(`source.acts.${act}.title`)}
      onClose={onClose}
      act={save}
      confirm={t(`source.acts.${act}.do`)}
      testId={TEST_IDS.operatorConfirm}
    >
      <p>{t(`operator.acts.${act}`)}</p>
      <ActReason reason={reason} onChange={setReason} isFree={isFree} testId={TEST_IDS.operatorReason} />
    </ActDialog>
  );
};

const Changes = ({ entry, proposal }: Pick<OperatorRecordView, 'entry' | 'proposal'>) => {
  const { t } = useTranslation();
  if (proposal === null) return null;
  return (
    <ScrollTable label={t('source.proposal')}>
      <table className="data-table operator-changes">
        <thead>
          <tr>
            <th scope="col">{t('operator.field')}</th>
            {entry !== null && <th scope="col">{t('source.inForce')}</th>}
            <th scope="col">{t('source.proposal')}</th>
          </tr>
        </thead>
        <tbody>
          {(proposal.changes as (keyof OperatorEntry)[]).map((field) => (
            <tr key={field}>
              <th scope="row">{t(`operator.fields.${field}`)}</th>
              {entry !== null && <td>{shownField(entry, field)}</td>}
              <td>{shownField(proposal.entry, field)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
};

/** What waits for a second person, what may be done with the entry, and what was done with it. */
export const OperatorProposalCard = ({ record }: { record: OperatorRecordView }) => {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'edit' | 'approve' | 'refuse' | null>(null);
  const { proposal, actions, history, people } = record;
  const close = (): void => setAsked(null);
  return (
    <section className="card stack" aria-label={t('operator.entry')} data-testid={TEST_IDS.operatorRecord}>
      <h2>{t('operator.entry')}</h2>
      {proposal !== null && (
        <>
          <p className="notice">
            {t('source.waitsForOther')} {proposal.reason}{' '}
            <span className="quiet">
              {proposal.authors.map((author) => (
                <PersonName key={author} id={author} people={people} />
              ))}{' '}
              <Time at={proposal.at} />
            </span>
          </p>
          <Changes entry={record.entry} proposal={proposal} />
        </>
      )}
      {actions.length > 0 && (
        <div className="button-row">
          {actions.map((action) => (
            <button
              key={action}
              type="button"
              className={`button ${action === 'approve' ? 'primary' : ''}`}
              data-testid={`${TEST_IDS.operatorAct}-${action}`}
              onClick={() => setAsked(action)}
            >
              {t(action === 'edit' ? 'operator.change' : `source.acts.${action}.do`)}
            </button>
          ))}
        </div>
      )}
      <details>
        <summary>{t('source.history')}</summary>
        <ol className="plain-list">
          {history.toReversed().map(({ act, actor, at, reason, fields }) => (
            <li key={`${at} ${act}`}>
              <Time at={at} /> <PersonName id={actor.id} kind={actor.kind} people={people} /> {t(`operator.act.${act}`)}
              {fields.length > 0 &&
                ` (${(fields as (keyof OperatorEntry)[]).map((field) => t(`operator.fields.${field}`)).join(', ')})`}
              {reason === null ? '' : `: ${reason}`}
            </li>
          ))}
        </ol>
      </details>
      {asked === 'edit' && <OperatorEditForm record={record} onClose={close} />}
      {(asked === 'approve' || asked === 'refuse') && <AnswerDialog record={record} act={asked} onClose={close} />}
    </section>
  );
};
