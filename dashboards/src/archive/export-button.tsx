import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PostExportQuery } from '#api/schemas/posts.ts';
import { api } from '../api/client.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import type { readSearch } from './search-query.ts';

const FORMATS = ['csv', 'jsonl'] as const;

/** Takes everything that the search finds as a file, with a reason; the rows carry the mark of this copy. */
export const ExportButton = ({ search }: { search: ReturnType<typeof readSearch> }) => {
  const { t } = useTranslation();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState<PostExportQuery['format']>('csv');
  const [reason, setReason] = useState('');
  const { sort: _, ...question } = search;
  const take = useMutation({
    mutationFn: () => api.posts.export({ ...(question as PostExportQuery), format }, reason.trim()),
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
            <select value={format} onChange={(event) => setFormat(event.target.value as PostExportQuery['format'])}>
              {FORMATS.map((one) => (
                <option key={one} value={one}>
                  {t(`export.formats.${one}`)}
                </option>
              ))}
            </select>
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
