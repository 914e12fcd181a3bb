/** The label guide in both languages, as the pages show it beside a case. The long form is docs/label-guide.md. */
import type { Category, Context } from './labels.ts';

export interface Bilingual {
  en: string;
  zh: string;
}
export interface GuideEntry {
  title: Bilingual;
  text: Bilingual;
}

export const CATEGORY_GUIDE: Record<Category, GuideEntry> = {
  threat: {
    title: { en: 'Threat', zh: '威胁' },
    text: {
      en: 'States an intention to attack people, or what people depend on. A wish, a curse or a figure of speech is not a threat.',
      zh: '表明要袭击人，或袭击人们赖以生存的设施。愿望、咒骂和比喻不算威胁。',
    },
  },
  instruction: {
    title: { en: 'Instruction', zh: '传授方法' },
    text: {
      en: 'Teaches how to make or use weapons, explosives or noxious substances, or another way to attack, for an attack. School chemistry and safety advice do not count.',
      zh: '为实施袭击而传授武器、爆炸物、有害物质的制作或使用，或其他袭击方法。化学作业和安全提示不算。',
    },
  },
  incitement: {
    title: { en: 'Incitement', zh: '煽动' },
    text: {
      en: 'Calls on others, openly or by clear implication, to commit attacks. A call to protest, strike or vote is not incitement.',
      zh: '公开或明显暗示地号召他人实施袭击。号召抗议、罢工或投票不算煽动。',
    },
  },
  solicitation: {
    title: { en: 'Solicitation', zh: '索求协助' },
    text: {
      en: 'Asks someone to commit an attack or to contribute to one: money, material, shelter, scouting.',
      zh: '请求他人实施或协助袭击：出钱、供物、藏匿、踩点。',
    },
  },
  recruitment: {
    title: { en: 'Recruitment', zh: '招募' },
    text: {
      en: 'Asks people to join a violent group or to take part in what it does. Ordinary hiring and club invitations do not count.',
      zh: '邀请他人加入暴力组织或参与其活动。普通招聘和社团招新不算。',
    },
  },
  glorification: {
    title: { en: 'Glorification', zh: '美化' },
    text: {
      en: 'Praises an attack, those who did it or a violent group, so that it advocates doing it again. Reporting and mourning do not count.',
      zh: '赞颂袭击、实施者或暴力组织，从而鼓吹再次实施。报道和悼念不算。',
    },
  },
};

export const CONTEXT_GUIDE: Record<Context, GuideEntry> = {
  news: {
    title: { en: 'News', zh: '新闻报道' },
    text: {
      en: 'Reports an attack, a group or a trial, quoting it if need be.',
      zh: '报道袭击、组织或审判，必要时加以引用。',
    },
  },
  research: {
    title: { en: 'Research and teaching', zh: '研究与教学' },
    text: {
      en: 'Studies, teaches, analyses, moderates, archives or asks.',
      zh: '研究、教学、分析、审核、存档或询问。',
    },
  },
  counter_speech: {
    title: { en: 'Counter-speech', zh: '反对与劝阻' },
    text: {
      en: 'Condemns, refutes, mocks, mourns, warns, reports, or helps people to leave a group.',
      zh: '谴责、驳斥、讽刺、悼念、警告、举报，或帮助他人脱离组织。',
    },
  },
  art: {
    title: { en: 'Art', zh: '文艺' },
    text: { en: 'Fiction, lyrics, talk about films and games, satire.', zh: '小说、歌词、影视游戏讨论、讽刺作品。' },
  },
  figurative: {
    title: { en: 'Figure of speech', zh: '比喻夸张' },
    text: {
      en: 'Metaphor and hyperbole: sport, games, business, exams, cooking.',
      zh: '体育、游戏、商业、考试、烹饪等中的比喻和夸张。',
    },
  },
  political: {
    title: { en: 'Political opinion', zh: '政治观点' },
    text: {
      en: 'Opinion, protest, strike or harsh criticism without a call to violence.',
      zh: '不号召暴力的观点、抗议、罢工或尖锐批评。',
    },
  },
  identity: {
    title: { en: 'Identity and worship', zh: '身份与信仰' },
    text: {
      en: 'Talk about or by members of a religion, people, nation, gender or other group; prayer, holidays, scripture.',
      zh: '关于或来自宗教、民族、国家、性别等群体的言论；祈祷、节日、经文。',
    },
  },
  other: { title: { en: 'Other', zh: '其他' }, text: { en: 'Everything else.', zh: '其他一切。' } },
};
