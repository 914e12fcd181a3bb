import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperatorEntry, OperatorRecordView } from '#api/schemas/operators.ts';
import { api } from '../api/client.ts';
import { isFailure } from '../api/failure.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { type Fault, FaultField } from '../parts/fault-field.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { draftOf, EMPTY_OPERATOR, entryOf, MANUAL_WAYS, type OperatorDraft } from './operator-form.ts';

export const keepOperator = (next: OperatorRecordView): void => {
  queryClient.setQueryData(KEYS.operatorRecord(next.id), next);
  void queryClient.invalidateQueries({ queryKey: KEYS.operators });
};

/** An entry of the directory as a form: a new one where nothing is there yet, else another wording of it. */
export const OperatorEditForm = ({ record, onClose }: { record: OperatorRecordView | null; onClose: () => void }) => {
  const { t } = useTranslation();
  const start = record?.proposal?.entry ?? record?.entry ?? null;
  const [draft, setDraft] = useState<OperatorDraft>(start === null ? EMPTY_OPERATOR : draftOf(start));
  const [reason, setReason] = useState('');
  const change = (part: Partial<OperatorDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: (entry: OperatorEntry) =>
      record === null
        ? api.directory.propose({ entry, reason: reason.trim() })
        : api.directory.edit(record.id, { version: record.version, entry, reason: reason.trim() }),
    onSuccess: (next) => {
      keepOperator(next);
      onClose();
    },
  });
  const faults: readonly Fault[] = isFailure(save.error) ? save.error.details : [];
  const at = (...fields: string[]): Fault[] =>
    faults.filter(({ location }) => fields.some((field) => location.startsWith(`/entry/${field}`)));
  const text = (
    name: Exclude<keyof OperatorDraft, 'channel'>,
    fields: string[],
    extra: { required?: boolean; readOnly?: boolean; pattern?: string; area?: boolean } = {},
  ) => {
    const { area = false, ...rest } = extra;
    return (
      <FaultField label={t(`operator.form.${name}`)} hint={t(`operator.form.hints.${name}`)} faults={at(...fields)}>
        {(control) => {
          const shared = {
            ...control,
            ...{ required: true, ...rest, value: draft[name], 'data-testid': `${TEST_IDS.operatorField}-${name}` },
            onChange: (event: { target: { value: string } }) => change({ [name]: event.target.value }),
          };
          return area ? <textarea rows={4} spellCheck={false} {...shared} /> : <input {...shared} />;
        }}
      </FaultField>
    );
  };
  return (
    <ActDialog
      title={t(record === null ? 'operator.propose' : 'operator.change')}
      onClose={onClose}
      act={{ ...save, mutate: () => save.mutate(entryOf(draft)) }}
      confirm={t('operator.form.send')}
      testId={TEST_IDS.operatorSave}
    >
      <p className="quiet">{t('operator.form.twoPeople')}</p>
      <div className="operator-fields">
        {text('name', ['name'])}
        {text('id', ['id'], { readOnly: record !== null, pattern: '[A-Za-z0-9_:.\\-]{1,128}' })}
        {text('platforms', ['platforms'])}
        {text('languages', ['languages'])}
        {text('contactPoint', ['contactPoint'])}
        {text('establishedIn', ['establishedIn'], { pattern: '[A-Z]{2}' })}
        {text('representative', ['legalRepresentative'], { required: false })}
        {text('representativeIn', ['legalRepresentative'], {
          required: draft.representative !== '',
          pattern: '[A-Z]{2}',
        })}
        <FaultField label={t('operator.channel')} hint={t('operator.form.hints.channel')}>
          {(control) => (
            <select
              {...control}
              data-testid={`${TEST_IDS.operatorField}-channel`}
              value={draft.channel}
              onChange={(event) => change({ channel: event.target.value as OperatorDraft['channel'] })}
            >
              <option value="https">{t('operator.channelKind.https')}</option>
              <option value="email">{t('operator.channelKind.email')}</option>
              {MANUAL_WAYS.map((way) => (
                <option key={way} value={way}>
                  {t(`operator.form.way.${way}`)}
                </option>
              ))}
            </select>
          )}
        </FaultField>
        {text('address', ['channel'])}
        {text('keyId', ['key/id'], { required: draft.channel === 'https' || draft.publicKeyPem !== '' })}
        {text('publicKeyPem', ['key/publicKeyPem', 'key'], {
          ...{ required: draft.channel === 'https' || draft.keyId !== '', area: true },
        })}
      </div>
      <label className="field">
        <span>{t('source.reason')}</span>
        <textarea
          required
          minLength={3}
          maxLength={2000}
          value={reason}
          data-testid={`${TEST_IDS.operatorField}-reason`}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
    </ActDialog>
  );
};
