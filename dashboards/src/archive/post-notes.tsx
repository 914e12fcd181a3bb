import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnnotationShown } from '#api/schemas/collections.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { FaultField } from '../parts/fault-field.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

const reload = (postId: string) => void queryClient.invalidateQueries({ queryKey: KEYS.annotations(postId) });

const WithdrawDialog = ({ note, postId, onClose }: { note: AnnotationShown; postId: string; onClose: () => void }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const withdraw = useMutation({
    mutationFn: () => api.annotations.withdraw(note.id, { reason: reason.trim() }),
    onSuccess: () => {
      reload(postId);
      onClose();
    },
  });
  return (
    <ActDialog
      title={t('postNotes.withdrawTitle')}
      onClose={onClose}
      act={withdraw}
      isReady={reason.trim().length >= 3}
      confirm={t('postNotes.withdraw')}
      testId={TEST_IDS.noteWithdrawKeep}
    >
      <p>{t('postNotes.withdrawText')}</p>
      <label className="field">
        <span>{t('postNotes.reason')}</span>
        <input
          required
          minLength={3}
          maxLength={300}
          value={reason}
          data-testid={TEST_IDS.noteReason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
    </ActDialog>
  );
};

/** Notes of analysts on what a post says: they are added to, never changed. */
export const PostNotes = ({ postId }: { postId: string }) => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [withdrawing, setWithdrawing] = useState<AnnotationShown | null>(null);
  const notes = useQuery({
    queryKey: KEYS.annotations(postId),
    queryFn: ({ signal }) => api.annotations.list(postId, signal),
  });
  const write = useMutation({
    mutationFn: () => api.annotations.write(postId, { text: text.trim() }),
    onSuccess: () => {
      setText('');
      reload(postId);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '' && !write.isPending) write.mutate();
  };
  return (
    <section className="card stack tight" aria-label={t('postNotes.title')} data-testid={TEST_IDS.postNotes}>
      <h2>{t('postNotes.title')}</h2>
      <Loaded query={notes} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t('postNotes.none')}</p>
          ) : (
            <ol className="plain-list">
              {items.map((note) => (
                <li key={note.id} data-testid={TEST_IDS.postNote}>
                  <p className="fine">
                    {note.author} · <Time at={note.at} />
                  </p>
                  {note.withdrawn === null ? (
                    <p className="note-text">{note.text}</p>
                  ) : (
                    <p className="quiet">{t('postNotes.withdrawn', { reason: note.withdrawn.reason })}</p>
                  )}
                  {note.isMine && note.withdrawn === null && (
                    <button
                      type="button"
                      className="button plain small"
                      data-testid={TEST_IDS.noteWithdraw}
                      onClick={() => setWithdrawing(note)}
                    >
                      {t('postNotes.withdraw')}
                    </button>
                  )}
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
      <form className="stack tight" onSubmit={submit}>
        <FaultField label={t('postNotes.label')} hint={t('postNotes.hint')}>
          {(control) => (
            <textarea
              {...control}
              maxLength={2000}
              rows={3}
              value={text}
              data-testid={TEST_IDS.postNoteText}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </FaultField>
        {write.isError && <ErrorPanel error={write.error} />}
        <p>
          <button
            type="submit"
            className="button small"
            data-testid={TEST_IDS.noteWrite}
            disabled={text.trim() === '' || write.isPending}
          >
            {t('postNotes.write')}
          </button>
        </p>
      </form>
      {withdrawing !== null && (
        <WithdrawDialog note={withdrawing} postId={postId} onClose={() => setWithdrawing(null)} />
      )}
    </section>
  );
};
