/** Every call that the pages make, typed by the API's schemas. */

import type {
  AccountList,
  AccountShown,
  AddAccount,
  ChangePassword,
  ConfirmSecondFactor,
  ConfirmWork,
  DescribeAccount,
  DisableAccount,
  FirstAccount,
  KeyMade,
  MakeKey,
  OwnAccount,
  PasswordMade,
  RecoveryCodes,
  RemoveSecondFactor,
  ResetAccount,
  SecondFactorStarted,
  SessionList,
  SignInWays,
  StartSecondFactor,
} from '#api/schemas/accounts.ts';
import type { AlikeCases, Carried, CarryDecision } from '#api/schemas/carry.ts';
import type {
  AddNote,
  AnswerColleague,
  AskColleague,
  CaseDetail,
  CaseExamples,
  CaseFacets,
  CaseList,
  CaseListQuery,
  CasesForMe,
  Claimed,
  ClaimNext,
  Colleagues,
  Countersign,
  CountQueues,
  Decide,
  HandOverCase,
  LabelGuide,
  QueueCounts,
  RefuseCountersign,
  ReleaseClaim,
  SimilarCases,
} from '#api/schemas/cases.ts';
import type {
  AnnotationList,
  AnnotationShown,
  CollectionDetail,
  CollectionList,
  CollectionShown,
  DescribeCollection,
  NamedPosts,
  WithdrawAnnotation,
  WriteAnnotation,
} from '#api/schemas/collections.ts';
import type {
  ComplaintDetail,
  ComplaintList,
  ComplaintListQuery,
  DecideComplaint,
  TakeComplaint,
} from '#api/schemas/complaints.ts';
import type { CoordinationImported, CoordinationLists, ImportCoordination } from '#api/schemas/coordination.ts';
import type { DrillList, DrillShown, StartDrill } from '#api/schemas/drills.ts';
import type { Done } from '#api/schemas/envelope.ts';
import type { AskForExport, ExportRunList, ExportRunShown } from '#api/schemas/exports.ts';
import type { FiguresQuery, RecordsQuery, WorkFigures, WorkRecords } from '#api/schemas/figures.ts';
import type { LookReasons, Looks, NamedLooks, NameLooks } from '#api/schemas/looks.ts';
import type { Care, ChangePreferences, PreferencesShown, Uncovered } from '#api/schemas/me.ts';
import type {
  AnswerCodeMade,
  DraftNotice,
  EditNotice,
  EnterAnswer,
  NoticeDetail,
  NoticeDocumentQuery,
  NoticeList,
  NoticeListQuery,
  NoticePreview,
  PreviewNotice,
  PreviewNoticeEdit,
  ReleaseNotice,
  ServeNotice,
  SignNotice,
  TransmitNotice,
  WithdrawNotice,
} from '#api/schemas/notices.ts';
import type {
  ApproveOperator,
  EditOperator,
  ImportOperators,
  OperatorRecordView,
  OperatorsImported,
  ProposeOperator,
  RefuseOperator,
} from '#api/schemas/operators.ts';
import type {
  ClarifyOrder,
  DocumentQuery,
  DraftOrder,
  EditOrder,
  EndChallenge,
  EnterChallenge,
  EnterFinding,
  ExtendPeriod,
  HandOverLetter,
  OpenScrutiny,
  OrderDetail,
  OrderList,
  OrderListQuery,
  OrderPreview,
  PreviewOrder,
  RecordService,
  ReleaseOrder,
  SignOrder,
  WithdrawOrder,
} from '#api/schemas/orders.ts';
import type {
  LedgerPage,
  LedgerProof,
  LedgerVerification,
  OperatorDetail,
  OperatorList,
  Oversight,
} from '#api/schemas/oversight.ts';
import type {
  DraftPolicy,
  Drift,
  PolicyList,
  Simulate,
  SimulationResult,
  WithdrawPolicy,
} from '#api/schemas/policies.ts';
import type {
  CaptureDetail,
  ComparedPosts,
  ComparePosts,
  HoldCapture,
  PostDetail,
  PostExportQuery,
  PostSearchQuery,
  PostSearchResult,
  PurgeCapture,
  SimilarPosts,
} from '#api/schemas/posts.ts';
import type {
  AgreementShown,
  Coach,
  DisputedList,
  DisputedQuery,
  MakeGolden,
  NextReading,
  NextTraining,
  ReadAgain,
  TrainingAnswer,
  TrainingFeedback,
} from '#api/schemas/quality.ts';
import type { DrawSample, SampleList, SampleShown } from '#api/schemas/reading-samples.ts';
import type { FigureRecords, REPORT_FORMATS, Report, ReportYears } from '#api/schemas/reports.ts';
import type {
  FreshPosts,
  LookedAt,
  SavedSearchList,
  SavedSearchShown,
  SaveSearch,
  WatchSearch,
} from '#api/schemas/searches.ts';
import type { Session, SignIn } from '#api/schemas/session.ts';
import type { FirstSteps, HealthParts } from '#api/schemas/setup.ts';
import type {
  AskExport,
  ExportedFile,
  Handover,
  HandoverList,
  HandoverQuery,
  NewKey,
  PartnerEntry,
  PartnerItem,
  PartnerList,
  SharedItemList,
  SharedItemQuery,
} from '#api/schemas/sharing.ts';
import type {
  ApproveSource,
  EditSource,
  PauseSource,
  ProposeSource,
  RefuseSource,
  RetireSource,
  SourceDetail,
  SourceList,
  SourceSkips,
  SourceSkipsQuery,
  TriedSource,
  TrySource,
} from '#api/schemas/sources.ts';
import type { Spread } from '#api/schemas/spread.ts';
import type { CloseTip, TipList, TipListQuery, TipShown } from '#api/schemas/tips.ts';
import type { Upkeep } from '#api/schemas/upkeep.ts';
import { download, request } from './http.ts';

