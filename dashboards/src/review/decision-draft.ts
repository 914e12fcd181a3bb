import type { Decide } from '#api/schemas/cases.ts';
import type { Category } from '../parts/categories.ts';

export type DecisionInput = Decide['decision'];
export type Outcome = DecisionInput['outcome'];
type ExemptionTest = NonNullable<DecisionInput['exemption']>;
export type Purpose = Exclude<keyof ExemptionTest, 'explanation'>;

/** The protected purposes of article 1(3), in the order of the article. */
export const PURPOSES = [
  'education',
  'journalism',
  'art',
  'research',
  'counterSpeech',
  'publicDebate',
] as const satisfies readonly Purpose[];

/** What a reviewer has typed so far. Nothing is answered beforehand. */
export interface DecisionDraft {
  outcome: Outcome | null;
  categories: Category[];
  /** null: not answered. */
  exemption: Record<Purpose, boolean | null>;
  explanation: string;
  reason: string;
}

export const emptyDraft = (): DecisionDraft => ({
  outcome: null,
  categories: [],
  exemption: {
    education: null,
    journalism: null,
    art: null,
    research: null,
    counterSpeech: null,
    publicDebate: null,
  },
  explanation: '',
  reason: '',
});

export type Missing =
  | 'unread'
  | 'outcome'
  | 'category'
  | 'exemption'
  | 'exemptionApplies'
  | 'explanation'
  | 'reason'
  | 'placeholder';

/** An answer to the question whether it violates may be carried to other cases; a doubt may not. */
export const isCarriable = (outcome: Outcome): boolean => outcome === 'violating' || outcome === 'not_violating';

/** A template leaves a gap; whoever uses it fills it. */
export const hasPlaceholder = (text: string): boolean => /…|\.{3}/.test(text);

/** What still stands between a draft and a decision, in the order of the form. `read`: the text was shown. */
export const missingIn = (draft: DecisionDraft, read: boolean): Missing[] => {
  const { outcome, categories, exemption, explanation, reason } = draft;
  if (outcome === null) return ['outcome'];
  const missing: Missing[] = [];
  const judges = outcome === 'violating' || outcome === 'not_violating';
  if (judges && !read) missing.push('unread');
  if (outcome === 'violating') {
    const answers = Object.values(exemption);
    if (categories.length === 0) missing.push('category');
    if (answers.includes(null)) missing.push('exemption');
    if (answers.includes(true)) missing.push('exemptionApplies');
    if (explanation.trim().length < 10) missing.push('explanation');
  }
  if (reason.trim().length < 3) missing.push('reason');
  else if (hasPlaceholder(reason)) missing.push('placeholder');
  return missing;
};

const answered = (exemption: DecisionDraft['exemption'], explanation: string): ExemptionTest | null => {
  const { education, journalism, art, research, counterSpeech, publicDebate } = exemption;
  if (
    education === null ||
    journalism === null ||
    art === null ||
    research === null ||
    counterSpeech === null ||
    publicDebate === null
  )
    return null;
  return { education, journalism, art, research, counterSpeech, publicDebate, explanation: explanation.trim() };
};

/** The decision as the API takes it; null while something is missing. */
export const decisionOf = (draft: DecisionDraft, contentHash: string, read: boolean): DecisionInput | null => {
  if (draft.outcome === null || missingIn(draft, read).length > 0) return null;
  const violating = draft.outcome === 'violating';
  return {
    outcome: draft.outcome,
    categories: violating ? draft.categories : [],
    legalBasis: violating ? 'tco-art-3' : 'none',
    exemption: violating ? answered(draft.exemption, draft.explanation) : null,
    reason: draft.reason.trim(),
    contentHash,
  };
};

/** A template goes after what is there already. */
export const withTemplate = (reason: string, template: string): string =>
  reason.trim() === '' ? template : `${reason.trimEnd()}\n${template}`;
