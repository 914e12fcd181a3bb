import type { Complaint, PageLanguage } from '#core/complaint.ts';
import { COMPLAINT_WORDS } from './complaint-words.ts';
import {
  alert,
  choices,
  contactField,
  hiddenField,
  inText,
  paragraph,
  receiptLink,
  renderPage,
  sentPage,
  textArea,
  textField,
  trap,
} from './html.ts';
import { LONGEST_CONTACT } from './sealed-contact.ts';

export interface ComplaintForm {
  code: string;
  filer: string;
  kind: string;
  text: string;
  contact: string;
}
export const EMPTY_COMPLAINT: ComplaintForm = { code: '', filer: '', kind: '', text: '', contact: '' };

export const complaintForm = (
  lang: PageLanguage,
  form: ComplaintForm,
  options: { takesContact: boolean; fault?: 'invalid' | 'unknownCode' | 'limited' },
): string => {
  const words = COMPLAINT_WORDS[lang];
  const body = [
    ...words.intro.map((text) => paragraph(text)),
    options.fault === undefined ? '' : alert(words[options.fault]),
    `<form method="post" action="/public/complaint" accept-charset="utf-8">${hiddenField('lang', lang)}`,
    textField({
      name: 'code',
      label: words.code,
      hint: words.codeHint,
      value: form.code,
      required: true,
      maxLength: 128,
    }),
    choices({
      name: 'filer',
      legend: words.filer,
      value: form.filer,
      options: [
        { value: 'content_provider', label: words.content_provider },
        { value: 'operator', label: words.operator },
      ],
    }),
    choices({
      name: 'kind',
      legend: words.kind,
      value: form.kind,
      options: [
        { value: 'complaint', label: words.complaint },
        { value: 'counter_notice', label: words.counter_notice },
      ],
    }),
    textArea({
      name: 'text',
      label: words.text,
      hint: words.textHint,
      value: form.text,
      required: true,
      minLength: 20,
      maxLength: 8000,
    }),
    contactField(words, { takesContact: options.takesContact, value: form.contact, maxLength: LONGEST_CONTACT }),
    trap(words.trap),
    `<button type="submit">${inText(words.send)}</button></form>`,
    receiptLink(lang, words.follow),
  ];
  return renderPage({ lang, path: '/public/complaint', title: words.title, body: body.join('\n') });
};

export const complaintSent = (lang: PageLanguage, code: string): string =>
  sentPage(lang, '/public/complaint', code, COMPLAINT_WORDS[lang]);

export const receiptForm = (lang: PageLanguage, fault?: 'unknownReceipt' | 'limited'): string => {
  const words = COMPLAINT_WORDS[lang];
  return renderPage({
    lang,
    path: '/public/receipt',
    title: words.followTitle,
    body: `${fault === undefined ? '' : alert(words[fault])}<form method="post" action="/public/receipt">${hiddenField('lang', lang)}
${textField({ name: 'receipt', label: words.receipt, hint: words.receiptHint, value: '', required: true, maxLength: 64 })}
<button type="submit">${inText(words.look)}</button></form>`,
  });
};

/** What became of a complaint, for whoever holds its code: the state in plain words and the reason, and nobody's name. */
export const complaintStatus = (lang: PageLanguage, complaint: Complaint, code: string): string => {
  const words = COMPLAINT_WORDS[lang];
  const { state, decision } = complaint;
  const isOpen = state === 'received' || state === 'in_review';
  const body = [
    `<p><strong>${inText(words.states[state])}</strong></p>`,
    state === 'upheld' ? paragraph(words.upheldDone) : '',
    decision === null
      ? ''
      : `<h2>${inText(words.reason)}</h2><p class="said" dir="auto">${inText(decision.reason)}</p>`,
    state === 'rejected' ? paragraph(words.court) : '',
    isOpen
      ? `<form method="post" action="/public/withdrawal">${hiddenField('lang', lang)}${hiddenField('receipt', code)}<button class="plain" type="submit">${inText(words.withdraw)}</button></form>`
      : '',
  ];
  return renderPage({ lang, path: '/public/receipt', title: words.followTitle, body: body.join('\n') });
};

export const faultPage = (lang: PageLanguage, fault: 'limited' | 'fault'): string => {
  const words = COMPLAINT_WORDS[lang];
  return renderPage({ lang, path: '/public/complaint', title: words.title, body: alert(words[fault]) });
};