type Signal = AbortSignal | undefined;
const get = <T>(path: string, signal?: Signal, query?: object) => request<T>('GET', path, { query, signal });
const post = <T>(path: string, body?: object) => request<T>('POST', path, { body });
const id = encodeURIComponent;

export const api = {
  complaints: {
    list: (query: ComplaintListQuery, signal?: Signal) => get<ComplaintList>('/complaints', signal, query),
    get: (complaintId: string, signal?: Signal) => get<ComplaintDetail>(`/complaints/${id(complaintId)}`, signal),
    take: (complaintId: string, body: TakeComplaint) =>
      post<ComplaintDetail>(`/complaints/${id(complaintId)}/review`, body),
    decide: (complaintId: string, body: DecideComplaint) =>
      post<ComplaintDetail>(`/complaints/${id(complaintId)}/decision`, body),
  },
  tips: {
    list: (query: TipListQuery, signal?: Signal) => get<TipList>('/tips', signal, query),
    close: (tipId: string, body: CloseTip) => post<TipShown>(`/tips/${id(tipId)}/outcome`, body),
  },
  session: {
    get: (signal?: Signal) => get<Session>('/session', signal),
    ways: (signal?: Signal) => get<SignInWays>('/session/ways', signal),
    signIn: (body: SignIn) => post<Session>('/session', body),
    signOut: () => request<Done>('DELETE', '/session'),
  },
  me: {
    preferences: (signal?: Signal) => get<PreferencesShown>('/me/preferences', signal),
    changePreferences: (body: ChangePreferences) => request<PreferencesShown>('PUT', '/me/preferences', { body }),
    care: (signal?: Signal) => get<Care>('/me/care', signal),
    uncovered: (body: Uncovered) => post<Care>('/me/exposures', body),
  },
  quality: {
    nextReading: () => post<NextReading>('/quality/readings/next', {}),
    read: (body: ReadAgain) => post<Done>('/quality/readings', body),
    nextTraining: (body: NextTraining) => post<NextReading>('/quality/training/next', body),
    train: (body: TrainingAnswer) => post<TrainingFeedback>('/quality/training/answers', body),
    agreement: (signal?: Signal) => get<AgreementShown>('/quality/agreement', signal),
    samples: (query: DisputedQuery, signal?: Signal) => get<SampleList>('/quality/samples', signal, query),
    draw: (body: DrawSample) => post<SampleShown>('/quality/samples', body),
    disputed: (query: DisputedQuery, signal?: Signal) => get<DisputedList>('/quality/disputed', signal, query),
    makeGolden: (caseId: string, body: MakeGolden) => post<CaseDetail>(`/cases/${id(caseId)}/golden`, body),
    coach: (caseId: string, body: Coach) => post<CaseDetail>(`/cases/${id(caseId)}/coaching`, body),
  },
  cases: {
    list: (query: CaseListQuery, signal?: Signal) => get<CaseList>('/cases', signal, query),
    counts: (body: CountQueues) => post<QueueCounts>('/cases/counts', body),
    facets: (signal?: Signal) => get<CaseFacets>('/cases/facets', signal),
    get: (caseId: string, signal?: Signal) => get<CaseDetail>(`/cases/${id(caseId)}`, signal),
    examples: (caseId: string, signal?: Signal) => get<CaseExamples>(`/cases/${id(caseId)}/examples`, signal),
    spread: (caseId: string, signal?: Signal) => get<Spread>(`/cases/${id(caseId)}/spread`, signal),
    similar: (caseId: string, signal?: Signal) => get<SimilarCases>(`/cases/${id(caseId)}/similar`, signal),
    claimNext: (body: ClaimNext) => post<Claimed>('/cases/claim', body),
    claim: (caseId: string) => post<CaseDetail>(`/cases/${id(caseId)}/claim`),
    renew: (caseId: string) => post<CaseDetail>(`/cases/${id(caseId)}/claim/renewal`),
    release: (caseId: string, body: ReleaseClaim, keepalive = false) =>
      request<CaseDetail>('POST', `/cases/${id(caseId)}/release`, { body, keepalive }),
    decide: (caseId: string, body: Decide) => post<CaseDetail>(`/cases/${id(caseId)}/decisions`, body),
    alike: (caseId: string, signal?: Signal) => get<AlikeCases>(`/cases/${id(caseId)}/alike`, signal),
    carry: (caseId: string, body: CarryDecision) => post<Carried>(`/cases/${id(caseId)}/carry`, body),
    undo: (caseId: string) => post<CaseDetail>(`/cases/${id(caseId)}/undo`),
    countersign: (caseId: string, body: Countersign) => post<CaseDetail>(`/cases/${id(caseId)}/countersignature`, body),
    refuse: (caseId: string, body: RefuseCountersign) =>
      post<CaseDetail>(`/cases/${id(caseId)}/countersignature/refusal`, body),
    note: (caseId: string, body: AddNote) => post<CaseDetail>(`/cases/${id(caseId)}/notes`, body),
    forMe: (signal?: Signal) => get<CasesForMe>('/cases/for-me', signal),
    colleagues: (caseId: string, signal?: Signal) => get<Colleagues>(`/cases/${id(caseId)}/colleagues`, signal),
    ask: (caseId: string, body: AskColleague) => post<CaseDetail>(`/cases/${id(caseId)}/questions`, body),
    answer: (caseId: string, question: number, body: AnswerColleague) =>
      post<CaseDetail>(`/cases/${id(caseId)}/questions/${question}/answer`, body),
    handOver: (caseId: string, body: HandOverCase) => post<CaseDetail>(`/cases/${id(caseId)}/handover`, body),
  },
  account: {
    get: (signal?: Signal) => get<OwnAccount>('/account', signal),
    password: (body: ChangePassword) => post<OwnAccount>('/account/password', body),
    startSecondFactor: (body: StartSecondFactor) => post<SecondFactorStarted>('/account/second-factor', body),
    confirmSecondFactor: (body: ConfirmSecondFactor) =>
      post<RecoveryCodes>('/account/second-factor/confirmation', body),
    removeSecondFactor: (body: RemoveSecondFactor) => post<OwnAccount>('/account/second-factor/removal', body),
    endSession: (key: string) => request<OwnAccount>('DELETE', `/account/sessions/${id(key)}`),
    makeKey: (body: MakeKey) => post<KeyMade>('/account/keys', body),
    revokeKey: (keyId: string) => request<OwnAccount>('DELETE', `/account/keys/${id(keyId)}`),
  },
  accounts: {
    list: (signal?: Signal) => get<AccountList>('/accounts', signal),
    add: (body: AddAccount) => post<PasswordMade>('/accounts', body),
    describe: (accountId: string, body: DescribeAccount) =>
      request<AccountShown>('PUT', `/accounts/${id(accountId)}`, { body }),
    disable: (accountId: string, body: DisableAccount) => post<AccountShown>(`/accounts/${id(accountId)}/state`, body),
    resetPassword: (accountId: string, body: ResetAccount) =>
      post<PasswordMade>(`/accounts/${id(accountId)}/password-reset`, body),
    confirmWork: (accountId: string, body: ConfirmWork) =>
      post<AccountShown>(`/accounts/${id(accountId)}/work/confirmation`, body),
    confirm: (accountId: string, body: ResetAccount) =>
      post<AccountShown>(`/accounts/${id(accountId)}/confirmation`, body),
    resetSecondFactor: (accountId: string, body: ResetAccount) =>
      post<AccountShown>(`/accounts/${id(accountId)}/second-factor-reset`, body),
    sessions: (accountId: string, signal?: Signal) => get<SessionList>(`/accounts/${id(accountId)}/sessions`, signal),
    endSessions: (accountId: string, body: ResetAccount) =>
      post<SessionList>(`/accounts/${id(accountId)}/sessions/end`, body),
    revokeKey: (accountId: string, keyId: string, body: ResetAccount) =>
      post<AccountShown>(`/accounts/${id(accountId)}/keys/${id(keyId)}/revocation`, body),
  },
  setup: {
    begin: (body: FirstAccount) => post<Session>('/setup', body),
    steps: (signal?: Signal) => get<FirstSteps>('/setup', signal),
    authority: (body: NonNullable<FirstSteps['authority']>) => request<FirstSteps>('PUT', '/setup/authority', { body }),
  },
  health: (signal?: Signal) => get<HealthParts>('/health/parts', signal),
  labelGuide: (signal?: Signal) => get<LabelGuide>('/label-guide', signal),
  orders: {
    list: (query: OrderListQuery, signal?: Signal) => get<OrderList>('/orders', signal, query),
    get: (orderId: string, signal?: Signal) => get<OrderDetail>(`/orders/${id(orderId)}`, signal),
    draft: (body: DraftOrder) => post<OrderDetail>('/orders', body),
    preview: (body: PreviewOrder, signal?: Signal) =>
      request<OrderPreview>('POST', '/orders/preview', { body, signal }),
    edit: (orderId: string, body: EditOrder) => request<OrderDetail>('PUT', `/orders/${id(orderId)}`, { body }),
    sign: (orderId: string, body: SignOrder) => post<OrderDetail>(`/orders/${id(orderId)}/signature`, body),
    undo: (orderId: string) => post<OrderDetail>(`/orders/${id(orderId)}/undo`),
    withdraw: (orderId: string, body: WithdrawOrder) => post<OrderDetail>(`/orders/${id(orderId)}/withdrawal`, body),
    clarify: (orderId: string, body: ClarifyOrder) => post<OrderDetail>(`/orders/${id(orderId)}/clarification`, body),
    extend: (orderId: string, what: 'non-disclosure' | 'preservation', body: ExtendPeriod) =>
      post<OrderDetail>(`/orders/${id(orderId)}/${what}`, body),
    release: (orderId: string, body: ReleaseOrder) => post<OrderDetail>(`/orders/${id(orderId)}/release`, body),
    scrutiny: (orderId: string, body: OpenScrutiny) => post<OrderDetail>(`/orders/${id(orderId)}/scrutiny`, body),
    finding: (orderId: string, body: EnterFinding) => post<OrderDetail>(`/orders/${id(orderId)}/finding`, body),
    challenge: (orderId: string, body: EnterChallenge) => post<OrderDetail>(`/orders/${id(orderId)}/challenges`, body),
    endChallenge: (orderId: string, challengeId: string, body: EndChallenge) =>
      post<OrderDetail>(`/orders/${id(orderId)}/challenges/${id(challengeId)}/end`, body),
    replayLetter: (orderId: string, letterId: string) =>
      post<OrderDetail>(`/orders/${id(orderId)}/letters/${id(letterId)}/replay`),
    handOver: (orderId: string, letterId: string, body: HandOverLetter) =>
      post<OrderDetail>(`/orders/${id(orderId)}/letters/${id(letterId)}/delivery`, body),
    recheck: (orderId: string) => post<OrderDetail>(`/orders/${id(orderId)}/recheck`),
    serve: (orderId: string, body: RecordService) => post<OrderDetail>(`/orders/${id(orderId)}/service`, body),
    replay: (orderId: string) => post<OrderDetail>(`/orders/${id(orderId)}/replay`),
    /** Address of one of its forms as PDF. */
    pdfUrl: (orderId: string, query: DocumentQuery) =>
      `/api/v1/orders/${id(orderId)}/document.pdf?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`,
    /** Address of the order as signed file. */
    signedUrl: (orderId: string) => `/api/v1/orders/${id(orderId)}/document.json`,
    /** Address of a file that proves a service; a download, never shown. */
    proofUrl: (orderId: string, hash: string) => `/api/v1/orders/${id(orderId)}/proofs/${id(hash)}`,
    answer: (orderId: string, body: EnterAnswer) => post<OrderDetail>(`/orders/${id(orderId)}/answers`, body),
    answerCode: (orderId: string) => post<AnswerCodeMade>(`/orders/${id(orderId)}/answer-code`),
  },
  notices: {
    list: (query: NoticeListQuery, signal?: Signal) => get<NoticeList>('/notices', signal, query),
    get: (noticeId: string, signal?: Signal) => get<NoticeDetail>(`/notices/${id(noticeId)}`, signal),
    draft: (body: DraftNotice) => post<NoticeDetail>('/notices', body),
    preview: (body: PreviewNotice, signal?: Signal) =>
      request<NoticePreview>('POST', '/notices/preview', { body, signal }),
    previewEdit: (noticeId: string, body: PreviewNoticeEdit, signal?: Signal) =>
      request<NoticePreview>('POST', `/notices/${id(noticeId)}/preview`, { body, signal }),
    edit: (noticeId: string, body: EditNotice) => request<NoticeDetail>('PUT', `/notices/${id(noticeId)}`, { body }),
    release: (noticeId: string, body: ReleaseNotice) => post<NoticeDetail>(`/notices/${id(noticeId)}/release`, body),
    sign: (noticeId: string, body: SignNotice) => post<NoticeDetail>(`/notices/${id(noticeId)}/signature`, body),
    undo: (noticeId: string) => post<NoticeDetail>(`/notices/${id(noticeId)}/undo`),
    withdraw: (noticeId: string, body: WithdrawNotice) =>
      post<NoticeDetail>(`/notices/${id(noticeId)}/withdrawal`, body),
    serve: (noticeId: string, body: ServeNotice) => post<NoticeDetail>(`/notices/${id(noticeId)}/service`, body),
    replay: (noticeId: string) => post<NoticeDetail>(`/notices/${id(noticeId)}/replay`),
    recheck: (noticeId: string) => post<NoticeDetail>(`/notices/${id(noticeId)}/recheck`),
    answer: (noticeId: string, body: EnterAnswer) => post<NoticeDetail>(`/notices/${id(noticeId)}/answers`, body),
    answerCode: (noticeId: string) => post<AnswerCodeMade>(`/notices/${id(noticeId)}/answer-code`),
    /** Address of it as PDF. */
    pdfUrl: (noticeId: string, query: NoticeDocumentQuery) =>
      `/api/v1/notices/${id(noticeId)}/document.pdf?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`,
    transmit: (noticeId: string, body: TransmitNotice) =>
      post<NoticeDetail>(`/notices/${id(noticeId)}/transmission`, body),
  },
  coordination: {
    list: (signal?: Signal) => get<CoordinationLists>('/coordination', signal),
    import: (body: ImportCoordination) => post<CoordinationImported>('/coordination', body),
  },
  sharing: {
    partners: (signal?: Signal) => get<PartnerList>('/sharing/partners', signal),
    setPartner: (partnerId: string, body: PartnerEntry) =>
      request<PartnerItem>('PUT', `/sharing/partners/${id(partnerId)}`, { body }),
    newKey: (partnerId: string) => post<NewKey>(`/sharing/partners/${id(partnerId)}/key`),
    export: (body: AskExport) => post<ExportedFile>('/sharing/exports', body),
    handovers: (query: HandoverQuery, signal?: Signal) => get<HandoverList>('/sharing/handovers', signal, query),
    items: (query: SharedItemQuery, signal?: Signal) => get<SharedItemList>('/sharing/items', signal, query),
    replay: (handoverId: string) => post<Handover>(`/sharing/handovers/${id(handoverId)}/replay`),
  },
  operators: (signal?: Signal) => get<OperatorList>('/operators', signal),
  operator: (operatorId: string, signal?: Signal) => get<OperatorDetail>(`/operators/${id(operatorId)}`, signal),
  posts: {
    export: (query: PostExportQuery, reason: string) => download('/posts/export', query, reason),
    search: (query: PostSearchQuery, signal?: Signal) => get<PostSearchResult>('/posts', signal, query),
    get: (postId: string, signal?: Signal) => get<PostDetail>(`/posts/${id(postId)}`, signal),
    compare: (query: ComparePosts, signal?: Signal) => get<ComparedPosts>('/posts/compare', signal, query),
    similar: (postId: string, signal?: Signal) => get<SimilarPosts>(`/posts/${id(postId)}/similar`, signal),
  },
  collections: {
    list: (signal?: Signal) => get<CollectionList>('/collections', signal),
    get: (collectionId: string, query: { from: number }, signal?: Signal) =>
      get<CollectionDetail>(`/collections/${id(collectionId)}`, signal, query),
    make: (body: DescribeCollection) => post<CollectionShown>('/collections', body),
    describe: (collectionId: string, body: DescribeCollection) =>
      request<CollectionShown>('PUT', `/collections/${id(collectionId)}`, { body }),
    close: (collectionId: string) => request<Done>('DELETE', `/collections/${id(collectionId)}`),
    add: (collectionId: string, body: NamedPosts) =>
      post<CollectionShown>(`/collections/${id(collectionId)}/posts`, body),
    takeOut: (collectionId: string, body: NamedPosts) =>
      post<CollectionShown>(`/collections/${id(collectionId)}/removals`, body),
  },
  annotations: {
    list: (postId: string, signal?: Signal) => get<AnnotationList>(`/posts/${id(postId)}/annotations`, signal),
    write: (postId: string, body: WriteAnnotation) => post<AnnotationShown>(`/posts/${id(postId)}/annotations`, body),
    withdraw: (annotationId: string, body: WithdrawAnnotation) =>
      post<AnnotationShown>(`/annotations/${id(annotationId)}/withdrawal`, body),
  },
  exports: {
    list: (signal?: Signal) => get<ExportRunList>('/exports', signal),
    ask: (body: AskForExport) => post<ExportRunShown>('/exports', body),
    cancel: (exportId: string) => post<ExportRunShown>(`/exports/${id(exportId)}/cancellation`),
    /** Where its file is fetched from. */
    fileUrl: (exportId: string) => `/api/v1/exports/${id(exportId)}/file`,
  },
  searches: {
    list: (signal?: Signal) => get<SavedSearchList>('/searches', signal),
    get: (searchId: string, signal?: Signal) => get<SavedSearchShown>(`/searches/${id(searchId)}`, signal),
    save: (body: SaveSearch) => post<SavedSearchShown>('/searches', body),
    change: (searchId: string, body: SaveSearch) =>
      request<SavedSearchShown>('PUT', `/searches/${id(searchId)}`, { body }),
    remove: (searchId: string) => request<Done>('DELETE', `/searches/${id(searchId)}`),
    watch: (searchId: string, body: WatchSearch) =>
      request<SavedSearchShown>('PUT', `/searches/${id(searchId)}/alert`, { body }),
    fresh: (searchId: string, signal?: Signal) => get<FreshPosts>(`/searches/${id(searchId)}/new`, signal),
    looked: (searchId: string, body: LookedAt) => post<SavedSearchShown>(`/searches/${id(searchId)}/look`, body),
  },
  captures: {
    get: (captureId: string, signal?: Signal) => get<CaptureDetail>(`/captures/${id(captureId)}`, signal),
    purge: (captureId: string, body: PurgeCapture) => post<CaptureDetail>(`/captures/${id(captureId)}/purge`, body),
    hold: (captureId: string, body: HoldCapture) => post<CaptureDetail>(`/captures/${id(captureId)}/hold`, body),
    /** Address of a captured file; text or PNG, never run. */
    fileUrl: (captureId: string, sha256: string) => `/api/v1/captures/${id(captureId)}/files/${id(sha256)}`,
  },
  directory: {
    record: (operatorId: string, signal?: Signal) =>
      get<OperatorRecordView>(`/operators/${id(operatorId)}/record`, signal),
    propose: (body: ProposeOperator) => post<OperatorRecordView>('/operators', body),
    edit: (operatorId: string, body: EditOperator) =>
      request<OperatorRecordView>('PUT', `/operators/${id(operatorId)}`, { body }),
    approve: (operatorId: string, body: ApproveOperator) =>
      post<OperatorRecordView>(`/operators/${id(operatorId)}/approval`, body),
    refuse: (operatorId: string, body: RefuseOperator) =>
      post<OperatorRecordView>(`/operators/${id(operatorId)}/refusal`, body),
    import: (body: ImportOperators) => post<OperatorsImported>('/operators/import', body),
  },
  sources: {
    list: (signal?: Signal) => get<SourceList>('/sources', signal),
    get: (sourceId: string, signal?: Signal) => get<SourceDetail>(`/sources/${id(sourceId)}`, signal),
    skips: (sourceId: string, query: SourceSkipsQuery, signal?: Signal) =>
      get<SourceSkips>(`/sources/${id(sourceId)}/skips`, signal, query),
    try: (body: TrySource) => post<TriedSource>('/sources/try', body),
    propose: (body: ProposeSource) => post<SourceDetail>('/sources', body),
    edit: (sourceId: string, body: EditSource) => request<SourceDetail>('PUT', `/sources/${id(sourceId)}`, { body }),
    approve: (sourceId: string, body: ApproveSource) => post<SourceDetail>(`/sources/${id(sourceId)}/approval`, body),
    refuse: (sourceId: string, body: RefuseSource) => post<SourceDetail>(`/sources/${id(sourceId)}/refusal`, body),
    pause: (sourceId: string, body: PauseSource) => post<SourceDetail>(`/sources/${id(sourceId)}/pause`, body),
    retire: (sourceId: string, body: RetireSource) => post<SourceDetail>(`/sources/${id(sourceId)}/retirement`, body),
  },
  oversight: (signal?: Signal) => get<Oversight>('/oversight', signal),
  figures: (query: FiguresQuery, signal?: Signal) => get<WorkFigures>('/oversight/figures', signal, query),
  figureRecords: (query: RecordsQuery, signal?: Signal) =>
    get<WorkRecords>('/oversight/figures/records', signal, query),
  upkeep: (signal?: Signal) => get<Upkeep>('/oversight/upkeep', signal),
  looks: {
    kinds: (days: number, signal?: Signal) => get<Looks>('/oversight/looks', signal, { days }),
    reasons: (days: number, signal?: Signal) => get<LookReasons>('/oversight/looks/reasons', signal, { days }),
    named: (asked: NameLooks) => post<NamedLooks>('/oversight/looks/named', asked),
  },
  drift: (signal?: Signal) => get<Drift>('/oversight/drift', signal),
  reports: {
    years: (signal?: Signal) => get<ReportYears>('/reports', signal),
    year: (year: number, lang: string, signal?: Signal) => get<Report>(`/reports/${year}?lang=${lang}`, signal),
    records: (year: number, figure: string, signal?: Signal) =>
      get<FigureRecords>(`/reports/${year}/figures/${figure}`, signal),
    /** Where a file of a year is fetched from. */
    file: (year: number, format: (typeof REPORT_FORMATS)[number], lang: string) =>
      `/api/v1/reports/${year}/files/${format}?lang=${lang}`,
  },
  drills: {
    list: (signal?: Signal) => get<DrillList>('/drills', signal),
    start: (drill: StartDrill) => post<DrillShown>('/drills', drill),
    end: (id: string) => post<DrillShown>(`/drills/${id}/end`),
  },
  policies: {
    list: (signal?: Signal) => get<PolicyList>('/policies', signal),
    draft: (body: DraftPolicy) => post<PolicyList>('/policies', body),
    simulate: (body: Simulate) => post<SimulationResult>('/policies/simulate', body),
    dryRun: (version: string) => post<PolicyList>(`/policies/${id(version)}/dry-run`),
    propose: (version: string) => post<PolicyList>(`/policies/${id(version)}/proposal`),
    approve: (version: string) => post<PolicyList>(`/policies/${id(version)}/approval`),
    withdraw: (version: string, body: WithdrawPolicy) => post<PolicyList>(`/policies/${id(version)}/withdrawal`, body),
  },
  ledger: {
    blocks: (query: { from: number; size: number }, signal?: Signal) => get<LedgerPage>('/ledger', signal, query),
    verify: () => post<LedgerVerification>('/ledger/verification'),
    proof: (eventId: string) => get<LedgerProof>(`/ledger/proofs/${id(eventId)}`),
  },
};
