import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Time } from '../parts/time.tsx';
import { useMay, useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';

const keep = (next: CaseDetail): void => {
  queryClient.setQueryData(KEYS.case(next.case.id), next);
};

const GoldenDialog = ({ caseId, onClose }: { caseId: string; onClose: () => void }) => {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const act = useMutation({
    mutationFn: () => api.quality.makeGolden(caseId, { note: note.trim() }),
    onSuccess: (next) => {
      keep(next);
      onClose();
    },
  });
  return (
    <ActDialog
      title={t('quality.makeGolden')}
      onClose={onClose}
      act={act}
      isReady={note.trim().length >= 10}
      confirm={t('quality.makeGolden')}
      testId={TEST_IDS.goldenConfirm}
    >
      <p>{t('quality.goldenText')}</p>
      <label className="field">
        <span>{t('quality.goldenNote')}</span>
        <textarea
          required
          rows={4}
          minLength={10}
          maxLength={4000}
          value={note}
          data-testid={TEST_IDS.goldenNote}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
    </ActDialog>
  );
};

const CoachDialog = ({
  caseId,
  people,
  onClose,
}: {
  caseId: string;
  people: readonly { id: string; name: string }[];
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const [to, setTo] = useState(people[0]?.id ?? '');
  const [text, setText] = useState('');
  const act = useMutation({
    mutationFn: () => api.quality.coach(caseId, { to, text: text.trim() }),
    onSuccess: (next) => {
      keep(next);
      onClose();
    },
  });
  return (
    <ActDialog
      title={t('quality.coach')}
      onClose={onClose}
      act={act}
      isReady={to !== '' && text.trim().length >= 3}
      confirm={t('quality.sendCoaching')}
      testId={TEST_IDS.coachConfirm}
    >
      <p>{t('quality.coachText')}</p>
      <label className="field">
        <span>{t('colleagues.to')}</span>
        <select value={to} onChange={(event) => setTo(event.target.value)}>
          {people.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t('quality.word')}</span>
        <textarea
          required
          rows={3}
          minLength={3}
          maxLength={4000}
          value={text}
          data-testid={TEST_IDS.coachText}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
    </ActDialog>
  );
};

const FINAL = ['cleared', 'confirmed', 'signed', 'in_takedown', 'resolved'];

/** Second readings, the golden answer and words of coaching, as far as the reader may see them. */
export const CaseQuality = ({ detail }: { detail: CaseDetail }) => {
  const { t } = useTranslation();
  const { account } = useSession();
  const may = useMay();
  const [open, setOpen] = useState<'golden' | 'coach' | null>(null);
  const { case: subject, people } = detail;
  const { readings = [], coaching = [], golden } = subject;
  const isFinal = FINAL.includes(subject.state) && subject.holdUntil === null;
  const manages = may('quality:manage') && isFinal;
  if (readings.length + coaching.length === 0 && golden === undefined && !manages) return null;
  const nameOf = (id: string): string => people.find((one) => one.id === id)?.displayName ?? id;
  const took = [...new Set([...subject.decisions.map(({ reviewer }) => reviewer), ...readings.map(({ by }) => by)])]
    .filter((id) => id !== account.id)
    .map((id) => ({ id, name: nameOf(id) }));
  return (
    <section className="card stack tight" aria-label={t('quality.title')} data-testid={TEST_IDS.caseQuality}>
      <div className="card-head">
        <h2>{t('quality.title')}</h2>
        {manages && (
          <div className="button-row">
            {golden === undefined && (
              <button
                type="button"
                className="button small"
                data-testid={TEST_IDS.makeGolden}
                onClick={() => setOpen('golden')}
              >
                {t('quality.makeGolden')}
              </button>
            )}
            {took.length > 0 && (
              <button
                type="button"
                className="button small"
                data-testid={TEST_IDS.coach}
                onClick={() => setOpen('coach')}
              >
                {t('quality.coach')}
              </button>
            )}
          </div>
        )}
      </div>
      {golden !== undefined && (
        <p>
          <span className="badge info">{t('quality.isGolden')}</span> {golden.note}
        </p>
      )}
      {readings.map((one) => (
        <p key={`${one.by} ${one.at}`}>
          {t('quality.readAs', { outcome: t(`outcome.${one.outcome}`) })} <PersonName id={one.by} people={people} />
          {t('app.colon')}
          {one.reason} <Time at={one.at} />
        </p>
      ))}
      {coaching.map((one) => (
        <p key={`${one.by} ${one.at}`}>
          <PersonName id={one.by} people={people} /> → <PersonName id={one.to} people={people} />
          {t('app.colon')}
          {one.text} <Time at={one.at} />
        </p>
      ))}
      {open === 'golden' && <GoldenDialog caseId={subject.id} onClose={() => setOpen(null)} />}
      {open === 'coach' && <CoachDialog caseId={subject.id} people={took} onClose={() => setOpen(null)} />}
    </section>
  );
};
