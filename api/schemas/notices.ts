import { type Static, Type } from 'typebox';
import { Contradiction } from '#core/contradictions.ts';
import {
  DsaNoticeForm,
  DsaOrderForm,
  Instrument,
  Notice,
  NoticeForm,
  NoticeState,
  ReferralForm,
  UndeliveredNotice,
} from '#core/notice.ts';
import {
  DsaNotice,
  DsaOrder,
  FreeText,
  NoticeConfirmation,
  NoticeDecision,
  Referral,
  StatementAnswer,
} from '#core/notice-wire.ts';
import { HttpUrl, Id, Strict, Timestamp } from '#core/schema.ts';
import { AnnexII, AnnexIII } from '#core/wire.ts';
import { OperatorName } from './cases.ts';
import { ConflictShown } from './coordination.ts';
import { CommaList, Next, PageQuery } from './envelope.ts';
import { FormCheck } from './orders.ts';
import { PublicAccount } from './session.ts';

/** GET /api/v1/notices, last changed first. */
export const NoticeListQuery = Strict({
  states: Type.Optional(CommaList),
  instrument: Type.Optional(Instrument),
  operatorId: Type.Optional(Id),
  caseId: Type.Optional(Id),
  /** Only those with a dead letter: the notice, or the word that it was taken back. */
  undelivered: Type.Optional(Type.Boolean()),
  ...PageQuery,
});
export type NoticeListQuery = Static<typeof NoticeListQuery>;

export const NoticeSummary = Strict({
  id: Id,
  reference: Id,
  caseId: Id,
  instrument: Instrument,
  state: NoticeState,
  operator: OperatorName,
  urls: Type.Integer(),
  lastAnswer: Type.Union([Type.String(), Type.Null()]),
  contradictions: Type.Integer(),
  /** A dead letter. */
  undelivered: Type.Union([UndeliveredNotice, Type.Null()]),
  expectedBy: Type.Union([Timestamp, Type.Null()]),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type NoticeSummary = Static<typeof NoticeSummary>;
export const NoticeList = Strict({
  items: Type.Array(NoticeSummary),
  total: Type.Integer(),
  next: Next,
  states: Type.Array(Strict({ key: Type.String(), count: Type.Integer() })),
});
export type NoticeList = Static<typeof NoticeList>;

export const NoticeAction = Type.Enum([
  'edit',
  'sign',
  'undo',
  'withdraw',
  'recheck',
  'serve',
  'replay',
  'answer',
  'code',
  'transmit',
  'release',
] as const);
export type NoticeAction = Static<typeof NoticeAction>;

const { answerCodes: _codes, ...shown } = Notice.properties;
/** Without the hashes of its codes. */
export const NoticeShown = Strict({ ...shown, openCodes: Type.Integer() });
export const NoticeDetail = Strict({
  notice: NoticeShown,
  operator: OperatorName,
  actions: Type.Array(NoticeAction),
  people: Type.Array(PublicAccount),
  checks: Type.Array(FormCheck),
  contradictions: Type.Array(Contradiction),
  /** What stands in the way of a draft, and whether somebody other than this person has released it. */
  conflicts: Type.Array(ConflictShown),
});
export type NoticeDetail = Static<typeof NoticeDetail>;

/** GET /api/v1/notices/:id/document.pdf */
export const NoticeDocumentQuery = Strict({
  lang: Type.Optional(Type.Enum(['en', 'zh-CN'] as const)),
  /** With source, rule and what is to be checked beside each line. */
  preview: Type.Optional(Type.Boolean()),
});
export type NoticeDocumentQuery = Static<typeof NoticeDocumentQuery>;

/** POST /api/v1/notices */
export const DraftNotice = Strict({ caseId: Id, operatorId: Id, form: NoticeForm });
export type DraftNotice = Static<typeof DraftNotice>;
/** As it is being typed: the reasons may be short, or not be there yet. */
const Typed = Type.String({ maxLength: 8000 });
/** POST /api/v1/notices/preview: the form as it stands, complete or not. */
export const PreviewNotice = Strict({
  caseId: Id,
  operatorId: Id,
  form: Type.Union([
    Strict({ ...DsaOrderForm.properties, reasons: Typed }),
    Strict({ ...DsaNoticeForm.properties, reasons: Typed }),
    Strict({ ...ReferralForm.properties, reasons: Typed }),
  ]),
});
export type PreviewNotice = Static<typeof PreviewNotice>;
/** POST /api/v1/notices/:id/preview: the same for a draft that is being changed. */
export const PreviewNoticeEdit = Strict({ form: PreviewNotice.properties.form });
export type PreviewNoticeEdit = Static<typeof PreviewNoticeEdit>;
export const NoticePreview = Strict({
  document: Type.Union([
    Strict({ ...DsaOrder.properties, statementOfReasons: Typed }),
    Strict({ ...DsaNotice.properties, explanation: Typed }),
    Strict({ ...Referral.properties, explanation: Typed }),
  ]),
  checks: Type.Array(FormCheck),
});
export type NoticePreview = Static<typeof NoticePreview>;
/** PUT /api/v1/notices/:id */
export const EditNotice = Strict({ seq: Type.Integer({ minimum: 1 }), form: NoticeForm });
export type EditNotice = Static<typeof EditNotice>;
/** POST /api/v1/notices/:id/signature */
export const SignNotice = Strict({ seq: Type.Integer({ minimum: 1 }) });
export type SignNotice = Static<typeof SignNotice>;
/** POST /api/v1/notices/:id/release: lets it go in spite of the conflicts that the page shows. */
export const ReleaseNotice = Strict({
  seq: Type.Integer({ minimum: 1 }),
  reason: Type.String({ minLength: 20, maxLength: 2000 }),
});
export type ReleaseNotice = Static<typeof ReleaseNotice>;
/** POST /api/v1/notices/:id/withdrawal */
export const WithdrawNotice = Strict({ reason: Type.String({ minLength: 3, maxLength: 2000 }) });
export type WithdrawNotice = Static<typeof WithdrawNotice>;
/** POST /api/v1/notices/:id/service: how a person brought it, and what proves it. */
export const ServeNotice = Strict({ proof: Type.String({ minLength: 3, maxLength: 1000 }) });
export type ServeNotice = Static<typeof ServeNotice>;
/** POST /api/v1/notices/:id/transmission */
export const TransmitNotice = Strict({ to: Type.String({ minLength: 3, maxLength: 500 }) });
export type TransmitNotice = Static<typeof TransmitNotice>;

/** Whatever an operator can answer. */
export const AnyAnswer = Type.Union([AnnexII, AnnexIII, NoticeConfirmation, NoticeDecision, StatementAnswer, FreeText]);
/** POST /api/v1/notices/:id/answers and /api/v1/orders/:id/answers: what a person has before them. It is read by its form. */
export const EnterAnswer = Strict({
  /** What it came in, such as a letter of a day. */
  source: Type.String({ minLength: 3, maxLength: 500 }),
  answer: Type.Record(Type.String(), Type.Unknown()),
});
export type EnterAnswer = Static<typeof EnterAnswer>;

/** POST /api/v1/notices/:id/answer-code and /api/v1/orders/:id/answer-code: shown now and never again. */
export const AnswerCodeMade = Strict({ code: Type.String(), page: HttpUrl, expiresAt: Timestamp });
export type AnswerCodeMade = Static<typeof AnswerCodeMade>;
