/** Public pages as text: no scripts, nothing loaded but one style sheet of this server. */
import type { PageLanguage } from '#core/complaint.ts';

export const inText = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

export interface PublicPage {
  lang: PageLanguage;
  /** Path of this page, for the link to the other language. */
  path: string;
  title: string;
  /** HTML. */
  body: string;
}

const OTHER: Record<PageLanguage, { lang: PageLanguage; name: string }> = {
  en: { lang: 'zh-CN', name: '简体中文' },
  'zh-CN': { lang: 'en', name: 'English' },
};
const SKIP: Record<PageLanguage, string> = { en: 'To the content', 'zh-CN': '跳到正文' };

/** Every page for people outside, so that each leads to the others. */
const PLACES: Record<PageLanguage, { label: string; pages: readonly (readonly [path: string, name: string])[] }> = {
  en: {
    label: 'Pages for the public',
    pages: [
      ['/public/tip', 'Report a page'],
      ['/public/complaint', 'Complain about an order'],
      ['/public/receipt', 'What became of it'],
      ['/public/answer', 'Answer an order or notice'],
      ['/public/transparency', 'Figures'],
      ['/bot', 'The collector'],
    ],
  },
  'zh-CN': {
    label: '面向公众的页面',
    pages: [
      ['/public/tip', '举报网页'],
      ['/public/complaint', '对移除令提出申诉'],
      ['/public/receipt', '查询办理结果'],
      ['/public/answer', '答复命令或通知'],
      ['/public/transparency', '统计数字'],
      ['/bot', '采集程序'],
    ],
  },
};

const footer = (lang: PageLanguage, here: string): string => {
  const { label, pages } = PLACES[lang];
  const links = pages.map(
    ([path, name]) =>
      `<li><a href="${path}?lang=${lang}"${path === here ? ' aria-current="page"' : ''}>${inText(name)}</a></li>`,
  );
  return `<footer><nav aria-label="${inText(label)}"><ul class="years">${links.join('')}</ul></nav></footer>`;
};

