import { describe, expect, it } from 'vitest';
import { exactTokens, placeExactTokens } from './exact-tokens.ts';

describe('exactTokens', () => {
  it.each([
    ['灰河大桥', ['灰', '河', '大', '桥']],
    ['灰河Bridge 7号', ['灰', '河', 'bridge', '7', '号']],
    ['スーパーへ', ['ス', 'ー', 'パ', 'ー', 'へ']],
    ['The bridges WERE burning.', ['the', 'bridges', 'were', 'burning']],
    ['สะพาน', ['ส', 'ะ', 'พ', 'า', 'น']],
    ['Élan 👍🏽', ['élan', '👍']],
    [' …', []],
  ])('reads %j as %j', (text, tokens) => {
    expect(exactTokens(text)).toEqual(tokens);
  });

  it('reads a disguised text as what it hides', () => {
    for (const text of ['灰\u200b河大\u00ad桥', '灰 河 大 桥', '灰.河.大.桥'])
      expect(exactTokens(text)).toEqual([...'灰河大桥']);
    for (const text of ['m e e t', 'm.e.e.t', 'me\u200bet', 'ＭＥＥＴ', 'm\u0435et'])
      expect(exactTokens(text)).toEqual(['meet']);
  });
});

describe('placeExactTokens', () => {
  it('says where each stands in the original, disguised or not', () => {
    const places = (text: string) => placeExactTokens(text).map(({ start, end }) => text.slice(start, end));
    expect(places('灰.河.大.桥')).toEqual(['灰', '河', '大', '桥']);
    expect(places('在 灰\u200b河， m e e t ｍｅ')).toEqual(['在', '灰', '河', 'm e e t', 'ｍｅ']);
    expect(places('哈哈哈哈哈')).toEqual(['哈', '哈', '哈哈哈']);
  });
});
