/**
 * Templates for reasons, per category and language. A template is a start: whoever uses it says in their own words what in
 * this text led to the decision (the `…` must go), because nothing that fills itself counts as a person's reason.
 */

import type { Bilingual } from '#core/label-guide.ts';
import type { Category } from '#core/labels.ts';

export const REASON_TEMPLATES: Record<Category, { decision: Bilingual; order: Bilingual }> = {
  threat: {
    decision: { en: 'States an intention to attack: …', zh: '表明袭击意图：……' },
    order: {
      en: 'The text states the intention to commit an attack on people. This follows from the following words: …',
      zh: '该文本表明要对人实施袭击。依据如下文字：……',
    },
  },
  instruction: {
    decision: { en: 'Teaches a method for an attack: …', zh: '传授袭击方法：……' },
    order: {
      en: 'The text gives instruction on a method for committing an attack. This follows from the following passage: …',
      zh: '该文本传授实施袭击的方法。依据如下段落：……',
    },
  },
  incitement: {
    decision: { en: 'Calls on others to attack: …', zh: '号召他人袭击：……' },
    order: {
      en: 'The text calls on others to commit attacks and so creates a danger that they are committed. This follows from: …',
      zh: '该文本号召他人实施袭击，造成袭击发生的危险。依据：……',
    },
  },
  solicitation: {
    decision: { en: 'Asks for a contribution to an attack: …', zh: '索求对袭击的协助：……' },
    order: {
      en: 'The text asks its readers to contribute to the commission of an attack, namely by: …',
      zh: '该文本请求读者协助实施袭击，方式为：……',
    },
  },
  recruitment: {
    decision: { en: 'Asks people to join a violent group: …', zh: '邀请他人加入暴力组织：……' },
    order: {
      en: 'The text asks its readers to take part in the activities of a violent group. This follows from: …',
      zh: '该文本邀请读者参与暴力组织的活动。依据：……',
    },
  },
  glorification: {
    decision: { en: 'Praises an attack so as to have it repeated: …', zh: '赞颂袭击并鼓吹重演：……' },
    order: {
      en: 'The text glorifies an attack and so advocates that it be committed again. This follows from: …',
      zh: '该文本美化袭击，从而鼓吹再次实施。依据：……',
    },
  },
};
