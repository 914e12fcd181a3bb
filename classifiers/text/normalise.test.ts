import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentKey, modelText, normalise } from './normalise.ts';

describe('normalise', () => {
  it.each([
    ['ｆｕｌｌ width', 'full width'],
    ['𝓯𝓪𝓷𝓬𝔂', 'fancy'],
    ['me\u200bet\u00ad me', 'meet me'],
    ['m e e t  me', 'meet me'],
    ['m.e.e.t', 'meet'],
    ['h a y   l u z   y   s o l', 'hay luz y sol'],
    ['h\u0430rbour', 'harbour'], // a Cyrillic letter in a Latin word
    ['g0lden br1dge', 'golden bridge'],
    ['今 晚 八 点', '今晚八点'],
    ['m-e e~t', 'meet'],
    ['🅼🅴🅴🆃 ᴍᴇ', 'MEET me'],
    ['7h3 g0ld3n 8r1dg3', 'the golden bridge'],
    ["m e e t   m e ,   I   d o n ' t   b i t e", "meet me, I don't bite"],
    ['w e w i l l m e e t t o m o r r o w', 'we will meet tomorrow'],
    ['今 晚 ， 八 点 ， “ 老 地 方 ” 见 ！', '今晚,八点,“老地方”见!'],
    ['s e e  y o u  s o o n .', 'see you soon.'],
    ['7h3 g4rd3n3r5 w47er 7he d4ff0d1l5 0f 7he m4n0r h0u53', 'the gardeners water the daffodils of the manor house'],
    ['м\u0435et m\u0435 \u0430t h\u043eme', 'meet me at home'],
    ['встр\u0065ча у ц\u0065ркви', 'встреча у церкви'],
    ['k\u0335\u0321\u0322ite', 'kite'],
    ['sooooooo', 'sooo'],
    ['👍🏽', '👍'],
    ['a\n\n b\t c', 'a b c'],
  ])('reads %j as %j', (original, expected) => {
    expect(normalise(original).text).toBe(expected);
  });

  it.each([
    'Привет, мир',
    'Ελληνικά',
    'at 8pm in hall 4',
    'U.S.A.',
    'a b c',
    "I'm a cook",
    '8pm, 24h, 1st, b2b',
    'ma3 el shabeb',
    '3andena safra lel 3ayla, kol wa7ed yegib 2akl w 7ekyo maeo',
    'a + b = c + d',
    '京/沪',
  ])('leaves %j alone', (text) => {
    expect(normalise(text).text).toBe(text);
  });

  it('leads from a stretch back to where it stood in the original', () => {
    const original = '  \u200bSay: m e e t  me 👍🏽 at ｎｉｎｅ';
    const mapped = normalise(original);
    for (const [word, source] of [
      ['meet', 'm e e t'],
      ['nine', 'ｎｉｎｅ'],
      ['Say', 'Say'],
    ] as const) {
      const at = mapped.text.indexOf(word);
      const { start, end } = mapped.original(at, at + word.length);
      expect(original.slice(start, end)).toBe(source);
    }
  });

  it('keeps every offset inside the original and in order, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (original) => {
        const mapped = normalise(original);
        let before = 0;
        for (let i = 0; i < mapped.text.length; i++) {
          const { start, end } = mapped.original(i, i + 1);
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(original.length);
          before = start;
        }
      }),
    );
  });

  it('has nothing left to do the second time for ordinary disguises', () => {
    for (const text of ['k i t e s', 'ｆｕｌｌ', 'so\u200bft', 'b\u0430d']) {
      expect(normalise(normalise(text).text).text).toBe(normalise(text).text);
    }
  });
});

describe('modelText', () => {
  it('masks addresses and account names, since who wrote is never a signal', () => {
    expect(modelText('@some_body see https://forum.example/t/1?x=2 now').text).toBe('@user see [link] now');
  });
});

describe('Chinese in Latin letters', () => {
  it.each([
    ['今晚大家一起去changge', '今晚大家一起去唱歌'],
    ['周六在laoqiao见面，记得dai雨伞', '周六在laoqiao见面,记得dai雨伞'],
    ['我们jintian去yinhang，women等你', '我们今天去银行,我们等你'],
  ])('is read by the model as characters where it is plain: %s', (text, expected) => {
    expect(modelText(text).text).toBe(expected);
  });

  it.each([
    '这个guideline写得不错，demo也很好',
    '我在Dubai，她在Nike上班',
    '两个women一起dating',
    '看 bilibili.example/video 的视频 @xiaoming',
    'changge dengni laoqiao gongyuan',
    'Wir tanzen mit Susi und Mimi',
    'Kami pergi ke pasar bersama keluarga',
  ])('is not seen in %s', (text) => {
    expect(modelText(text).text).toBe(normalise(text).text.replace('@xiaoming', '@user'));
  });

  it('leads back to where it stood', () => {
    const text = '今晚大家一起去changge吧';
    const mapped = modelText(text);
    const at = mapped.text.indexOf('唱歌');
    const { start, end } = mapped.original(at, at + 2);
    expect(text.slice(start, end)).toBe('changge');
  });

  it('stays as it is for search and for copies', () => {
    expect(normalise('一起去changge').text).toBe('一起去changge');
  });
});

describe('contentKey', () => {
  it('is the same for copies in another dress', () => {
    const key = contentKey('Meet at the bridge, tonight!');
    expect(contentKey('MEET at the bridge... tonight https://a.example/x')).toBe(key);
    expect(contentKey('@other m e e t at the bridge tonight 👍')).toBe(key);
    expect(contentKey('meet at the fridge tonight')).not.toBe(key);
  });

  it('keeps apart texts that are nothing but symbols', () => {
    expect(contentKey('👍')).not.toBe(contentKey('👎'));
  });
});
