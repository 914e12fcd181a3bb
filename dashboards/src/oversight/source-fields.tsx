import { useTranslation } from 'react-i18next';
import type { SourceList } from '#api/schemas/sources.ts';
import { type Fault, FaultField } from '../parts/fault-field.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { adapterName } from './adapter-name.ts';
import { faultsAt, hostsOf, idOf, type SourceDraft } from './source-form.ts';

type OptionalField = 'fastest' | 'slowest' | 'requestsPerDay' | 'megabytesPerDay' | 'hostRequestsPerDay';
type TextField =
  | 'id'
  | 'name'
  | 'languages'
  | 'every'
  | 'delay'
  | 'requests'
  | 'retentionDays'
  | 'operatorId'
  | OptionalField;

/** The fields of an entry but for its recipes, in the order of the questions that they answer. */
export const SourceFields = ({
  draft,
  onChange,
  faults,
  list,
  isNew,
}: {
  draft: SourceDraft;
  onChange: (part: Partial<SourceDraft>) => void;
  faults: readonly Fault[];
  list: Pick<SourceList, 'owners' | 'operators' | 'adapters'>;
  isNew: boolean;
}) => {
  const { t } = useTranslation();
  const at = (field: string): Fault[] => faultsAt(faults, `/${field}`);
  const text = (name: TextField, field: string, extra: object = {}) => (
    <FaultField label={t(`source.form.${name}`)} hint={t(`source.form.hints.${name}`)} faults={at(field)}>
      {(control) => (
        <input
          {...control}
          required
          {...extra}
          data-testid={`${TEST_IDS.sourceField}-${name}`}
          value={draft[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </FaultField>
  );
  const area = (name: 'addresses' | 'hosts' | 'legalBasis' | 'purpose') => (
    <FaultField label={t(`source.form.${name}`)} hint={t(`source.form.hints.${name}`)} faults={at(name)}>
      {(control) => (
        <textarea
          {...control}
          required
          rows={name === 'addresses' || name === 'hosts' ? 2 : 3}
          spellCheck={name === 'legalBasis' || name === 'purpose'}
          data-testid={`${TEST_IDS.sourceField}-${name}`}
          value={draft[name]}
          onChange={(event) => {
            const { value } = event.target;
            // The hosts follow the addresses until somebody writes others.
            const follows = name === 'addresses' && draft.hosts === hostsOf(draft.addresses).join('\n');
            onChange({ [name]: value, ...(follows ? { hosts: hostsOf(value).join('\n') } : {}) });
          }}
        />
      )}
    </FaultField>
  );
  const number = { type: 'number', min: 0, step: 'any' };
  const optional = { ...number, required: false };
  return (
    <>
      <fieldset className="policy-fields source-fields">
        <legend>{t('source.form.what')}</legend>
        <FaultField label={t('source.form.name')} hint={t('source.form.hints.name')} faults={at('name')}>
          {(control) => (
            <input
              {...control}
              required
              maxLength={120}
              data-testid={`${TEST_IDS.sourceField}-name`}
              value={draft.name}
              onChange={(event) => {
                const name = event.target.value;
                onChange({ name, ...(isNew && draft.id === idOf(draft.name) ? { id: idOf(name) } : {}) });
              }}
            />
          )}
        </FaultField>
        {text('id', 'id', { readOnly: !isNew, pattern: '[A-Za-z0-9_:.\\-]{1,128}' })}
        <FaultField label={t('source.form.adapter')} hint={t('source.form.hints.adapter')} faults={at('adapter')}>
          {(control) => (
            <select
              {...control}
              data-testid={`${TEST_IDS.sourceField}-adapter`}
              value={draft.adapter}
              onChange={(event) => onChange({ adapter: event.target.value as SourceDraft['adapter'] })}
            >
              {list.adapters.map((adapter) => (
                <option key={adapter} value={adapter}>
                  {adapterName(adapter)}
                </option>
              ))}
            </select>
          )}
        </FaultField>
        {text('languages', 'languages')}
      </fieldset>
      <fieldset className="policy-fields source-fields">
        <legend>{t('source.form.where')}</legend>
        {area('addresses')}
        {area('hosts')}
        <FaultField
          label={t('source.fields.operatorId')}
          hint={t('source.form.hints.operatorId')}
          faults={at('operatorId')}
        >
          {(control) => (
            <>
              <input
                {...control}
                required
                list={`${control.id}-operators`}
                data-testid={`${TEST_IDS.sourceField}-operatorId`}
                value={draft.operatorId}
                onChange={(event) => onChange({ operatorId: event.target.value })}
              />
              <datalist id={`${control.id}-operators`}>
                {list.operators.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </FaultField>
      </fieldset>
      <fieldset className="policy-fields source-fields">
        <legend>{t('source.form.why')}</legend>
        {area('legalBasis')}
        {area('purpose')}
        <FaultField label={t('source.fields.owner')} hint={t('source.form.hints.owner')} faults={at('owner')}>
          {(control) => (
            <select
              {...control}
              required
              data-testid={`${TEST_IDS.sourceField}-owner`}
              value={draft.owner}
              onChange={(event) => onChange({ owner: event.target.value })}
            >
              {list.owners.map(({ id, displayName, post }) => (
                <option key={id} value={id}>
                  {`${displayName} (${post})`}
                </option>
              ))}
            </select>
          )}
        </FaultField>
        <FaultField label={t('source.fields.reviewBy')} hint={t('source.form.hints.reviewBy')} faults={at('reviewBy')}>
          {(control) => (
            <input
              {...control}
              type="date"
              required
              data-testid={`${TEST_IDS.sourceField}-reviewBy`}
              value={draft.reviewBy}
              onChange={(event) => onChange({ reviewBy: event.target.value })}
            />
          )}
        </FaultField>
        {text('retentionDays', 'retentionDays', { ...number, step: 1 })}
      </fieldset>
      <fieldset className="policy-fields source-fields">
        <legend>{t('source.form.how')}</legend>
        {text('every', 'everySeconds', number)}
        {text('delay', 'delayMilliseconds', number)}
        {text('requests', 'maxRequestsPerPoll', { ...number, step: 1 })}
        {text('fastest', 'pace/fastestSeconds', optional)}
        {text('slowest', 'pace/slowestSeconds', optional)}
      </fieldset>
      <fieldset className="policy-fields source-fields">
        <legend>{t('source.fields.budget')}</legend>
        {text('requestsPerDay', 'budget/requestsPerDay', { ...optional, step: 1 })}
        {text('megabytesPerDay', 'budget/bytesPerDay', optional)}
        {text('hostRequestsPerDay', 'budget/hostRequestsPerDay', { ...optional, step: 1 })}
      </fieldset>
    </>
  );
};
