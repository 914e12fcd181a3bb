import type { Complaint, PageLanguage } from '#core/complaint.ts';

interface ComplaintWords {
  title: string;
  intro: string[];
  code: string;
  codeHint: string;
  filer: string;
  content_provider: string;
  operator: string;
  kind: string;
  complaint: string;
  counter_notice: string;
  text: string;
  textHint: string;
  contact: string;
  contactHint: string;
  noContact: string;
  send: string;
  trap: string;
  invalid: string;
  unknownCode: string;
  limited: string;
  fault: string;
  sentTitle: string;
  sent: string;
  keepCode: string;
  follow: string;
  followTitle: string;
  receipt: string;
  receiptHint: string;
  look: string;
  unknownReceipt: string;
  withdraw: string;
  withdrawn: string;
  reason: string;
  court: string;
  states: Record<Complaint['state'], string>;
  upheldDone: string;
}

export const COMPLAINT_WORDS: Record<PageLanguage, ComplaintWords> = {
  en: {
    title: 'Complain about an order',
    intro: [
      'If you published something that was removed on an order of this authority, or if you run the service that got the order, you can complain here. Nothing runs in your browser on this page, and no account is needed.',
      'Your complaint is decided by a person who had no part in the case. If you are right, the order is annulled and the service is told to put the content back. A complaint here does not stop the time for going to court, which the order names in section G.',
    ],
    code: 'Code on the order',
    codeHint:
      'Section G of the order, for example IE-2026-0A1B2C3D4E-7KQ2MR8T. A service that removed your content can tell you.',
    filer: 'Who are you?',
    content_provider: 'I published the content',
    operator: 'I answer for the service that got the order',
    kind: 'What do you want to say?',
    complaint: 'The order is wrong: a complaint',
    counter_notice: 'The content is lawful and should go back: a counter-notice',
    text: 'Your reasons',
    textHint:
      'In your own words, 20 to 8,000 characters. Say nothing about who you are unless it matters for the decision.',
    contact: 'How to reach you (optional)',
    contactHint:
      'It is sealed at once. Two people together must open it; nobody who decides sees it. You can follow the complaint without it.',
    noContact:
      'This authority cannot take a contact on this page. You follow the complaint with a code that you get when you have sent it.',
    send: 'Send the complaint',
    trap: 'Leave this empty',
    invalid:
      'Something is missing or too long. Your words are still below: check the code, both choices, and that your reasons have 20 to 8,000 characters.',
    unknownCode: 'There is no order with this code. Compare it with section G of the order.',
    limited: 'Too much came from your address in the last hour. Wait and try again.',
    fault: 'The page cannot do this at the moment. Nothing was taken in. Please try again later.',
    sentTitle: 'Your complaint has been received',
    sent: 'This is your receipt code. It is shown once. With it you can see what became of your complaint, or take it back.',
    keepCode: 'Write it down now. We keep only a fingerprint of it and cannot tell it to you again.',
    follow: 'See what became of it',
    followTitle: 'What became of it',
    receipt: 'Receipt code',
    receiptHint: 'The code that you were shown when you sent it. Hyphens and capital letters do not matter.',
    look: 'Look',
    unknownReceipt: 'There is nothing under this code. Check it letter by letter.',
    withdraw: 'Take the complaint back',
    withdrawn: 'You took this complaint back. Nobody will decide it.',
    reason: 'The reason, in the words of the person who decided',
    court: 'You may go to the court that section G of the order names, within the time that it gives.',
    states: {
      received: 'We have it. Nobody has taken it up yet.',
      in_review: 'Somebody who had no part in the case is looking at it.',
      upheld: 'You were right. The decision is reversed.',
      rejected: 'The order stands.',
      withdrawn: 'You took this complaint back. Nobody will decide it.',
    },
    upheldDone: 'The order is annulled, and the service has been or is being told to put the content back.',
  },
  'zh-CN': {
    title: '对移除令提出申诉',
    intro: [
      '如果您发布的内容因本机关的移除令被移除，或者您负责收到移除令的服务，您可以在此申诉。本页不在您的浏览器中运行任何脚本，也无需账号。',
      '申诉由没有参与该案的人员决定。如果申诉成立，移除令即被撤销，并通知该服务恢复内容。在此申诉不影响向法院起诉的期限，该期限载于移除令 G 部分。',
    ],
    code: '移除令上的编码',
    codeHint: '见移除令 G 部分，例如 IE-2026-0A1B2C3D4E-7KQ2MR8T。移除您内容的服务可以告诉您。',
    filer: '您是谁？',
    content_provider: '我是内容的发布者',
    operator: '我代表收到移除令的服务',
    kind: '您想表达什么？',
    complaint: '移除令有误：申诉',
    counter_notice: '内容合法，应予恢复：反通知',
    text: '您的理由',
    textHint: '请用自己的话说明，20 至 8000 字。除非与决定有关，请不要写明您的身份。',
    contact: '联系方式（选填）',
    contactHint: '提交后立即密封，须两人共同才能打开；作出决定的人看不到。不留联系方式也可以查询结果。',
    noContact: '本机关目前无法在此页接收联系方式。提交后您会得到一个编码，可凭它查询。',
    send: '提交申诉',
    trap: '请勿填写',
    invalid: '有内容缺失或过长。您填写的文字仍在下方：请检查编码和两项选择，并确认理由为 20 至 8000 字。',
    unknownCode: '没有使用该编码的移除令。请与移除令 G 部分核对。',
    limited: '过去一小时内来自您的地址的提交过多。请稍后再试。',
    fault: '目前无法办理，没有收到任何内容。请稍后再试。',
    sentTitle: '已收到您的申诉',
    sent: '这是您的回执编码，只显示一次。凭它可以查询申诉的结果，也可以撤回申诉。',
    keepCode: '请立即记下。我们只保存它的指纹，无法再次告诉您。',
    follow: '查询结果',
    followTitle: '查询结果',
    receipt: '回执编码',
    receiptHint: '提交时显示的编码。连字符和大小写均可忽略。',
    look: '查询',
    unknownReceipt: '没有与此编码对应的内容。请逐字核对。',
    withdraw: '撤回申诉',
    withdrawn: '您已撤回申诉，不会再作决定。',
    reason: '理由（由作出决定的人撰写）',
    court: '您可以在移除令 G 部分写明的期限内，向其中写明的法院起诉。',
    states: {
      received: '已收到，尚无人受理。',
      in_review: '一位没有参与该案的人员正在审查。',
      upheld: '您的申诉成立，原决定已被推翻。',
      rejected: '移除令维持不变。',
      withdrawn: '您已撤回申诉，不会再作决定。',
    },
    upheldDone: '移除令已撤销，已经或正在通知该服务恢复内容。',
  },
};
