import type { Notice } from '#core/notice.ts';
import { sentCodeOf } from '#takedowns/answer-code.ts';
import { formOf, type Wording } from '#takedowns/forms/form.ts';
import { DRILL_MARK, renderForm } from '#takedowns/forms/render.ts';
import { fileNameOf, formLanguageOf } from '#takedowns/mail/form-mail.ts';
import { sealOf, signDocument } from '#takedowns/signed-document.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import type { NoticeDocumentQuery } from '../schemas/notices.ts';

const MARKS: Partial<Record<Notice['state'], Wording>> = {
  draft: { en: 'DRAFT: not signed', 'zh-CN': '草稿：未签署' },
  withdrawn: { en: 'TAKEN BACK', 'zh-CN': '已撤回' },
};

/**
 * An order or notice under the DSA, or a referral, as PDF; for whoever may enter answers, with the code that goes to the platform on
 * paper.
 * @throws PRINT_FAILED
 */
export const printedNotice = async (
  { printPdf, keys }: ApiDependencies,
  notice: Notice,
  { lang, preview = false }: NoticeDocumentQuery,
  withCode: boolean,
): Promise<{ name: string; pdf: Uint8Array }> => {
  if (printPdf === undefined) throw apiError('PRINT_FAILED');
  const { document, state, reference, instrument, drill } = notice;
  const language = lang ?? formLanguageOf(document.language);
  const mark = drill === undefined ? MARKS[state] : DRILL_MARK;
  const code = withCode ? sentCodeOf(notice, keys.order) : null;
  const html = renderForm(formOf(instrument), document, {
    ...{ language, preview },
    ...(mark === undefined ? {} : { mark }),
    ...(code === null ? {} : { answer: code }),
    ...(notice.signedAt === null ? {} : { seal: sealOf(signDocument(document, keys.order), keys.order.keyId) }),
  });
  return { name: `${fileNameOf(reference, instrument)}-${language}.pdf`, pdf: await printPdf(html) };
};
