/** Fills and checks what goes out beside removal orders: DSA art. 9, DSA art. 16, and referrals under a platform's terms. */
import type { Authority } from '#core/authority.ts';
import type { Case } from '#core/case.ts';
import { currentDecision } from '#core/case-state.ts';
import { WeirError } from '#core/errors.ts';
import type { NoticeForm } from '#core/notice.ts';
import type { NoticeDocument } from '#core/notice-wire.ts';
import type { Operator } from '#core/operator.ts';
import { EEA_COUNTRIES } from '#core/statement-of-reasons.ts';
import { hasOwnWords } from './reasons.ts';
import { locationsAt, orderLanguage } from './removal-order.ts';

const EMAIL = /[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+/;
/** Art. 16(2)(c) asks for an e-mail address; the authority's contacts may say more than that. */
const emailOf = ({ feedbackContact, contact }: Authority): string =>
  EMAIL.exec(feedbackContact)?.[0] ?? EMAIL.exec(contact)?.[0] ?? '';

/**
 * Fills the document of an instrument from the case and from what a liaison wrote. Whether all is there, `checkNotice` says.
 * @throws WeirError NO_DECISION · NOTHING_TO_REMOVE · NO_COMMON_LANGUAGE
 */
export const fillNotice = (input: {
  case: Case;
  operator: Operator;
  authority: Authority;
  form: NoticeForm;
  reference: string;
  at: string;
  representative: { name: string; post: string };
  answerUrl: string;
  answerPage: string;
}): NoticeDocument => {
  const { operator, authority, form } = input;
  const decision = currentDecision(input.case);
  if (decision?.outcome !== 'violating')
    throw new WeirError('NO_DECISION', 'There is no violating decision to rest on.', {
      status: 409,
      fix: 'Have the case decided first.',
    });
  const locations = locationsAt(input.case, operator.id);
  if (locations.length === 0)
    throw new WeirError('NOTHING_TO_REMOVE', `No known address at ${operator.name} is still up.`, {
      status: 409,
      fix: 'Choose another operator, or re-check the addresses.',
    });
  const head = {
    version: 1 as const,
    reference: input.reference,
    authority: { name: authority.name, memberState: authority.memberState, contact: authority.contact },
    representative: input.representative,
    fileNumber: input.case.id,
    addressee: operator.name,
    contactPoint: operator.contactPoint,
    urls: locations.map((location) => location.url),
    furtherIdentification: locations.map((location) => ({ url: location.url, contentSha256: location.contentHash })),
    language: orderLanguage(operator, authority),
    issuedAt: input.at,
    answerUrl: input.answerUrl,
    answerPage: input.answerPage,
  };
  switch (form.instrument) {
    case 'dsa-order':
      return {
        form: 'dsa-order',
        ...head,
        legalBasis: 'Regulation (EU) 2022/2065, article 9',
        statementOfReasons: form.reasons,
        provision: form.provision,
        territorialScope: form.territorialScope,
        scopeReason: form.scopeReason,
        redress: {
          challengeBefore: authority.challengeBefore,
          challengeDeadline: authority.challengeDeadline,
          nationalProvisions: authority.nationalProvisions,
          recipient: form.recipientRedress,
        },
        informationTo: form.informationTo,
      };
    case 'dsa-notice':
      return {
        form: 'dsa-notice',
        ...head,
        legalBasis: 'Regulation (EU) 2022/2065, article 16',
        explanation: form.reasons,
        notifier: { name: authority.name, email: emailOf(authority) },
        goodFaith:
          'The notifier believes in good faith that the information and allegations in this notice are accurate and complete.',
      };
    case 'referral':
      return {
        form: 'referral',
        ...head,
        basis: 'The terms of service of the addressee. This is not an order, and nothing follows from leaving it.',
        explanation: form.reasons,
        termsClause: form.termsClause,
        termsUrl: form.termsUrl,
      };
  }
};

export interface NoticeCheck {
  id: string;
  article: string;
  ok: boolean;
  message: string;
}

const says = (text: string, least = 3): boolean => text.trim().length >= least;

/** What the law, or the kind of instrument, demands; one check each, so that a page shows them before anybody signs. */
export const checkNotice = (document: NoticeDocument, form: NoticeForm): NoticeCheck[] => {
  const check = (id: string, article: string, ok: boolean, message: string): NoticeCheck => ({
    id,
    article,
    ok,
    message,
  });
  const own = hasOwnWords(form.reasons);
  const located = document.urls.length > 0;
  switch (document.form) {
    case 'dsa-order':
      return [
        check('basis', '9(2)(a)(i)', says(document.legalBasis), 'The legal basis is named.'),
        check('own-words', '9(2)(a)(ii)', own, 'The statement of reasons is a person’s own, not a template.'),
        check('provision', '9(2)(a)(ii)', says(document.provision), 'The provision that is infringed is named.'),
        check('authority', '9(2)(a)(iii)', says(document.authority.name), 'The issuing authority is identified.'),
        check('location', '9(2)(a)(iv)', located, 'Every exact address is given.'),
        check(
          'redress',
          '9(2)(a)(v)',
          says(document.redress.challengeBefore) &&
            says(document.redress.challengeDeadline) &&
            says(document.redress.recipient),
          'Redress for the provider and for the recipient of the service is explained.',
        ),
        check(
          'information',
          '9(2)(a)(vi)',
          says(document.informationTo),
          'It says which authority is told of the effect.',
        ),
        check(
          'scope',
          '9(2)(b)',
          document.territorialScope.length > 0 &&
            document.territorialScope.every((code) => EEA_COUNTRIES.some((one) => one === code)) &&
            says(document.scopeReason, 10),
          'The territorial scope is named and kept to what is strictly necessary, with the reason.',
        ),
        check('language', '9(2)(c)', document.language !== 'und', 'The language is one that the provider declared.'),
      ];
    case 'dsa-notice':
      return [
        check(
          'own-words',
          '16(2)(a)',
          own,
          'The explanation is substantiated in a person’s own words, not a template.',
        ),
        check('location', '16(2)(b)', located, 'Every exact address is given.'),
        check(
          'notifier',
          '16(2)(c)',
          says(document.notifier.name) && EMAIL.test(document.notifier.email),
          'Name and e-mail address of the notifier are given.',
        ),
        check(
          'good-faith',
          '16(2)(d)',
          form.instrument === 'dsa-notice' && form.goodFaith,
          'A person states the good-faith belief that all of it is accurate and complete.',
        ),
      ];
    case 'referral':
      return [
        check('own-words', 'referral', own, 'The explanation is a person’s own, not a template.'),
        check('location', 'referral', located, 'Every exact address is given.'),
        check('terms', 'referral', says(document.termsClause), 'The clause of the platform’s terms is named.'),
      ];
  }
};

/** @throws WeirError NOTICE_INCOMPLETE (422) naming every element that is missing. */
export const requireNotice = (document: NoticeDocument, form: NoticeForm): void => {
  const missing = checkNotice(document, form).filter((check) => !check.ok);
  if (missing.length > 0)
    throw new WeirError('NOTICE_INCOMPLETE', 'It lacks what the law or its kind demands.', {
      status: 422,
      fix: 'Complete the form and sign again.',
      details: missing.map((check) => ({ location: check.article, message: check.message, rule: check.id })),
    });
};
