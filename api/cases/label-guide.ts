import { CATEGORY_GUIDE, CONTEXT_GUIDE } from '#core/label-guide.ts';
import { CATEGORIES, CATEGORY_FACTS, CONTEXTS } from '#core/labels.ts';
import { REASON_TEMPLATES } from '#takedowns/reasons.ts';
import type { LabelGuide } from '../schemas/cases.ts';

/** The label guide and the templates of reasons, as they stand beside a case. */
export const labelGuide: LabelGuide = {
  categories: CATEGORIES.map((id) => ({ id, ...CATEGORY_FACTS[id], ...CATEGORY_GUIDE[id] })),
  contexts: CONTEXTS.map((id) => ({ id, ...CONTEXT_GUIDE[id] })),
  reasons: CATEGORIES.map((category) => ({ category, ...REASON_TEMPLATES[category] })),
};
