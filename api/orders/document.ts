import type { Operator } from '#core/operator.ts';
import type { Order } from '#core/order.ts';
import { sentCodeOf } from '#takedowns/answer-code.ts';
import { clarificationOf, priorInformationOf } from '#takedowns/delivery.ts';
import { formOf, type Wording } from '#takedowns/forms/form.ts';
import { DRILL_MARK, renderForm } from '#takedowns/forms/render.ts';
import { letterDocument } from '#takedowns/letters.ts';
import { fileNameOf, formLanguageOf } from '#takedowns/mail/form-mail.ts';
import { type SignedDocument, sealOf, signDocument } from '#takedowns/signed-document.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import type { DocumentQuery, OrderFormId } from '../schemas/orders.ts';

interface Values {
  values: object;
  /** Ours, and final: what the house signs. */
  isSigned: boolean;
}

/** What the provider fills in: its last answer on that form, or the form with what we know of it. */
const answerOn = (order: Order, form: 'tco-annex-2' | 'tco-annex-3'): object => {
  const given = order.answers.filter(({ answer }) => answer.form === form).at(-1);
  const { sectionA, sectionE } = order.document;
  return (
    given?.answer ?? {
      addressee: sectionA.addressee,
      authority: sectionE.authority,
      reference: order.reference,
      ...(order.receipt === null ? {} : { receivedAt: order.receipt.receivedAt }),
    }
  );
};

/** @throws NOT_FOUND where the order has no such form */
const valuesOf = (order: Order, operator: Operator, form: OrderFormId): Values => {
  switch (form) {
    case 'tco-annex-1':
      return { values: order.document, isSigned: order.signedAt !== null };
    case 'tco-annex-2':
    case 'tco-annex-3':
      return { values: answerOn(order, form), isSigned: false };
    case 'prior-information': {
      const sentAt = order.priorInformationSentAt;
      return {
        values: priorInformationOf(order.reference, operator.name, sentAt ?? order.signedAt ?? order.updatedAt),
        isSigned: order.signedAt !== null,
      };
    }
    case 'clarification': {
      const last = order.clarifications.at(-1);
      const { awaits } = order.service ?? { awaits: null };
      const said = awaits?.of === 'clarification' ? { text: awaits.text, at: awaits.since } : last;
      if (said === undefined) throw apiError('NOT_FOUND');
      return { values: clarificationOf(order, said.text ?? '', said.at), isSigned: true };
    }
    case 'tco-copy': {
      const letter = order.letters?.find(({ kind }) => kind === 'authority_copy');
      if (letter === undefined)
        throw apiError('NOT_FOUND', { fix: 'The copy is made when a cross-border order leaves.' });
      return { values: letterDocument(order, letter), isSigned: true };
    }
    case 'reinstatement':
      if (order.annulment === undefined) throw apiError('NOT_FOUND');
      return { values: order.annulment.document, isSigned: true };
  }
};

const MARKS: Partial<Record<Order['state'], Wording>> = {
  draft: { en: 'DRAFT: not signed, without effect', 'zh-CN': '草稿：未签署，无效力' },
  withdrawn: { en: 'WITHDRAWN: without effect', 'zh-CN': '已撤回：无效力' },
  annulled: { en: 'ANNULLED: without effect any more', 'zh-CN': '已撤销：不再有效' },
};

/**
 * One form of an order as PDF; for whoever may enter answers, with the code that goes to the operator on paper.
 * @throws NOT_FOUND · PRINT_FAILED
 */
export const printedForm = async (
  { printPdf, keys }: ApiDependencies,
  order: Order,
  operator: Operator,
  { form: id = 'tco-annex-1', lang, preview = false }: DocumentQuery,
  withCode: boolean,
): Promise<{ name: string; pdf: Uint8Array }> => {
  const { values, isSigned } = valuesOf(order, operator, id);
  if (printPdf === undefined) throw apiError('PRINT_FAILED');
  const language = lang ?? formLanguageOf(order.document.language);
  const ofState = id === 'tco-annex-1' ? MARKS[order.state] : undefined;
  const mark = order.drill === undefined ? ofState : DRILL_MARK;
  const code = withCode && id === 'tco-annex-1' ? sentCodeOf(order, keys.order) : null;
  const html = renderForm(formOf(id), values, {
    language,
    preview,
    ...(code === null ? {} : { answer: code }),
    ...(mark === undefined ? {} : { mark }),
    ...(isSigned ? { seal: sealOf(signDocument(values, keys.order), keys.order.keyId) } : {}),
  });
  return { name: `${fileNameOf(order.reference, id)}-${language}.pdf`, pdf: await printPdf(html) };
};

/** One form of an order as the signed file that is the original. @throws NOT_FOUND where it is not ours, or not signed yet */
export const signedForm = (
  { keys }: ApiDependencies,
  order: Order,
  operator: Operator,
  id: OrderFormId = 'tco-annex-1',
): { name: string; signed: SignedDocument } => {
  const { values, isSigned } = valuesOf(order, operator, id);
  if (!isSigned) throw apiError('NOT_FOUND', { fix: 'Have the order signed first.' });
  return { name: `${fileNameOf(order.reference, id)}.json`, signed: signDocument(values, keys.order) };
};
