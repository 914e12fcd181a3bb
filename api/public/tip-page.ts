import type { PageLanguage } from '#core/complaint.ts';
import { TIP_CATEGORIES, type Tip } from '#core/tip.ts';
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
import { TIP_WORDS } from './tip-words.ts';

export interface TipForm {
  url: string;
  category: string;
  text: string;
  contact: string;
}
export const EMPTY_TIP: TipForm = { url: '', category: '', text: '', contact: '' };

export const tipForm = (
  lang: PageLanguage,
  form: TipForm,
  options: { takesContact: boolean; isInvalid?: boolean },
): string => {
  const words = TIP_WORDS[lang];
  const body = [
    ...words.intro.map((text) => paragraph(text)),
    options.isInvalid === true ? alert(words.invalid) : '',
    `<form method="post" action="/public/tip" accept-charset="utf-8">${hiddenField('lang', lang)}`,
    textField({ name: 'url', label: words.url, hint: words.urlHint, value: form.url, required: true, maxLength: 4096 }),
    choices({
      name: 'category',
      legend: words.category,
      value: form.category,
      options: TIP_CATEGORIES.map((value) => ({ value, label: words.categories[value] })),
    }),
    textArea({
      name: 'text',
      label: words.text,
      hint: words.textHint,
      value: form.text,
      minLength: 0,
      maxLength: 4000,
    }),
    contactField(words, { takesContact: options.takesContact, value: form.contact, maxLength: LONGEST_CONTACT }),
    trap(words.trap),
    `<button type="submit">${inText(words.send)}</button></form>`,
    receiptLink(lang, COMPLAINT_WORDS[lang].follow),
  ];
  return renderPage({ lang, path: '/public/tip', title: words.title, body: body.join('\n') });
};

export const tipSent = (lang: PageLanguage, code: string): string =>
  sentPage(lang, '/public/tip', code, { ...COMPLAINT_WORDS[lang], ...TIP_WORDS[lang] });

/** What became of a tip, in plain words: neither the case nor what people decided, which a reporter could pass on. */
export const tipStatus = (lang: PageLanguage, tip: Tip): string => {
  const words = TIP_WORDS[lang];
  const text = tip.state === 'closed' ? words.outcomes[tip.outcome?.outcome ?? 'no_action'] : words.states[tip.state];
  return renderPage({
    lang,
    path: '/public/receipt',
    title: COMPLAINT_WORDS[lang].followTitle,
    body: `<p><strong>${inText(text)}</strong></p>`,
  });
};
