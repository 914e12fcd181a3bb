import type { DraftNotice, PreviewNotice } from '#api/schemas/notices.ts';

export type NoticeForm = DraftNotice['form'];
export type Instrument = NoticeForm['instrument'];
export const INSTRUMENTS = ['dsa-order', 'dsa-notice', 'referral'] as const satisfies readonly Instrument[];

/** What a liaison has typed, for every instrument: switching between them loses nothing. */
export interface NoticeDraftText {
  reasons: string;
  provision: string;
  /** Country codes, as typed. */
  territorialScope: string;
  scopeReason: string;
  recipientRedress: string;
  informationTo: string;
  goodFaith: boolean;
  termsClause: string;
  termsUrl: string;
}

export const emptyNotice = (): NoticeDraftText => ({
  reasons: '',
  provision: '',
  territorialScope: '',
  scopeReason: '',
  recipientRedress: '',
  informationTo: '',
  goodFaith: false,
  termsClause: '',
  termsUrl: '',
});

export const noticeTextOf = (form: NoticeForm): NoticeDraftText => {
  const { instrument: _, ...rest } = form;
  const { territorialScope, termsUrl, ...same } = { territorialScope: [], termsUrl: null, ...rest };
  return {
    ...emptyNotice(),
    ...same,
    territorialScope: territorialScope.join(', '),
    termsUrl: termsUrl ?? '',
  };
};

const COUNTRY = /^[A-Z]{2}$/;
const LINK = /^https?:\/\/\S+$/;

const countries = (typed: string): string[] => [
  ...new Set(
    typed
      .toUpperCase()
      .split(/[\s,，、]+/)
      .filter((code) => code !== ''),
  ),
];

export type NoticeMissing =
  | 'reasons'
  | 'placeholder'
  | 'provision'
  | 'scope'
  | 'scopeReason'
  | 'redress'
  | 'information'
  | 'goodFaith'
  | 'terms'
  | 'termsUrl';

/** What is still missing, as the house will ask for it before anybody signs. */
export const missingInNotice = (instrument: Instrument, draft: NoticeDraftText): NoticeMissing[] => {
  const missing: NoticeMissing[] = [];
  const short = (text: string, least = 3): boolean => text.trim().length < least;
  if (short(draft.reasons, 30)) missing.push('reasons');
  if (/…|\.{3}/.test(draft.reasons)) missing.push('placeholder');
  if (instrument === 'dsa-order') {
    if (short(draft.provision)) missing.push('provision');
    const scope = countries(draft.territorialScope);
    if (scope.length === 0 || scope.some((code) => !COUNTRY.test(code))) missing.push('scope');
    if (short(draft.scopeReason, 10)) missing.push('scopeReason');
    if (short(draft.recipientRedress)) missing.push('redress');
    if (short(draft.informationTo)) missing.push('information');
  }
  if (instrument === 'dsa-notice' && !draft.goodFaith) missing.push('goodFaith');
  if (instrument === 'referral') {
    if (short(draft.termsClause)) missing.push('terms');
    if (draft.termsUrl.trim() !== '' && !LINK.test(draft.termsUrl.trim())) missing.push('termsUrl');
  }
  return missing;
};

/** The form while it is being typed: a country or an address is left out until it is whole. */
export const typedNoticeOf = (instrument: Instrument, draft: NoticeDraftText): PreviewNotice['form'] => {
  const form = noticeFormOf(instrument, draft);
  if (form.instrument === 'dsa-order')
    return { ...form, territorialScope: form.territorialScope.filter((code) => COUNTRY.test(code)) };
  if (form.instrument === 'referral' && !LINK.test(form.termsUrl ?? '')) return { ...form, termsUrl: null };
  return form;
};

/** The form as the API takes it. */
export const noticeFormOf = (instrument: Instrument, draft: NoticeDraftText): NoticeForm => {
  const reasons = draft.reasons.trim();
  switch (instrument) {
    case 'dsa-order':
      return {
        instrument,
        reasons,
        provision: draft.provision.trim(),
        territorialScope: countries(draft.territorialScope),
        scopeReason: draft.scopeReason.trim(),
        recipientRedress: draft.recipientRedress.trim(),
        informationTo: draft.informationTo.trim(),
      };
    case 'dsa-notice':
      return { instrument, reasons, goodFaith: draft.goodFaith };
    case 'referral':
      return {
        instrument,
        reasons,
        termsClause: draft.termsClause.trim(),
        termsUrl: draft.termsUrl.trim() === '' ? null : draft.termsUrl.trim(),
      };
  }
};
