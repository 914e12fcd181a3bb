/** One renderer for all forms: data and values in, a page to print out. It holds no script and asks for nothing. */
import type { SentCode } from '../answer-code.ts';
import type { Form, FormLanguage, FormLine, Wording } from './form.ts';

export interface RenderOptions {
  language: FormLanguage;
  /** For those who check the form: source, rule and article beside each line, and what is to be checked. */
  preview?: boolean;
  /** Across the head, such as that it is a draft. */
  mark?: Wording;
  /** What proves the values: printed below, so that paper leads to the signed file. */
  seal?: { keyId: string; hash: string; signature: string };
  /** How it is answered by whoever has no signed channel; on paper that goes to the addressee and on no other. */
  answer?: SentCode;
}

/** On everything that is printed of a drill. */
export const DRILL_MARK: Wording = { en: 'DRILL: stays inside the house', 'zh-CN': '演练：不得外发' };

const WORDS = {
  check: { en: 'to be checked against the Official Journal', 'zh-CN': '须与《欧盟官方公报》核对' },
  none: { en: 'none', 'zh-CN': '无' },
  section: { en: 'Section', 'zh-CN': '部分' },
  seal: { en: 'Signed file', 'zh-CN': '签名文件' },
  sealText: {
    en: 'The signed JSON of this form is the original. Its values have this SHA-256 (RFC 8785) and this Ed25519 signature.',
    'zh-CN': '本表格以签名 JSON 文件为原件。其内容的 SHA-256（RFC 8785）与 Ed25519 签名如下。',
  },
  answer: { en: 'To answer without a signed channel', 'zh-CN': '没有签名通道时如何答复' },
  answerText: {
    en: 'Open this page and type in the code. It answers once.',
    'zh-CN': '请打开下列网页并输入答复码，只能答复一次。',
  },
  answerUntil: { en: 'Valid until', 'zh-CN': '有效期至' },
  key: { en: 'Key', 'zh-CN': '密钥' },
  signature: { en: 'Signature', 'zh-CN': '签名' },
  states: {
    V: { en: 'read in the text', 'zh-CN': '已读原文' },
    S: { en: 'read in a secondary text', 'zh-CN': '已读二手文本' },
    R: { en: 'recalled', 'zh-CN': '凭记忆' },
  },
} as const;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Bidirectional overrides would let a text show other than it is. */
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;
const safe = (text: string): string =>
  text.replace(CONTROLS, '\ufffd').replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** The value that a JSON pointer (RFC 6901) leads to, or undefined. */
export const valueAt = (values: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (at, part) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, part)
          ? (at as Record<string, unknown>)[part]
          : undefined,
      values,
    );

const paragraphs = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((part) => `<p>${safe(part)}</p>`)
    .join('');

const named = (kind: 'region' | 'language', code: string, language: FormLanguage): string => {
  try {
    const name = new Intl.DisplayNames([language], { type: kind }).of(code);
    return name === undefined || name === code ? code : `${name} (${code})`;
  } catch {
    // Not a code: printed as it is.
    return code;
  }
};

const ticked = (on: boolean, label: string): string =>
  `<p class="tick"><span class="box">${on ? '☒' : '☐'}</span><span>${safe(label)}</span></p>`;

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value);

const rowsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const printed = (line: FormLine, value: unknown, language: FormLanguage): string => {
  const options = line.options ?? [];
  if (line.as === 'choice' || line.as === 'choices') {
    const chosen = isEmpty(value) ? [] : rowsOf(value);
    return options.map((option) => ticked(chosen.includes(option.value), option.label[language])).join('');
  }
  if (line.as === 'tick') return ticked(value === true, line.label[language]);
  // Nothing is there on an answered form; on an empty one somebody is still to write.
  if (isEmpty(value)) return `<span class="none">${safe(value === undefined ? '' : WORDS.none[language])}</span>`;
  switch (line.as) {
    case 'long':
      return `<div class="long">${paragraphs(textOf(value))}</div>`;
    case 'code':
      return `<code>${safe(textOf(value))}</code>`;
    case 'time':
      return `<span>${safe(
        textOf(value)
          .replace('T', ' ')
          .replace(/(\.\d+)?Z$/, ' UTC'),
      )}</span>`;
    case 'country':
      return safe(named('region', textOf(value), language));
    case 'language':
      return safe(named('language', textOf(value), language));
    case 'list':
      return `<ol>${rowsOf(value)
        .map((row) => `<li><code>${safe(textOf(row))}</code></li>`)
        .join('')}</ol>`;
    case 'hashes':
      return `<ol>${rowsOf(value)
        .map((row) => `<li><code>SHA-256 ${safe(textOf(valueAt(row, '/contentSha256')))}</code></li>`)
        .join('')}</ol>`;
    default:
      return safe(textOf(value));
  }
};

