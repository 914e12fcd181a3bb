import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { AskForExport } from '#api/schemas/exports.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import type { readSearch } from './search-query.ts';

/** Those that are made at once, too. */
const AT_ONCE = ['csv', 'jsonl'] as const;
/** Those that hold captures. */
const OF_EVIDENCE = ['wacz', 'warc'] as const;
const FORMATS = [...AT_ONCE, 'stix', ...OF_EVIDENCE] as const;
type Format = (typeof FORMATS)[number];
const isAtOnce = (format: Format): format is (typeof AT_ONCE)[number] => AT_ONCE.some((one) => one === format);
const isOfEvidence = (format: Format): boolean => OF_EVIDENCE.some((one) => one === format);

/** Takes everything that the search finds as a file, with a reason; the rows carry the mark of this copy. */
export const ExportButton = ({ search }: { search: ReturnType<typeof readSearch> }) => {
  const { t } = useTranslation();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState<Format>('csv');
  const [waits, setWaits] = useState(false);
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const { sort: _, ...question } = search;
  const take = useMutation({
    // The values come from the address as they are; the server names what is wrong with them.
    mutationFn: async () => {
      const asked = question as AskForExport['question'];
      if (!waits && isAtOnce(format)) return api.posts.export({ ...asked, format }, reason.trim());
      await api.exports.ask({ format, question: asked, reason: reason.trim() });
      await queryClient.invalidateQueries({ queryKey: KEYS.exports });
      await navigate('/archive/exports');
    },
    onSuccess: () => setOpen(false),
  });
  if (!may('post:export')) return null;
  return (
    <>
      <button type="button" className="button" data-testid={TEST_IDS.exportOpen} onClick={() => setOpen(true)}>
        {t('export.do')}
      </button>
      {open && (
        <ActDialog
          title={t('export.title')}
          onClose={() => setOpen(false)}
          act={take}
          isReady={reason.trim().length >= 3}
          confirm={t(take.isPending ? 'export.running' : 'export.do')}
          testId={TEST_IDS.exportConfirm}
        >
          <p>{t('export.text')}</p>
          <label className="field">
            <span className="field-label">{t('export.format')}</span>
            <select
              value={format}
              data-testid={TEST_IDS.exportFormat}
              onChange={(event) => setFormat(event.target.value as Format)}
            >
              {FORMATS.filter((one) => !isOfEvidence(one) || may('evidence:read')).map((one) => (
                <option key={one} value={one}>
                  {t(`export.formats.${one}`)}
                </option>
              ))}
            </select>
          </label>
          <label className="check">
            <input
              type="checkbox"
              checked={waits || !isAtOnce(format)}
              disabled={!isAtOnce(format)}
              data-testid={TEST_IDS.exportLater}
              onChange={(event) => setWaits(event.target.checked)}
            />
            <span>{t('exports.later')}</span>
          </label>
          <label className="field">
            <span className="field-label">{t('people.reason')}</span>
            <input
              required
              maxLength={300}
              value={reason}
              data-testid={TEST_IDS.exportReason}
              onChange={(event) => setReason(event.target.value)}
            />
            <span className="hint">{t('people.reasonHint')}</span>
          </label>
        </ActDialog>
      )}
    </>
  );
};
