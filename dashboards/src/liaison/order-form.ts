import type { DraftOrder, OrderDetail } from '#api/schemas/orders.ts';

export type OrderForm = DraftOrder['form'];

/** What a liaison has typed; the switches stay apart from the texts, so that switching off and on loses nothing. */
export interface FormDraft {
  statementOfReasons: string;
  nonDisclosure: boolean;
  nonDisclosureReason: string;
  emergency: boolean;
  emergencyReason: string;
}

export const emptyForm = (): FormDraft => ({
  statementOfReasons: '',
  nonDisclosure: false,
  nonDisclosureReason: '',
  emergency: false,
  emergencyReason: '',
});

export const draftOf = (form: OrderForm): FormDraft => ({
  statementOfReasons: form.statementOfReasons,
  nonDisclosure: form.nonDisclosure,
  nonDisclosureReason: form.nonDisclosureReason ?? '',
  emergency: form.emergencyReason !== null,
  emergencyReason: form.emergencyReason ?? '',
});

export type FormMissing = 'statement' | 'placeholder' | 'nonDisclosureReason' | 'emergencyReason';

export const missingInForm = (draft: FormDraft): FormMissing[] => {
  const missing: FormMissing[] = [];
  if (draft.statementOfReasons.trim().length < 30) missing.push('statement');
  if (/…|\.{3}/.test(draft.statementOfReasons)) missing.push('placeholder');
  if (draft.nonDisclosure && draft.nonDisclosureReason.trim().length < 3) missing.push('nonDisclosureReason');
  if (draft.emergency && draft.emergencyReason.trim().length < 10) missing.push('emergencyReason');
  return missing;
};

/** The form as the API takes it. */
export const formOf = (draft: FormDraft): OrderForm => ({
  statementOfReasons: draft.statementOfReasons.trim(),
  nonDisclosure: draft.nonDisclosure,
  nonDisclosureReason: draft.nonDisclosure ? draft.nonDisclosureReason.trim() : null,
  emergencyReason: draft.emergency ? draft.emergencyReason.trim() : null,
});

/** Annex I with what stands in the form put in, for the preview while a draft is being changed; saving fills it anew. */
export const withForm = <D extends OrderDetail['order']['document']>(document: D, form: OrderForm): D => ({
  ...document,
  sectionB: { ...document.sectionB, statementOfReasons: form.statementOfReasons },
  sectionC: { nonDisclosure: form.nonDisclosure, nonDisclosureReason: form.nonDisclosureReason },
});
