import type { FigureId, REPORT_POINTS } from '#core/authority-report.ts';
import type { PageLanguage } from '#core/complaint.ts';

type Point = (typeof REPORT_POINTS)[number];

interface ReportWords {
  /** `{year}` and `{authority}` are put in. */
  title: string;
  lead: string;
  figure: string;
  value: string;
  records: string;
  notKept: string;
  made: string;
  unfinished: string;
  points: Record<Point, string>;
  figures: Record<FigureId, string>;
  check: string;
}

export const REPORT_WORDS: Record<PageLanguage, ReportWords> = {
  en: {
    title: 'Report for {year}',
    lead: 'What {authority} did under Regulation (EU) 2021/784, counted from its records. Exercises are not counted. An order belongs to the year in which it was signed (UTC).',
    figure: 'Figure',
    value: 'Number',
    records: 'Records',
    notKept: 'not kept in this system',
    made: 'Counted at',
    unfinished: 'The year is not over: the figures will change.',
    points: {
      a: 'Article 8(1)(a): removal orders and their effect',
      b: 'Article 8(1)(b): decisions under article 5(4), (6) and (7)',
      c: 'Article 8(1)(c): reviews and their outcome',
      d: 'Article 8(1)(d): penalties',
    },
    figures: {
      orders: 'Removal orders issued',
      addresses: 'Addresses named in them',
      crossBorder: 'Of these orders: to a provider in another Member State',
      emergencies: 'First orders without the 12 hours, in an emergency',
      nonDisclosures: 'Orders with a decision not to inform (article 11(3))',
      scrutinised: 'Orders scrutinised by another authority (article 4)',
      infringements: 'Of these: infringement found',
      removed: 'Orders after which the content was removed or disabled',
      removedInTheHour: 'Of these: within the hour',
      removedLate: 'Of these: after the hour',
      seenGone: 'Of these: the authority has seen that every address is gone',
      notRemoved: 'Orders after which it was not, or not yet',
      impossible: 'Of these: force majeure or impossibility (Annex III)',
      needingClarification: 'Of these: errors or too little information (Annex III)',
      withoutAnswer: 'Of these: without such an answer',
      annulled: 'Orders that lost their effect',
      exposedDecisions: 'Decisions on specific measures',
      ordersUnderReview: 'Orders complained of in the year',
      complaints: 'Complaints received, counter-notices and findings included',
      complaintsUpheld: 'Of these: upheld',
      complaintsRejected: 'Of these: rejected',
      complaintsWithdrawn: 'Of these: withdrawn',
      complaintsPending: 'Of these: still open',
      penalties: 'Penalties by type',
    },
    check: 'The points of article 8 are recalled; they are to be checked against the Official Journal.',
  },
  'zh-CN': {
    title: '{year} 年度报告',
    lead: '{authority}依据（欧盟）2021/784 号条例所做的工作，按其记录统计。演练不计入。命令归入其签署年份（UTC）。',
    figure: '项目',
    value: '数量',
    records: '记录',
    notKept: '本系统不保存',
    made: '统计时间',
    unfinished: '本年度尚未结束，数字还会变化。',
    points: {
      a: '第 8(1)(a) 条：移除令及其效果',
      b: '第 8(1)(b) 条：依第 5(4)、(6)、(7) 条作出的决定',
      c: '第 8(1)(c) 条：复核及其结果',
      d: '第 8(1)(d) 条：处罚',
    },
    figures: {
      orders: '发出的移除令',
      addresses: '其中列明的地址',
      crossBorder: '其中：发往其他成员国提供者的命令',
      emergencies: '因紧急情况未等 12 小时的首次命令',
      nonDisclosures: '附有不予告知决定的命令（第 11(3) 条）',
      scrutinised: '由其他主管机关审查的命令（第 4 条）',
      infringements: '其中：认定违反规定',
      removed: '内容已被移除或停止访问的命令',
      removedInTheHour: '其中：一小时之内',
      removedLate: '其中：超过一小时',
      seenGone: '其中：本机关已看到全部地址均不再展示',
      notRemoved: '内容未被移除或尚未移除的命令',
      impossible: '其中：不可抗力或无法执行（附件三）',
      needingClarification: '其中：有错误或信息不足（附件三）',
      withoutAnswer: '其中：没有此类答复',
      annulled: '失去效力的命令',
      exposedDecisions: '关于特定措施的决定',
      ordersUnderReview: '本年度被申诉的命令',
      complaints: '收到的申诉，含反通知和审查结论',
      complaintsUpheld: '其中：成立',
      complaintsRejected: '其中：驳回',
      complaintsWithdrawn: '其中：撤回',
      complaintsPending: '其中：尚未办结',
      penalties: '各类处罚',
    },
    check: '第 8 条各项系凭记忆写出，须与《官方公报》核对。',
  },
};
