import type { CaseDetail } from '#api/schemas/cases.ts';

type Case = CaseDetail['case'];
interface At {
  key: string;
  at: string;
}
export type HistoryEntry = At &
  (
    | { kind: 'opened' }
    | { kind: 'decision'; decision: Case['decisions'][number] }
    | { kind: 'note'; note: Case['notes'][number] }
    | { kind: 'countersigned'; by: string }
    | { kind: 'resolved' }
  );

/** Everything that happened to a case, oldest first. */
export const historyOf = (subject: Case): HistoryEntry[] => {
  const { countersignature, resolvedAt } = subject;
  const entries: HistoryEntry[] = [
    { key: 'opened', at: subject.openedAt, kind: 'opened' },
    ...subject.decisions.map((decision, index) => ({
      key: `decision-${index}`,
      at: decision.at,
      kind: 'decision' as const,
      decision,
    })),
    ...subject.notes.map((note, index) => ({ key: `note-${index}`, at: note.at, kind: 'note' as const, note })),
  ];
  if (countersignature !== null)
    entries.push({ key: 'countersigned', at: countersignature.at, kind: 'countersigned', by: countersignature.by });
  if (resolvedAt !== null) entries.push({ key: 'resolved', at: resolvedAt, kind: 'resolved' });
  return entries.sort((a, b) => a.at.localeCompare(b.at));
};
