import { type Authority, counterpartIn } from '#core/authority.ts';
import type { Case } from '#core/case.ts';
import { currentDecision } from '#core/case-state.ts';
import { WeirError } from '#core/errors.ts';
import { CATEGORY_FACTS } from '#core/labels.ts';
import { countryOfResponsibility, type Operator } from '#core/operator.ts';
import type { OrderForm } from '#core/order.ts';
import type { RemovalOrder } from '#core/wire.ts';
import { hasOwnWords } from './reasons.ts';

/** The language of an order: one that the addressee designated (art. 15(2)) and the authority can write. */
export const orderLanguage = (operator: Operator, authority: Authority): string => {
  const language = authority.languages.find((candidate) => operator.languages.includes(candidate));
  if (language === undefined)
    throw new WeirError('NO_COMMON_LANGUAGE', `${operator.name} accepts none of the authority's languages.`, {
      status: 422,
      fix: 'Add a language to the authority, or have the order translated.',
    });
  return language;
};

/** Addresses of the case that this operator hosts and that are still up, as far as we know. */
export const locationsAt = (subject: Case, operatorId: string): Case['locations'] =>
  subject.locations.filter((location) => location.operatorId === operatorId && location.status === 'up');

/**
 * Fills Annex I from the case. The statement of reasons is the person's own text, never the machine's.
 * @throws WeirError NO_DECISION · NOTHING_TO_REMOVE · NO_COMMON_LANGUAGE
 */
export const fillRemovalOrder = (input: {
  case: Case;
  operator: Operator;
  authority: Authority;
  form: OrderForm;
  reference: string;
  at: string;
  representative: { name: string; post: string };
  answerUrl: string;
  /** Where and with which code people complain to the authority itself. */
  complaint?: { url: string; code: string };
}): RemovalOrder => {
  const { operator, authority, form } = input;
  const decision = currentDecision(input.case);
  if (decision === null || decision.exemption === null)
    throw new WeirError('NO_DECISION', 'There is no violating decision to order on.', {
      status: 409,
      fix: 'Have the case decided first.',
    });
  const locations = locationsAt(input.case, operator.id);
  if (locations.length === 0)
    throw new WeirError('NOTHING_TO_REMOVE', `No known address at ${operator.name} is still up.`, {
      status: 409,
      fix: 'Choose another operator, or re-check the addresses.',
    });
  const establishedIn = countryOfResponsibility(operator);
  const crossBorder = establishedIn !== authority.memberState;
  const counterpart = counterpartIn(authority, establishedIn)?.contact ?? null;
  return {
    form: 'tco-annex-1',
    version: 1,
    sectionA: {
      issuingMemberState: authority.memberState,
      addressee: operator.name,
      legalRepresentative: operator.legalRepresentative?.name ?? null,
      contactPoint: operator.contactPoint,
      memberStateOfEstablishment: establishedIn,
      issuedAt: input.at,
      reference: input.reference,
    },
    sectionB: {
      urls: locations.map((location) => location.url),
      furtherIdentification: locations.map((location) => ({ url: location.url, contentSha256: location.contentHash })),
      reasons: [...new Set(decision.categories.map((category) => CATEGORY_FACTS[category].letter))].sort(),
      statementOfReasons: form.statementOfReasons,
      exemptionTest: decision.exemption.explanation,
    },
    sectionC: { nonDisclosure: form.nonDisclosure, nonDisclosureReason: form.nonDisclosureReason },
    sectionD: { crossBorder, copySentTo: crossBorder ? counterpart : null },
    sectionE: {
      authorityType: authority.type,
      authority: authority.name,
      representative: input.representative.name,
      post: input.representative.post,
      fileNumber: input.case.id,
      contact: authority.contact,
      signedAt: input.at,
    },
    sectionF: {
      feedbackContact: authority.feedbackContact,
      establishmentAuthorityContact: crossBorder ? counterpart : null,
    },
    sectionG: {
      challengeBefore: authority.challengeBefore,
      challengeDeadline: authority.challengeDeadline,
      nationalProvisions: authority.nationalProvisions,
      ...(input.complaint === undefined ? {} : { complaint: input.complaint }),
    },
    legalBasis: 'Regulation (EU) 2021/784, article 3',
    language: orderLanguage(operator, authority),
    answerUrl: input.answerUrl,
  };
};

export interface Article34Check {
  id: string;
  article: string;
  ok: boolean;
  message: string;
}

/** The elements that article 3(4) demands, one check each, so that a page can show them before anybody signs. */
export const checkArticle34 = (order: RemovalOrder): Article34Check[] => {
  const check = (id: string, article: string, ok: boolean, message: string): Article34Check => ({
    id,
    article,
    ok,
    message,
  });
  return [
    check(
      'authority',
      '3(4)(a)',
      order.sectionE.authority !== '' && order.sectionE.representative !== '',
      'The issuing authority is identified.',
    ),
    check(
      'reasons',
      '3(4)(b)',
      order.sectionB.statementOfReasons.trim().length >= 30 &&
        hasOwnWords(order.sectionB.statementOfReasons) &&
        order.sectionB.reasons.length > 0,
      'The statement of reasons is detailed and names the type of material.',
    ),
    check('location', '3(4)(c)', order.sectionB.urls.length > 0, 'Every exact address is given.'),
    check('legal-basis', '3(4)(d)', order.legalBasis.includes('2021/784'), 'The Regulation is named as legal basis.'),
    check(
      'time',
      '3(4)(e)',
      order.sectionA.issuedAt !== '' && order.sectionE.signedAt !== '',
      'Date and time stamp are set; the signature is added on signing.',
    ),
    check(
      'redress',
      '3(4)(f)',
      order.sectionG.challengeBefore !== '' && order.sectionG.challengeDeadline !== '',
      'Redress, authority and deadline are explained.',
    ),
    check(
      'non-disclosure',
      '3(4)(g)',
      !order.sectionC.nonDisclosure || (order.sectionC.nonDisclosureReason ?? '') !== '',
      'A decision not to inform has its reason.',
    ),
    check(
      'copy',
      '4(1)',
      !order.sectionD.crossBorder || order.sectionD.copySentTo !== null,
      'A cross-border order names the authority that gets the copy.',
    ),
  ];
};

/** @throws WeirError ARTICLE_3_4 (422) naming every element that is missing. */
export const requireArticle34 = (order: RemovalOrder): void => {
  const missing = checkArticle34(order).filter((check) => !check.ok);
  if (missing.length > 0)
    throw new WeirError('ARTICLE_3_4', 'The order lacks what article 3(4) demands.', {
      status: 422,
      fix: 'Complete the form and sign again.',
      details: missing.map((check) => ({ location: check.article, message: check.message })),
    });
};