const STYLE = `
@page { size: A4; margin: 18mm 16mm 20mm; }
* { box-sizing: border-box; }
html { font: 10pt/1.45 "Noto Sans", "Open Sans", "Liberation Sans", Arial, "Noto Sans CJK SC", "Noto Sans CJK TC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #111; background: #fff; }
body { margin: 0 auto; max-width: 190mm; }
h1 { font-size: 15pt; line-height: 1.25; margin: 0 0 2mm; }
h2 { font-size: 11pt; margin: 0; padding: 1.2mm 2mm; background: #e8ecf2; border: 0.3mm solid #55606e; display: flex; gap: 2.5mm; break-after: avoid; }
h2 b { min-width: 6mm; }
p { margin: 0 0 1mm; }
.basis { font-weight: 600; }
.head, .foot { margin: 3mm 0; font-size: 9pt; }
.mark { border: 0.6mm solid #8a1c1c; color: #8a1c1c; font-weight: 700; padding: 1.5mm 3mm; margin-bottom: 4mm; text-align: center; }
section { margin: 0 0 4mm; }
.note { break-after: avoid; margin: 0; font-size: 9pt; padding: 1.2mm 2mm; border: 0.3mm solid #55606e; border-top: 0; background: #fafbfc; }
dl { margin: 0; }
.line { box-decoration-break: clone; display: grid; grid-template-columns: 56mm 1fr; border: 0.3mm solid #55606e; border-top: 0; }
.line.whole { break-inside: avoid; }
dt { padding: 1.2mm 2mm; font-size: 9pt; color: #2a323c; background: #f6f7f9; border-right: 0.3mm solid #55606e; }
dd { margin: 0; padding: 1.2mm 2mm; overflow-wrap: anywhere; min-height: 6.5mm; }
dd ol { margin: 0; padding-left: 6mm; }
.long p { white-space: pre-wrap; }
code { font: 8.5pt/1.4 "Noto Sans Mono", "Liberation Mono", "DejaVu Sans Mono", "Courier New", "Noto Sans CJK SC", "Noto Sans CJK TC", monospace; overflow-wrap: anywhere; }
.tick { display: flex; gap: 2mm; }
.box { flex: none; font-family: "DejaVu Sans", "Noto Sans Symbols2", "Noto Sans CJK TC", sans-serif; }
.none { color: #555; }
.check { display: inline-block; margin-top: 0.5mm; font-size: 7.5pt; color: #8a1c1c; font-weight: 600; }
.about { display: block; font-size: 7.5pt; color: #555; }
.seal { font-size: 8.5pt; border: 0.3mm solid #55606e; padding: 2mm; break-inside: avoid; }
`;

/** Source, rule and article of a line, for those who check. */
const aboutLine = (of: { state: 'V' | 'S' | 'R'; article?: string; rule?: string }, options: RenderOptions): string => {
  if (options.preview !== true) return '';
  const { language } = options;
  const about = [of.article, of.rule, `${of.state}: ${WORDS.states[of.state][language]}`].filter(Boolean).join(' · ');
  const check = of.state === 'R' ? `<span class="check">${safe(WORDS.check[language])}</span>` : '';
  return `<span class="about">${safe(about)}</span>${check}`;
};

type NoteOf = Form['head'][number];

const notesOf = (notes: readonly NoteOf[], values: unknown, options: RenderOptions): string[] =>
  notes
    .filter(({ when }) => {
      if (when === undefined) return true;
      const negated = when.startsWith('!');
      return (valueAt(values, negated ? when.slice(1) : when) === true) !== negated;
    })
    .map((note) => `${safe(note.text[options.language])}${aboutLine(note, options)}`);

/** A whole page (HTML) with the values of a form. Every value is escaped; a value that is not there leaves room to write. */
export const renderForm = (form: Form, values: unknown, options: RenderOptions): string => {
  const { language, mark, seal, answer } = options;
  const sections = form.sections.map(({ id, title, notes, lines }) => {
    const rows = lines.map((line) => {
      const whole = line.as === 'long' || line.as === 'list' || line.as === 'hashes' ? '' : ' whole';
      return `<div class="line${whole}"><dt>${safe(line.label[language])}${aboutLine(line, options)}</dt><dd>${printed(line, valueAt(values, line.pointer), language)}</dd></div>`;
    });
    const said = notesOf(notes ?? [], values, options).map((text) => `<p class="note">${text}</p>`);
    return `<section><h2><b>${safe(id)}</b><span>${safe(title[language])}</span></h2>${said.join('')}<dl>${rows.join('')}</dl></section>`;
  });
  const sealed =
    seal === undefined
      ? ''
      : `<div class="seal"><b>${safe(WORDS.seal[language])}</b><p>${safe(WORDS.sealText[language])}</p><p>SHA-256 <code>${safe(seal.hash)}</code></p><p>${safe(WORDS.key[language])} <code>${safe(seal.keyId)}</code></p><p>${safe(WORDS.signature[language])} <code>${safe(seal.signature)}</code></p></div>`;
  const answered =
    answer === undefined
      ? ''
      : `<div class="seal"><b>${safe(WORDS.answer[language])}</b><p>${safe(WORDS.answerText[language])}</p><p><code>${safe(answer.page)}</code></p><p><code>${safe(answer.code)}</code></p><p>${safe(WORDS.answerUntil[language])} ${safe(answer.until.slice(0, 16).replace('T', ' '))} UTC</p></div>`;
  const listed = (notes: readonly NoteOf[]): string =>
    notesOf(notes, values, options)
      .map((text) => `<p>${text}</p>`)
      .join('');
  return `<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${safe(form.title[language])}</title><style>${STYLE}</style></head>
<body>${mark === undefined ? '' : `<p class="mark">${safe(mark[language])}</p>`}
<h1>${safe(form.title[language])}</h1><p class="basis">${safe(form.legalBasis[language])}</p><div class="head">${listed(form.head)}</div>
${sections.join('\n')}
<div class="foot">${listed(form.foot)}</div>${answered}${sealed}
</body></html>`;
};
