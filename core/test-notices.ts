/** Invented notices for tests of every room. */
import { type Actor, eventId } from './event.ts';
import { sha256 } from './hash.ts';
import type { Notice, NoticeDraft, NoticeEvent, NoticeForm } from './notice.ts';
import { evolveNotice } from './notice-state.ts';
import type { NoticeDecision, NoticeDocument } from './notice-wire.ts';
import type { StatementOfReasons } from './statement-of-reasons.ts';

export const NOTICE_START = '2026-03-01T10:00:00.000Z';
export const NOTICE_REFERENCE = 'IE-2026-N0T1CE0001';
const REASONS = 'The item asks its readers to take part in the activities of a violent group, in its second sentence.';

export const NOTICE_FORMS: { [I in NoticeForm['instrument']]: Extract<NoticeForm, { instrument: I }> } = {
  'dsa-order': {
    instrument: 'dsa-order',
    reasons: REASONS,
    provision: 'Public Order Online Act (fictional), s. 12',
    territorialScope: ['IE'],
    scopeReason: 'The act applies within the State.',
    recipientRedress: 'A complaint to the office, and the High Court (fictional).',
    informationTo: 'Office for Online Safety (test)',
  },
  'dsa-notice': { instrument: 'dsa-notice', reasons: REASONS, goodFaith: true },
  referral: {
    instrument: 'referral',
    reasons: REASONS,
    termsClause: 'House rules, part 4: calls to violence',
    termsUrl: 'https://ferry.example/terms',
  },
};

const head = {
  version: 1 as const,
  reference: NOTICE_REFERENCE,
  authority: { name: 'Office for Online Safety (test)', memberState: 'IE', contact: 'orders@authority.example' },
  representative: { name: 'lena of the test', post: 'Officer' },
  fileNumber: 'case-1',
  addressee: 'Operator ferry',
  contactPoint: 'orders@ferry.example',
  urls: ['https://ferry.example/p/1'],
  furtherIdentification: [],
  language: 'en',
  issuedAt: NOTICE_START,
  answerUrl: 'https://weir.example/api/v1/answers',
  answerPage: 'https://weir.example/public/answer',
};

export const aNoticeDocument = (
  instrument: NoticeForm['instrument'],
  change: Partial<Pick<NoticeDocument, 'reference' | 'urls' | 'answerUrl'>> = {},
): NoticeDocument => {
  const base = { ...head, ...change };
  switch (instrument) {
    case 'dsa-order': {
      const form = NOTICE_FORMS['dsa-order'];
      return {
        form: 'dsa-order',
        ...base,
        legalBasis: 'Regulation (EU) 2022/2065, article 9',
        statementOfReasons: form.reasons,
        provision: form.provision,
        territorialScope: form.territorialScope,
        scopeReason: form.scopeReason,
        redress: {
          challengeBefore: 'High Court (fictional)',
          challengeDeadline: '28 days from receipt',
          nationalProvisions: 'https://authority.example/provisions',
          recipient: form.recipientRedress,
        },
        informationTo: form.informationTo,
      };
    }
    case 'dsa-notice':
      return {
        form: 'dsa-notice',
        ...base,
        legalBasis: 'Regulation (EU) 2022/2065, article 16',
        explanation: REASONS,
        notifier: { name: 'Office for Online Safety (test)', email: 'orders@authority.example' },
        goodFaith:
          'The notifier believes in good faith that the information and allegations in this notice are accurate and complete.',
      };
    case 'referral':
      return {
        form: 'referral',
        ...base,
        basis: 'The terms of service of the addressee. This is not an order, and nothing follows from leaving it.',
        explanation: REASONS,
        termsClause: NOTICE_FORMS.referral.termsClause,
        termsUrl: NOTICE_FORMS.referral.termsUrl,
      };
  }
};

export const noticeDrafted = (
  instrument: NoticeForm['instrument'] = 'dsa-notice',
  change: { caseId?: string; operatorId?: string; reference?: string } = {},
): Extract<NoticeDraft, { type: 'notice.drafted' }> => {
  const { caseId = 'case-1', operatorId = 'ferry', reference = NOTICE_REFERENCE } = change;
  return {
    type: 'notice.drafted',
    data: {
      caseId,
      operatorId,
      reference,
      document: aNoticeDocument(instrument, { reference }),
      form: NOTICE_FORMS[instrument],
      postIds: [sha256('post')],
      decidedBy: 'rita',
      countersignedBy: 'rolf',
    },
  };
};

/** Folds drafts as the store would. */
export const foldNotice = (state: Notice | null, drafts: readonly NoticeDraft[], actor: Actor, at: string): Notice => {
  let next = state;
  for (const draft of drafts) {
    const subject = { type: 'notice' as const, id: 'n1' };
    const seq = (next?.seq ?? 0) + 1;
    next = evolveNotice(next, { v: 1, id: eventId(subject, seq), subject, seq, at, actor, ...draft } as NoticeEvent);
  }
  if (next === null) throw new Error('nothing was drafted');
  return next;
};

export const aNoticeDecision = (change: Partial<NoticeDecision> = {}): NoticeDecision => ({
  form: 'notice-decision',
  version: 1,
  reference: NOTICE_REFERENCE,
  outcome: 'acted',
  actedAt: '2026-03-01T10:10:00.000Z',
  explanation: 'The item was removed.',
  redress: 'Our complaint system, and the out-of-court body named in our terms.',
  automated: false,
  decidedAt: '2026-03-01T10:10:00.000Z',
  ...change,
});

/** As a platform would give it to the Transparency Database. */
export const aStatement = (change: Record<string, unknown> = {}): StatementOfReasons =>
  ({
    decision_visibility: ['DECISION_VISIBILITY_CONTENT_REMOVED'],
    decision_facts: 'The item asked readers to join a violent group. It came to us in a notice of an authority.',
    decision_ground: 'DECISION_GROUND_ILLEGAL_CONTENT',
    illegal_content_legal_ground: 'Public Order Online Act (fictional), s. 12',
    illegal_content_explanation: 'The second sentence asks readers to take part.',
    content_type: ['CONTENT_TYPE_TEXT'],
    category: 'STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY',
    category_specification: ['KEYWORD_TERRORIST_CONTENT'],
    territorial_scope: ['IE'],
    content_language: 'EN',
    content_date: '2026-02-27',
    application_date: '2026-03-01',
    source_type: 'SOURCE_ARTICLE_16',
    source_identity: 'Office for Online Safety (test)',
    automated_detection: 'No',
    automated_decision: 'AUTOMATED_DECISION_NOT_AUTOMATED',
    puid: 'ferry-0001',
    ...change,
  }) as StatementOfReasons;
