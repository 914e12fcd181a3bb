/**
 * Templates for reasons, per category and language. A template is a start: whoever uses it says in their own words what in
 * this text led to the decision (the `…` must go), because nothing that fills itself counts as a person's reason.
 */

import type { Bilingual } from '#core/label-guide.ts';
import type { Category } from '#core/labels.ts';
import { hasPlaceholder } from '#core/placeholder.ts';

export interface ReasonTemplates {
  decision: Bilingual;
  order: Bilingual;
  /** For an order or notice under the DSA: why the content is illegal. */
  notice: Bilingual;
  /** For a referral: what of the platform's own terms it touches. */
  referral: Bilingual;
}

export const REASON_TEMPLATES: Record<Category, ReasonTemplates> = {
  threat: {
    decision: { en: 'States an intention to attack: …', zh: '表明袭击意图：……' },
    order: {
      en: 'The text states the intention to commit an attack on people. This follows from the following words: …',
      zh: '该文本表明要对人实施袭击。依据如下文字：……',
    },
    notice: {
      en: 'The item is illegal content: it announces an attack on people. The words that show this are: …',
      zh: '该内容违法：它预告对人的袭击。表明这一点的文字是：……',
    },
    referral: {
      en: 'The item announces an attack on people, which your terms do not allow where they say: …',
      zh: '该内容预告对人的袭击，贵平台条款不允许，相应条文为：……',
    },
  },
  instruction: {
    decision: { en: 'Teaches a method for an attack: …', zh: '传授袭击方法：……' },
    order: {
      en: 'The text gives instruction on a method for committing an attack. This follows from the following passage: …',
      zh: '该文本传授实施袭击的方法。依据如下段落：……',
    },
    notice: {
      en: 'The item is illegal content: it teaches how to commit an attack. The passage that shows this is: …',
      zh: '该内容违法：它传授如何实施袭击。表明这一点的段落是：……',
    },
    referral: {
      en: 'The item teaches how to commit an attack, which your terms do not allow where they say: …',
      zh: '该内容传授如何实施袭击，贵平台条款不允许，相应条文为：……',
    },
  },
  incitement: {
    decision: { en: 'Calls on others to attack: …', zh: '号召他人袭击：……' },
    order: {
      en: 'The text calls on others to commit attacks and so creates a danger that they are committed. This follows from: …',
      zh: '该文本号召他人实施袭击，造成袭击发生的危险。依据：……',
    },
    notice: {
      en: 'The item is illegal content: it calls for attacks on people. The words that show this are: …',
      zh: '该内容违法：它号召对人实施袭击。表明这一点的文字是：……',
    },
    referral: {
      en: 'The item calls for attacks on people, which your terms do not allow where they say: …',
      zh: '该内容号召对人实施袭击，贵平台条款不允许，相应条文为：……',
    },
  },
  solicitation: {
    decision: { en: 'Asks for a contribution to an attack: …', zh: '索求对袭击的协助：……' },
    order: {
      en: 'The text asks its readers to contribute to the commission of an attack, namely by: …',
      zh: '该文本请求读者协助实施袭击，方式为：……',
    },
    notice: {
      en: 'The item is illegal content: it asks for help with an attack. The words that show this are: …',
      zh: '该内容违法：它索求对袭击的协助。表明这一点的文字是：……',
    },
    referral: {
      en: 'The item asks for help with an attack, which your terms do not allow where they say: …',
      zh: '该内容索求对袭击的协助，贵平台条款不允许，相应条文为：……',
    },
  },
  recruitment: {
    decision: { en: 'Asks people to join a violent group: …', zh: '邀请他人加入暴力组织：……' },
    order: {
      en: 'The text asks its readers to take part in the activities of a violent group. This follows from: …',
      zh: '该文本邀请读者参与暴力组织的活动。依据：……',
    },
    notice: {
      en: 'The item is illegal content: it recruits for a violent group. The words that show this are: …',
      zh: '该内容违法：它为暴力组织招募成员。表明这一点的文字是：……',
    },
    referral: {
      en: 'The item recruits for a violent group, which your terms do not allow where they say: …',
      zh: '该内容为暴力组织招募成员，贵平台条款不允许，相应条文为：……',
    },
  },
  glorification: {
    decision: { en: 'Praises an attack so as to have it repeated: …', zh: '赞颂袭击并鼓吹重演：……' },
    order: {
      en: 'The text glorifies an attack and so advocates that it be committed again. This follows from: …',
      zh: '该文本美化袭击，从而鼓吹再次实施。依据：……',
    },
    notice: {
      en: 'The item is illegal content: it praises an attack so that it be repeated. The words that show this are: …',
      zh: '该内容违法：它赞颂袭击并鼓吹重演。表明这一点的文字是：……',
    },
    referral: {
      en: 'The item praises an attack so that it be repeated, which your terms do not allow where they say: …',
      zh: '该内容赞颂袭击并鼓吹重演，贵平台条款不允许，相应条文为：……',
    },
  },
};

/** Pieces of the templates that stand around the place for their own words, in every language. */
const PIECES = Object.values(REASON_TEMPLATES)
  .flatMap((kinds: ReasonTemplates) => Object.values(kinds) as Bilingual[])
  .flatMap(({ en, zh }) => [en, zh])
  .flatMap((text) => text.split('…'))
  .map((piece) => piece.trim())
  .filter((piece) => piece.length > 3)
  .sort((a, b) => b.length - a.length);

/** So much must be left when everything that a template said is taken away. */
const OWN_WORDS = 8;

/** Did somebody write this, or is it a template as it came? */
export const hasOwnWords = (text: string): boolean => {
  if (hasPlaceholder(text)) return false;
  const own = PIECES.reduce((rest, piece) => rest.replaceAll(piece, ''), text);
  return own.replace(/[^\p{L}\p{N}]/gu, '').length >= OWN_WORDS;
};
