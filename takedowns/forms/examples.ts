/** Invented values for every form: what the pictures in the documentation and the tests are printed from. */
import type { NoticeWithdrawal } from '#core/notice-wire.ts';
import { aNoticeDocument, NOTICE_REFERENCE } from '#core/test-notices.ts';
import type {
  AnnexII,
  AnnexIII,
  Clarification,
  ExtensionNotice,
  FinalNotice,
  PriorInformation,
  Reinstatement,
  RemovalOrder,
} from '#core/wire.ts';

export const EXAMPLE_ORDER: RemovalOrder = {
  form: 'tco-annex-1',
  version: 1,
  sectionA: {
    issuingMemberState: 'IE',
    addressee: 'Quiet Harbour Hosting B.V.',
    legalRepresentative: null,
    contactPoint: 'orders@quietharbour.example',
    memberStateOfEstablishment: 'NL',
    issuedAt: '2026-03-02T09:03:00.000Z',
    reference: 'IE-2026-3F9C1A77D0',
  },
  sectionB: {
    urls: ['https://quiet-harbour.example/p/17', 'https://quiet-harbour.example/p/18?page=2#reply-4'],
    furtherIdentification: [
      { url: 'https://quiet-harbour.example/p/17', contentSha256: '3f'.repeat(32) },
      { url: 'https://quiet-harbour.example/p/18?page=2#reply-4', contentSha256: '7a'.repeat(32) },
    ],
    reasons: ['a', 'c'],
    statementOfReasons:
      'The text asks its readers to join the invented group “Riders of the Mill” (磨坊骑手) and to take part in an attack that it announces. This follows from its second paragraph.\n\nIt was posted twice within an hour under two names, and says itself that it is no fiction.',
    exemptionTest: 'Nothing around the text reports on it, discusses it or warns of it; its purpose is to win people.',
  },
  sectionC: { nonDisclosure: false, nonDisclosureReason: null },
  sectionD: { crossBorder: true, copySentTo: 'contact@authority-nl.example' },
  sectionE: {
    authorityType: 'other-competent-authority',
    authority: 'Office for Online Safety Orders (fictional)',
    representative: 'R. Example',
    post: 'Principal officer, grade II',
    fileNumber: 'case-1b7f',
    contact: '1 Example Quay, Dublin · orders@authority.example',
    signedAt: '2026-03-02T09:03:00.000Z',
  },
  sectionF: {
    feedbackContact: 'desk@authority.example',
    establishmentAuthorityContact: 'contact@authority-nl.example',
  },
  sectionG: {
    challengeBefore: 'High Court (fictional)',
    challengeDeadline: '28 days from receipt of the order',
    nationalProvisions: 'https://authority.example/provisions',
    complaint: { url: 'https://weir.authority.example/public/complaint', code: '7K2M-9QXD-41RB' },
  },
  legalBasis: 'Regulation (EU) 2021/784, article 3',
  language: 'en',
  answerUrl: 'https://weir.authority.example/api/v1/answers',
};

const ANSWER_HEAD = {
  addressee: EXAMPLE_ORDER.sectionA.addressee,
  authority: EXAMPLE_ORDER.sectionE.authority,
  reference: EXAMPLE_ORDER.sectionA.reference,
  addresseeReference: 'qhh-4471',
  receivedAt: '2026-03-02T09:04:05.000Z',
};
const PROVIDER = {
  name: 'Quiet Harbour Hosting B.V.',
  memberState: 'NL',
  authorisedPerson: 'S. Example',
  email: 'orders@quietharbour.example',
};

const annex2: AnnexII = {
  form: 'tco-annex-2',
  version: 1,
  ...ANSWER_HEAD,
  measure: 'removed',
  measureAt: '2026-03-02T09:18:40.000Z',
  provider: PROVIDER,
  answeredAt: '2026-03-02T09:20:00.000Z',
};
const annex3: AnnexIII = {
  form: 'tco-annex-3',
  version: 1,
  ...ANSWER_HEAD,
  reason: 'insufficient-information',
  explanation: 'The second address leads to a page with forty replies.',
  needed: 'Which of the replies is meant. 请说明所指的是哪一条回复。',
  provider: PROVIDER,
  answeredAt: '2026-03-02T09:31:00.000Z',
};
const clarification: Clarification = {
  form: 'clarification',
  version: 1,
  reference: EXAMPLE_ORDER.sectionA.reference,
  text: 'The item is the second reply of the thread, posted at 08:31 UTC, and begins with: Tomorrow.',
  sentAt: '2026-03-02T10:02:00.000Z',
};
const reinstatement: Reinstatement = {
  form: 'reinstatement',
  version: 1,
  reference: EXAMPLE_ORDER.sectionA.reference,
  urls: ['https://quiet-harbour.example/p/17'],
  complaint: 'complaint-6a2f',
  reason: 'The text reports on a call and condemns it. 该文本报道了一项号召并予以谴责。',
  issuedAt: '2026-03-04T09:00:00.000Z',
};
const priorInformation: PriorInformation = {
  form: 'prior-information',
  version: 1,
  reference: EXAMPLE_ORDER.sectionA.reference,
  addressee: EXAMPLE_ORDER.sectionA.addressee,
  text: 'A removal order under article 3 of Regulation (EU) 2021/784 will reach you no sooner than 12 hours after this message.',
  sentAt: '2026-03-01T20:00:00.000Z',
};

const orderFinal: FinalNotice = {
  form: 'order-final',
  version: 1,
  reference: EXAMPLE_ORDER.sectionA.reference,
  finalAt: '2026-03-30T22:59:59.000Z',
  sentAt: '2026-03-31T06:00:00.000Z',
};

const extension: ExtensionNotice = {
  form: 'extension',
  version: 1,
  reference: EXAMPLE_ORDER.sectionA.reference,
  what: 'preservation',
  until: '2027-03-02T22:59:59.000Z',
  reason: 'Proceedings before the High Court (fictional) are still under way. 诉讼尚在进行。',
  issuedAt: '2026-08-20T09:00:00.000Z',
};

const noticeWithdrawal: NoticeWithdrawal = {
  form: 'notice-withdrawal',
  version: 1,
  reference: NOTICE_REFERENCE,
  urls: ['https://ferry.example/p/1'],
  reason: 'It named the wrong page. 所指网页有误。',
  issuedAt: '2026-03-04T09:00:00.000Z',
};

/** By the id of the form. */
export const FORM_EXAMPLES: Record<string, unknown> = {
  'tco-annex-1': EXAMPLE_ORDER,
  'tco-annex-2': annex2,
  'tco-annex-3': annex3,
  'tco-copy': {
    form: 'tco-copy',
    version: 1,
    memberState: 'NL',
    recipient: 'contact@authority-nl.example',
    sentAt: '2026-03-02T09:04:05.000Z',
    order: EXAMPLE_ORDER,
  },
  'order-final': orderFinal,
  extension,
  clarification,
  reinstatement,
  'prior-information': priorInformation,
  'dsa-order': aNoticeDocument('dsa-order'),
  'dsa-notice': aNoticeDocument('dsa-notice'),
  referral: aNoticeDocument('referral'),
  'notice-withdrawal': noticeWithdrawal,
};
