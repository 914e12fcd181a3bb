import type { PageLanguage } from '#core/complaint.ts';
import type { Tip, TipCategory, TipOutcome } from '#core/tip.ts';

interface TipWords {
  title: string;
  intro: string[];
  url: string;
  urlHint: string;
  category: string;
  categories: Record<TipCategory, string>;
  text: string;
  textHint: string;
  contact: string;
  contactHint: string;
  noContact: string;
  send: string;
  trap: string;
  invalid: string;
  sentTitle: string;
  sent: string;
  states: Record<Exclude<Tip['state'], 'closed'>, string>;
  outcomes: Record<TipOutcome, string>;
}

export const TIP_WORDS: Record<PageLanguage, TipWords> = {
  en: {
    title: 'Report a page',
    intro: [
      'If you saw a public page that calls for violence, threatens an attack, teaches one, or recruits for a violent group, you can tell us its address. No account is needed, nothing runs in your browser, and your address is not kept.',
      'If somebody is in danger now, call the police. This page is not read around the clock.',
    ],
    url: 'Address of the page',
    urlHint: 'The exact address, beginning with https:// or http://. Only public pages.',
    category: 'What is it?',
    categories: {
      threat: 'A threat of an attack',
      instruction: 'Teaches how to attack',
      incitement: 'Calls on others to attack',
      solicitation: 'Asks for help with an attack',
      recruitment: 'Recruits for a violent group',
      glorification: 'Praises an attack so that it is repeated',
      other: 'Something else, or not sure',
    },
    text: 'What should we know? (optional)',
    textHint:
      'For example the words that matter, copied. Up to 4,000 characters. Say nothing about who you are, and nothing about people who only happen to be on the page.',
    contact: 'How to reach you (optional)',
    contactHint:
      'It is sealed at once. Two people together must open it; nobody who looks at the page sees it. You can follow your report without it.',
    noContact:
      'This authority cannot take a contact on this page. You follow your report with a code that you get when you have sent it.',
    send: 'Send',
    trap: 'Leave this empty',
    invalid:
      'Something is missing or wrong. Check the address, which begins with https:// or http://, and the choice below it.',
    sentTitle: 'Thank you. It has been received',
    sent: 'This is your receipt code. It is shown once. With it you can see what became of your report.',
    states: {
      received: 'We have it. It will be looked at soon.',
      visiting: 'The page lies on a site that we watch. It is being visited.',
      joined: 'What you reported is before people, who decide what it is. We do not say here what they decide.',
      listed: 'It waits for a person to look at it.',
    },
    outcomes: {
      no_action: 'A person looked at it. It is nothing that this authority acts on.',
      passed_on: 'A person looked at it and passed it on to those who can act.',
      source_proposed: 'A person looked at it and proposed that the site be watched.',
      bad_faith: 'A person looked at it. It is nothing that this authority acts on.',
    },
  },
  'zh-CN': {
    title: '举报网页',
    intro: [
      '如果您看到公开网页号召暴力、威胁袭击、传授袭击方法或为暴力组织招募，可以把网址告诉我们。无需账号，本页不运行任何脚本，也不保存您的网络地址。',
      '如果有人正处于危险之中，请报警。本页并非全天有人查看。',
    ],
    url: '网页地址',
    urlHint: '请填写确切网址，以 https:// 或 http:// 开头。仅限公开网页。',
    category: '是什么内容？',
    categories: {
      threat: '威胁发动袭击',
      instruction: '传授袭击方法',
      incitement: '号召他人袭击',
      solicitation: '为袭击索求协助',
      recruitment: '为暴力组织招募',
      glorification: '赞颂袭击并鼓吹重演',
      other: '其他，或不确定',
    },
    text: '还有什么需要说明？（选填）',
    textHint: '例如复制关键文字，最多 4000 字。请不要写明您的身份，也不要写与内容无关的人。',
    contact: '联系方式（选填）',
    contactHint: '提交后立即密封，须两人共同才能打开；查看网页的人看不到。不留联系方式也可以查询结果。',
    noContact: '本机关目前无法在此页接收联系方式。提交后您会得到一个编码，可凭它查询。',
    send: '提交',
    trap: '请勿填写',
    invalid: '有内容缺失或有误。请检查网址（须以 https:// 或 http:// 开头）以及下面的选择。',
    sentTitle: '谢谢，已收到',
    sent: '这是您的回执编码，只显示一次。凭它可以查询举报的结果。',
    states: {
      received: '已收到，很快会查看。',
      visiting: '该网页位于我们关注的网站上，正在访问。',
      joined: '您举报的内容已交由人员判断。此处不公布他们的决定。',
      listed: '正等待人员查看。',
    },
    outcomes: {
      no_action: '已有人员查看，不属于本机关处理的内容。',
      passed_on: '已有人员查看，并转交能够处理的机构。',
      source_proposed: '已有人员查看，并提议关注该网站。',
      bad_faith: '已有人员查看，不属于本机关处理的内容。',
    },
  },
};
