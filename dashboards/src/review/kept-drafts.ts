import type { DecisionDraft } from './decision-draft.ts';

/**
 * What was typed on a case, for as long as the window lives: through a sign-in in between, a change by somebody else, or an
 * Undo. Kept by person, in memory only.
 */
const drafts = new Map<string, DecisionDraft>();
const key = (personId: string, caseId: string): string => `${personId}\n${caseId}`;

export const keptDraft = (personId: string, caseId: string): DecisionDraft | undefined =>
  drafts.get(key(personId, caseId));
export const keepDraft = (personId: string, caseId: string, draft: DecisionDraft): void => {
  drafts.set(key(personId, caseId), draft);
};
