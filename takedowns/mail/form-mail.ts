/** A form as an e-mail: what it is in words, the form as PDF, and the same as a signed file, which is the original. */
import type { SentCode } from '../answer-code.ts';
import { type FormLanguage, formOf } from '../forms/form.ts';
import type { PrintPdf } from '../forms/print.ts';
import { renderForm } from '../forms/render.ts';
import type { SignatureKey } from '../message-signature.ts';
import { sealOf, signDocument } from '../signed-document.ts';
import type { Mail } from './mailer.ts';
import { messageIdOf, returnTagOf } from './return-tag.ts';

export interface FormMail {
  to: string;
  reference: string;
  /** Its `form` names the form that it is printed on. */
  document: { form: string };
  /** ISO 639-1; labels are printed in Chinese for `zh`, else in English. */
  language: string;
  /** Where answers go, if the message is to be answered. */
  answerUrl: string | null;
  /** With which it can be answered without a signed channel. */
  answerCode?: SentCode | null;
  idempotencyKey: string;
}

export const formLanguageOf = (language: string): FormLanguage => (language === 'zh' ? 'zh-CN' : 'en');

const WORDS = {
  en: {
    attached:
      'Attached: the form as PDF, to be read, and as a signed JSON file, which is the original. The file carries its signature (Ed25519); the authority gives its public key by another way.',
    answer: 'Signed answers (as JSON) go to',
    code: 'Without a key of your own, answer on this page. The code below opens it, and answers once:',
    until: 'The code is valid until',
    receipt: 'Please confirm the receipt of this message, with its time, by answering it.',
  },
  'zh-CN': {
    attached:
      '附件：供阅读的 PDF 表格，以及作为原件的签名 JSON 文件。该文件带有 Ed25519 签名；本机关以其他途径提供公钥。',
    answer: '经签名的答复（JSON）请发送至',
    code: '没有签名密钥的，请在下列网页答复。以下答复码用于打开该页，只能答复一次：',
    until: '答复码有效期至',
    receipt: '请回复本邮件，确认收到并注明收到时间。',
  },
} as const;

const utcOf = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;

/** The file names of both attachments begin with this. */
export const fileNameOf = (reference: string, form: string): string =>
  `${reference}-${form}`.replace(/[^A-Za-z0-9.-]/g, '-');

export const writeFormMail = async (mail: FormMail, key: SignatureKey, print: PrintPdf): Promise<Mail> => {
  const { document, reference } = mail;
  const form = formOf(document.form);
  const language = formLanguageOf(mail.language);
  const signed = signDocument(document, key);
  const pdf = await print(renderForm(form, document, { language, seal: sealOf(signed, key.keyId) }));
  const words = WORDS[language];
  const code = mail.answerCode ?? null;
  const name = fileNameOf(reference, document.form);
  const messageId = messageIdOf(mail.idempotencyKey);
  return {
    to: mail.to,
    subject: `[${reference}] ${form.title[language]}`,
    text: [
      form.title[language],
      form.legalBasis[language],
      reference,
      '',
      words.attached,
      words.receipt,
      ...(code === null ? [] : ['', words.code, code.page, code.code, `${words.until} ${utcOf(code.until)}`]),
      ...(mail.answerUrl === null ? [] : ['', words.answer, mail.answerUrl]),
      '',
    ].join('\n'),
    messageId,
    returnTag: returnTagOf(reference, messageId, key),
    attachments: [
      { name: `${name}.pdf`, mediaType: 'application/pdf', content: pdf },
      {
        name: `${name}.json`,
        mediaType: 'application/json',
        content: Buffer.from(`${JSON.stringify(signed, null, 2)}\n`, 'utf8'),
      },
    ],
  };
};