export const renderPage = ({ lang, path, title, body }: PublicPage): string => {
  const other = OTHER[lang];
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${inText(title)} · Weir</title><link rel="stylesheet" href="/public/style.css"></head>
<body><a class="skip" href="#main">${SKIP[lang]}</a>
<header><span class="house">Weir</span><a href="${path}?lang=${other.lang}" lang="${other.lang}" hreflang="${other.lang}">${other.name}</a></header>
<main id="main"><h1>${inText(title)}</h1>
${body}
</main>
${footer(lang, path)}</body></html>
`;
};

/** A paragraph of words. */
export const paragraph = (text: string, kind?: string): string =>
  `<p${kind === undefined ? '' : ` class="${kind}"`}>${inText(text)}</p>`;

/** What was wrong with the form, said first and read out first. */
export const alert = (text: string): string => `<p class="alert" role="alert">${inText(text)}</p>`;

interface Field {
  name: string;
  label: string;
  hint?: string;
  value: string;
  required?: boolean;
  maxLength: number;
  /** What was typed cannot be taken. */
  isFaulty?: boolean;
}
const marked = (isFaulty: boolean | undefined): string => (isFaulty === true ? ' aria-invalid="true"' : '');
const hinted = ({ name, hint }: Field): { text: string; attribute: string } =>
  hint === undefined
    ? { text: '', attribute: '' }
    : { text: `<p class="hint" id="${name}-hint">${inText(hint)}</p>`, attribute: ` aria-describedby="${name}-hint"` };

export const textField = (field: Field): string => {
  const { text, attribute } = hinted(field);
  const { name, label, value, required, maxLength, isFaulty } = field;
  return `<label for="${name}">${inText(label)}</label>${text}
<input id="${name}" name="${name}" type="text" value="${inText(value)}" maxlength="${maxLength}" autocomplete="off" spellcheck="false"${required === true ? ' required' : ''}${attribute}${marked(isFaulty)}>`;
};

export const textArea = (field: Field & { minLength: number }): string => {
  const { text, attribute } = hinted(field);
  const { name, label, value, required, maxLength, minLength, isFaulty } = field;
  return `<label for="${name}">${inText(label)}</label>${text}
<textarea id="${name}" name="${name}" rows="8" minlength="${minLength}" maxlength="${maxLength}"${required === true ? ' required' : ''}${attribute}${marked(isFaulty)}>${inText(value)}</textarea>`;
};

export const choices = (input: {
  name: string;
  legend: string;
  options: readonly { value: string; label: string }[];
  value: string;
}): string =>
  `<fieldset><legend>${inText(input.legend)}</legend>${input.options
    .map(
      ({ value, label }) =>
        `<label class="choice"><input type="radio" name="${input.name}" value="${value}" required${value === input.value ? ' checked' : ''}> <span>${inText(label)}</span></label>`,
    )
    .join('')}</fieldset>`;

/** Where to reach whoever writes, or that this authority cannot take it. */
export const contactField = (
  words: { contact: string; contactHint: string; noContact: string },
  { takesContact, value, maxLength }: { takesContact: boolean; value: string; maxLength: number },
): string =>
  takesContact
    ? textField({ name: 'contact', label: words.contact, hint: words.contactHint, value, maxLength })
    : paragraph(words.noContact, 'hint');

export const receiptLink = (lang: PageLanguage, text: string): string =>
  `<p><a href="/public/receipt?lang=${lang}">${inText(text)}</a></p>`;

/** What was sent has arrived: its code, which is shown only now, and the way to what becomes of it. */
export const sentPage = (
  lang: PageLanguage,
  path: string,
  code: string,
  words: { sentTitle: string; sent: string; keepCode: string; follow: string },
): string =>
  renderPage({
    lang,
    path,
    title: words.sentTitle,
    body: `${paragraph(words.sent)}<p class="code" translate="no">${inText(code)}</p>${paragraph(words.keepCode)}
${receiptLink(lang, words.follow)}`,
  });

/** A field that people do not see and programs fill in. */
export const trap = (label: string): string =>
  `<div class="trap" aria-hidden="true"><label for="website">${inText(label)}</label><input id="website" name="website" type="text" tabindex="-1" autocomplete="off" value=""></div>`;

export const hiddenField = (name: string, value: string): string =>
  `<input type="hidden" name="${name}" value="${inText(value)}">`;

export const STYLE = `:root{color-scheme:light dark;--ink:#16202a;--soft:#4a5763;--ground:#fbfaf7;--line:#8794a0;--act:#0b5c7a;--on-act:#fff;--bad:#9c1f1f}
@media (prefers-color-scheme:dark){:root{--ink:#e9edf0;--soft:#b3bec8;--ground:#12181e;--line:#6d7a86;--act:#7cc6e2;--on-act:#0d1a22;--bad:#ff9d94}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:1.0625rem/1.6 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
header,main,footer{max-width:42rem;margin:0 auto;padding:1rem}footer{border-top:1px solid var(--line);margin-top:2rem;font-size:.95rem}[aria-current=page]{font-weight:700;text-decoration:none;color:var(--ink)}header{display:flex;justify-content:space-between;gap:1rem}.house{font-weight:700}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}h2{font-size:1.15rem;margin:1.5rem 0 .5rem}a{color:var(--act)}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--ground);padding:.5rem}
label,legend{display:block;font-weight:600;margin-top:1.2rem}fieldset{border:0;padding:0;margin:1.2rem 0 0}legend{padding:0;margin:0}
.hint{color:var(--soft);margin:.1rem 0 .3rem;font-size:.95rem}
input[type=text],textarea,select{width:100%;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.3rem;padding:.5rem .6rem}
textarea{min-height:10rem;resize:vertical}.choice{font-weight:400;display:flex;gap:.6rem;align-items:flex-start;margin:0;padding:.4rem 0;min-height:2.5rem}.choice input{margin-top:.45rem}
button{font:inherit;font-weight:600;color:var(--on-act);background:var(--act);border:0;border-radius:.3rem;padding:.6rem 1.2rem;margin-top:1.5rem;min-height:2.75rem}
button.plain{background:transparent;color:var(--act);border:1px solid var(--act)}
details{border:1px solid var(--line);border-radius:.3rem;padding:.2rem .8rem;margin:.8rem 0}summary{font-weight:600;min-height:2.5rem;padding:.5rem 0;cursor:pointer}.addresses{overflow-wrap:anywhere;padding-left:1.2rem}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}.alert{border-left:.3rem solid var(--bad);padding:.5rem .8rem;color:var(--bad);font-weight:600}
[aria-invalid=true]{border:2px solid var(--bad)}details form{padding-bottom:.8rem}
.code{font:700 1.3rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere;border:2px solid var(--ink);padding:.7rem;border-radius:.3rem}
.said{white-space:pre-wrap;overflow-wrap:anywhere;border-left:.3rem solid var(--line);padding-left:.8rem}.years{display:flex;flex-wrap:wrap;gap:.3rem 1rem;list-style:none;padding:0}.years a{display:inline-block;padding:.6rem 0}
table{width:100%;border-collapse:collapse;margin:1.5rem 0}caption{text-align:left;font-weight:600;padding:.3rem 0}th,td{border-top:1px solid var(--line);padding:.4rem 0;text-align:left;font-weight:400;vertical-align:top}thead th{font-weight:600}td,thead th:last-child{text-align:right;padding-left:1rem}
.trap{position:absolute;left:-999rem;height:1px;overflow:hidden}
`;
