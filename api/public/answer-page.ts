import type { PageLanguage } from '#core/complaint.ts';
import type { Addressed } from '../answers/take-answer.ts';
import { ANSWER_FIELDS, type AnswerField, kindsFor } from './answer-fields.ts';
import { ANSWER_WORDS, type AnswerKind } from './answer-words.ts';
import { alert, choices, hiddenField, inText, paragraph, renderPage, textArea, textField } from './html.ts';

const PATH = '/public/answer';

export const codeForm = (lang: PageLanguage, fault?: 'unknownCode' | 'limited' | 'fault'): string => {
  const words = ANSWER_WORDS[lang];
  const { code, codeHint } = words;
  return renderPage({
    lang,
    path: PATH,
    title: words.title,
    body: `${words.intro.map((text) => paragraph(text)).join('\n')}
${fault === undefined ? '' : alert(words[fault])}<form method="post" action="${PATH}">${hiddenField('lang', lang)}
${textField({ name: 'code', label: code, hint: codeHint, value: '', required: true, maxLength: 64 })}
<button type="submit">${inText(words.open)}</button></form>`,
  });
};

const urlsOf = (to: Addressed): string[] =>
  to.kind === 'order' ? to.subject.document.sectionB.urls : to.subject.document.urls;

const shown = (
  field: AnswerField,
  kind: AnswerKind,
  { value, isFaulty, lang }: { value: string; isFaulty: boolean; lang: PageLanguage },
): string => {
  const words = ANSWER_WORDS[lang];
  const name = `${kind}-${field.name}`;
  const label = words.fields[field.name] ?? field.name;
  const required = field.optional !== true;
  const maxLength = field.max ?? 40;
  if (field.as === 'choice')
    return choices({
      name,
      legend: label,
      value,
      options: (field.options ?? []).map((one) => ({ value: one, label: words.options[one] ?? one })),
    });
  if (field.as === 'area') return textArea({ name, label, value, required, maxLength, minLength: 0, isFaulty });
  const hint = field.as === 'time' ? words.timeHint : field.as === 'day' ? words.dayHint : undefined;
  return textField({ name, label, value, required, maxLength, isFaulty, ...(hint === undefined ? {} : { hint }) });
};

export interface Tried {
  kind: AnswerKind;
  typed: Record<string, string>;
  /** Names of the fields to look at again. */
  faults: string[];
}

/** What is answered, and one form for each way of answering; what was typed before comes back with its faults. */
export const answerForms = (
  lang: PageLanguage,
  to: Addressed,
  code: string,
  known: Record<string, string>,
  tried?: Tried,
): string => {
  const words = ANSWER_WORDS[lang];
  const colon = lang === 'en' ? ': ' : '：';
  const faults = [...new Set(tried?.faults ?? [])].map((name) => words.fields[name] ?? name);
  const forms = kindsFor(to).map((kind) => {
    const isTried = tried?.kind === kind;
    const fields = ANSWER_FIELDS[kind].map((field) =>
      shown(field, kind, {
        value: (isTried ? tried.typed[field.name] : known[field.name]) ?? '',
        isFaulty: isTried && tried.faults.includes(field.name),
        lang,
      }),
    );
    return `<details${isTried ? ' open' : ''}><summary>${inText(words.kinds[kind])}</summary>
<form method="post" action="${PATH}/${kind}" accept-charset="utf-8">${hiddenField('lang', lang)}${hiddenField('code', code)}
${fields.join('\n')}
<button type="submit">${inText(words.send)}</button></form></details>`;
  });
  const body = [
    tried === undefined ? '' : alert(`${words.wrong} ${faults.join(lang === 'en' ? ', ' : '、')}`),
    `<h2>${inText(words.about)}</h2>`,
    paragraph(words.what[to.kind === 'order' ? 'order' : to.subject.instrument]),
    `<p>${inText(words.reference)}${colon}<strong translate="no">${inText(to.subject.reference)}</strong></p>`,
    `<p>${inText(words.addresses)}${colon}</p><ul class="addresses">${urlsOf(to)
      .map((url) => `<li><code translate="no">${inText(url)}</code></li>`)
      .join('')}</ul>`,
    `<h2>${inText(words.choose)}</h2>`,
    paragraph(words.once),
    ...forms,
  ];
  return renderPage({ lang, path: PATH, title: words.title, body: body.join('\n') });
};

export const answerSent = (lang: PageLanguage, reference: string, isNew: boolean): string => {
  const words = ANSWER_WORDS[lang];
  return renderPage({
    lang,
    path: PATH,
    title: words.sentTitle,
    body: `${paragraph(isNew ? words.sent : words.unchanged)}<p class="code" translate="no">${inText(reference)}</p>`,
  });
};
