import type { Authority } from '#core/authority.ts';
import type { PageLanguage } from '#core/complaint.ts';
import { inText, paragraph, renderPage } from '../public/html.ts';

interface BotWords {
  title: string;
  /** `{name}` is put in. */
  lead: string;
  onList: string;
  rulesTitle: string;
  rules: string[];
  outTitle: string;
  out: string;
  outNote: string;
  who: string;
  contact: string;
  noContact: string;
}

const WORDS: Record<PageLanguage, BotWords> = {
  en: {
    title: 'The Weir collector',
    lead: 'You found {name} in your logs. It is the collector of a public authority that looks for terrorist content in public posts.',
    onList:
      'It reads only sites that people of the authority have put on a list one by one, each with a legal basis and a date on which a person looks at it again.',
    rulesTitle: 'What it does and does not do',
    rules: [
      'It never signs in, solves no puzzles and does not disguise itself.',
      'One request at a time for each host. Crawl-delay and Retry-After count.',
      'What did not change is not fetched again (ETag, Last-Modified).',
      'It obeys robots.txt (RFC 9309), at every host and at every stop of a redirect.',
    ],
    outTitle: 'To keep it out',
    out: 'Write this into robots.txt. It counts from the next time the file is read, within an hour.',
    outNote: 'This does not stop orders of an authority: those come to your contact point, signed.',
    who: 'Who runs it',
    contact: 'Contact',
    noContact: 'Whoever runs this installation has not yet said who they are.',
  },
  'zh-CN': {
    title: 'Weir 采集程序',
    lead: '您在日志中看到了 {name}。它是某公共机关的采集程序，在公开帖子中查找恐怖主义内容。',
    onList: '它只读取该机关工作人员逐一列入名单的网站，每个网站都有法律依据和由人复核的日期。',
    rulesTitle: '它做什么，不做什么',
    rules: [
      '它从不登录，不破解验证，也不伪装。',
      '对每台主机一次只发一个请求，并遵守 Crawl-delay 和 Retry-After。',
      '没有变化的内容不会重复下载（ETag、Last-Modified）。',
      '它在每台主机以及重定向的每一站都遵守 robots.txt（RFC 9309）。',
    ],
    outTitle: '如何拒绝它',
    out: '在 robots.txt 中写入以下内容。下次读取该文件时（一小时内）即生效。',
    outNote: '这不影响机关的命令：命令经签名后送达贵方联络点。',
    who: '由谁运行',
    contact: '联系方式',
    noContact: '运行此系统的机构尚未填写身份信息。',
  },
};

/** For people who run a site and found the collector in their logs: no scripts, both languages. */
export const botPage = (lang: PageLanguage, version: string, authority: Authority | null): string => {
  const words = WORDS[lang];
  const name = `<code translate="no">Weir/${inText(version)}</code>`;
  const body = [
    `<p>${inText(words.lead).replace('{name}', name)}</p>`,
    paragraph(words.onList),
    `<h2>${inText(words.rulesTitle)}</h2>`,
    `<ul>${words.rules.map((rule) => `<li>${inText(rule)}</li>`).join('')}</ul>`,
    `<h2>${inText(words.outTitle)}</h2>`,
    paragraph(words.out),
    '<pre class="said" translate="no">User-agent: Weir\nDisallow: /</pre>',
    paragraph(words.outNote),
    `<h2>${inText(words.who)}</h2>`,
    authority === null
      ? paragraph(words.noContact)
      : `<p>${inText(authority.name)} (${inText(authority.memberState)})</p><p>${inText(words.contact)}${lang === 'en' ? ': ' : '：'}${inText(authority.contact)}</p>`,
  ];
  return renderPage({ lang, path: '/bot', title: words.title, body: body.join('\n') });
};
