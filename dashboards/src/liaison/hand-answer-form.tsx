import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnterAnswer } from '#api/schemas/notices.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import {
  type AnnexKnown,
  emptyHandDraft,
  HAND_KINDS,
  type HandDraft,
  type HandKind,
  handAnswerOf,
} from './hand-answer.ts';
import { StatementFields } from './statement-fields.tsx';
import { TimeField, typedOf } from './time-field.tsx';

type TextName = 'source' | 'addresseeReference' | 'name' | 'memberState' | 'authorisedPerson' | 'email';
type AreaName = 'explanation' | 'needed' | 'redress' | 'text';
type TimeName = 'answeredAt' | 'receivedAt' | 'measureAt' | 'actedAt';

/** What came by letter, mail or telephone, entered by whoever has it before them, with what it came in. */
export const HandAnswerForm = ({
  reference,
  to,
  known,
  zone,
  enter,
}: {
  reference: string;
  /** What it answers. */
  to: keyof typeof HAND_KINDS;
  /** Of an order: what its annexes need not ask for. Null for what no annex answers. */
  known: AnnexKnown | null;
  zone: string;
  enter: (body: EnterAnswer) => Promise<unknown>;
}) => {
  const { t } = useTranslation();
  const kinds: readonly HandKind[] = HAND_KINDS[to];
  const empty = () => emptyHandDraft(known, known?.receivedAt == null ? '' : typedOf(known.receivedAt));
  const [kind, setKind] = useState<HandKind>(kinds[0] ?? 'text');
  const [draft, setDraft] = useState<HandDraft>(empty);
  const change = (part: Partial<HandDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const body = handAnswerOf(kind, draft, { reference, known });
  const send = useMutation({
    mutationFn: (answer: EnterAnswer) => enter(answer),
    onSuccess: () => setDraft(empty()),
  });
  const id = (name: string): string => `${TEST_IDS.handField}-${name}`;
  const text = (name: TextName): ReactNode => (
    <label className="field">
      <span>{t(`handAnswer.${name}`)}</span>
      <input
        type="text"
        maxLength={name === 'source' ? 500 : 254}
        value={draft[name]}
        data-testid={id(name)}
        onChange={(event) => change({ [name]: event.target.value })}
      />
    </label>
  );
  const area = (name: AreaName): ReactNode => (
    <label className="field">
      <span>{t(`handAnswer.${name}`)}</span>
      <textarea
        rows={3}
        maxLength={4000}
        value={draft[name]}
        data-testid={id(name)}
        onChange={(event) => change({ [name]: event.target.value })}
      />
    </label>
  );
  const time = (name: TimeName): ReactNode => (
    <TimeField
      label={t(`handAnswer.${name}`)}
      value={draft[name]}
      onChange={(typed) => change({ [name]: typed })}
      zone={zone}
      testId={id(name)}
    />
  );
  const pick = <N extends 'measure' | 'reason' | 'outcome'>(
    name: N,
    options: readonly HandDraft[N][],
    labelOf: (option: HandDraft[N]) => string,
  ): ReactNode => (
    <label className="field">
      <span>{t(`handAnswer.${name}`)}</span>
      <select value={draft[name]} data-testid={id(name)} onChange={(event) => change({ [name]: event.target.value })}>
        {options.map((option) => (
          <option key={option} value={option}>
            {labelOf(option)}
          </option>
        ))}
      </select>
    </label>
  );
  const isAnnex = kind === 'tco-annex-2' || kind === 'tco-annex-3';
  return (
    <form
      className="stack tight"
      aria-label={t('answerDesk.byHand')}
      onSubmit={(event) => {
        event.preventDefault();
        if (body !== null && !send.isPending) send.mutate(body);
      }}
    >
      <label className="field">
        <span>{t('answerDesk.kind')}</span>
        <select value={kind} data-testid={id('kind')} onChange={(event) => setKind(event.target.value as HandKind)}>
          {kinds.map((one) => (
            <option key={one} value={one}>
              {t(`handAnswer.kinds.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {text('source')}
      {time('answeredAt')}
      {isAnnex && (
        <>
          {time('receivedAt')}
          {text('addresseeReference')}
        </>
      )}
      {kind === 'tco-annex-2' && (
        <>
          {pick('measure', ['removed', 'access-disabled'], (one) => t(`answer.measures.${one}`))}
          {time('measureAt')}
        </>
      )}
      {kind === 'tco-annex-3' && (
        <>
          {pick('reason', ['manifest-errors', 'insufficient-information', 'force-majeure'], (one) =>
            t(`answer.reasons.${one}`),
          )}
          {area('explanation')}
          {area('needed')}
        </>
      )}
      {kind === 'notice-decision' && (
        <>
          {pick('outcome', ['acted', 'not_acted'], (one) => t(`noticeAnswer.outcome.${one}`))}
          {draft.outcome === 'acted' && time('actedAt')}
          {area('explanation')}
          {area('redress')}
          <label className="check">
            <input
              type="checkbox"
              checked={draft.automated}
              onChange={(event) => change({ automated: event.target.checked })}
            />
            <span>{t('handAnswer.automated')}</span>
          </label>
        </>
      )}
      {kind === 'dsa-statement' && (
        <StatementFields
          draft={draft.statement}
          onChange={(part) => setDraft((before) => ({ ...before, statement: { ...before.statement, ...part } }))}
        />
      )}
      {kind === 'text' && area('text')}
      {isAnnex && (
        <>
          {text('name')}
          {text('memberState')}
          {text('authorisedPerson')}
          {text('email')}
        </>
      )}
      {send.isError && <ErrorPanel error={send.error} />}
      {body === null && <p className="hint">{t('handAnswer.missing')}</p>}
      <div className="button-row end">
        <button
          type="submit"
          className="button primary"
          data-testid={TEST_IDS.enterAnswer}
          disabled={body === null || send.isPending}
        >
          {t('answerDesk.enter')}
        </button>
      </div>
    </form>
  );
};
