import { describe, expect, it } from 'vitest';
import { minhash } from './minhash.ts';
import { nearContent } from './near-content.ts';

const near = (a: string, b: string): boolean =>
  nearContent({ text: a, signature: minhash(a) }, { text: b, signature: minhash(b) });

const en =
  'The bridge market opens again on Saturday with forty stalls, hot soup and music until nine. Bring your own bowl.';
const zh = '渡桥集市星期六重新开张,四十个摊位,有热汤和音乐,一直开到晚上九点,请大家自己带碗来,下雨也照常。';

describe('texts that may be one case if the model agrees', () => {
  it.each([
    [en, `${en} #bridgemarket`],
    [en, en.replace('Saturday with', 'Saturday, with').replace('bowl.', 'bowl!! 🍲')],
    [zh, `${zh} #集市`],
    [zh, zh.replaceAll(',', '，').replace('晚上', ' 晚上')],
  ])('%s / %s', (a, b) => expect(near(a, b)).toBe(true));

  it.each([
    [en, en.replace('opens', 'never opens')],
    [en, `${en} (a scene from my novel)`],
    [zh, zh.replace('重新开张', '不重新开张')],
    [zh, `${zh} 我没说错吧`],
    [en, 'A different text altogether, about a dog that came home after two weeks in the hills.'],
  ])('not %s / %s', (a, b) => expect(near(a, b)).toBe(false));
});
