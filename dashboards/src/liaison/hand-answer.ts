import type { EnterAnswer } from '#api/schemas/notices.ts';
import { emptyStatement, type StatementDraft, statementOf } from './statement-draft.ts';
import { momentOf } from './time-field.tsx';

/** What is known of an order, so that its annexes need not be typed whole. */
export interface AnnexKnown {
  addressee: string;
  authority: string;
  memberState: string;
  email: string;
  receivedAt: string | null;
}

export const HAND_KINDS = {
  order: ['tco-annex-2', 'tco-annex-3', 'text'],
  /** An order under article 9 is answered without a statement of reasons. */
  'dsa-order': ['notice-decision', 'text'],
  notice: ['notice-decision', 'dsa-statement', 'text'],
} as const;
export type HandKind = (typeof HAND_KINDS)[keyof typeof HAND_KINDS][number];

/** What a liaison has typed, for every kind: switching between them loses nothing. Times as their fields hold them. */
export interface HandDraft {
  source: string;
  answeredAt: string;
  addresseeReference: string;
  receivedAt: string;
  measure: 'removed' | 'access-disabled';
  measureAt: string;
  reason: 'force-majeure' | 'manifest-errors' | 'insufficient-information';
  explanation: string;
  needed: string;
  name: string;
  memberState: string;
  authorisedPerson: string;
  email: string;
  outcome: 'acted' | 'not_acted';
  actedAt: string;
  redress: string;
  automated: boolean;
  statement: StatementDraft;
  text: string;
}

export const emptyHandDraft = (known: AnnexKnown | null, receivedAt: string): HandDraft => ({
  ...{ source: '', answeredAt: '', addresseeReference: '', receivedAt, measure: 'removed', measureAt: '' },
  ...{ reason: 'manifest-errors', explanation: '', needed: '', authorisedPerson: '' },
  ...{ name: known?.addressee ?? '', memberState: known?.memberState ?? '', email: known?.email ?? '' },
  ...{ outcome: 'acted', actedAt: '', redress: '', automated: false, statement: emptyStatement(), text: '' },
});

const long = (text: string, least = 3): boolean => text.trim().length >= least;

/** The answer as the API takes it; null while something is missing. */
export const handAnswerOf = (
  kind: HandKind,
  draft: HandDraft,
  subject: { reference: string; known: AnnexKnown | null },
): EnterAnswer | null => {
  const source = draft.source.trim();
  const answeredAt = momentOf(draft.answeredAt);
  if (!long(source) || answeredAt === null) return null;
  const head = { version: 1, reference: subject.reference };
  const { known } = subject;
  const provider = {
    name: draft.name.trim(),
    memberState: draft.memberState.trim().toUpperCase(),
    authorisedPerson: draft.authorisedPerson.trim(),
    email: draft.email.trim(),
  };
  const receivedAt = momentOf(draft.receivedAt);
  const annex =
    known === null || receivedAt === null || !/^[A-Z]{2}$/.test(provider.memberState) || !long(provider.email)
      ? null
      : {
          ...head,
          ...{ addressee: known.addressee, authority: known.authority, receivedAt, provider, answeredAt },
          addresseeReference: draft.addresseeReference.trim(),
        };
  const hasPeople = provider.name !== '' && provider.authorisedPerson !== '';
  switch (kind) {
    case 'tco-annex-2': {
      const measureAt = momentOf(draft.measureAt);
      if (annex === null || measureAt === null || !hasPeople) return null;
      return { source, answer: { form: kind, ...annex, measure: draft.measure, measureAt } };
    }
    case 'tco-annex-3': {
      const explanation = draft.explanation.trim();
      const needed = draft.needed.trim() === '' ? null : draft.needed.trim();
      if (annex === null || !hasPeople || !long(explanation)) return null;
      return { source, answer: { form: kind, ...annex, reason: draft.reason, explanation, needed } };
    }
    case 'notice-decision': {
      const actedAt = draft.outcome === 'acted' ? momentOf(draft.actedAt) : null;
      if (!long(draft.explanation) || (draft.outcome === 'acted' && actedAt === null)) return null;
      const said = { explanation: draft.explanation.trim(), automated: draft.automated };
      const redress = draft.redress.trim() === '' ? null : draft.redress.trim();
      const { outcome } = draft;
      return { source, answer: { form: kind, ...head, outcome, actedAt, ...said, redress, decidedAt: answeredAt } };
    }
    case 'dsa-statement': {
      const statement = statementOf(draft.statement);
      return statement === null ? null : { source, answer: { form: kind, ...head, statement, answeredAt } };
    }
    case 'text':
      return long(draft.text) ? { source, answer: { form: kind, ...head, text: draft.text.trim(), answeredAt } } : null;
  }
};
