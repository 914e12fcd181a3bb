import { describe, expect, it } from 'vitest';
import { segment } from './segment.ts';

describe('segment', () => {
  it('stems words, so that a query in another form finds the post', () => {
    expect(segment('The bridges were burning', 'en')).toEqual(segment('the bridge was burning', 'en').with(2, 'were'));
    expect(segment('les soldats', 'fr')[1]).toBe(segment('soldat', 'fr')[0]);
    expect(segment('города', 'ru')).toEqual(segment('город', 'ru'));
    expect(segment('الهجمات', 'ar')).toEqual(segment('هجمات', 'ar'));
    expect(segment('köprülerde', 'tr')).toEqual(segment('köprüler', 'tr'));
  });

  it('cuts Chinese into words, and a query as the post was cut', () => {
    const post = segment('赤烬阵线今晚在港口大厅集合', 'zh');
    expect(post).toContain('今晚');
    expect(post.join(' ')).toContain(segment('赤烬阵线', 'zh').join(' '));
    expect(post.join(' ')).toContain(segment('港口大厅', 'zh').join(' '));
  });

  it('reads both sides of a post that switches languages', () => {
    expect(segment('今晚 join us at the bridges', 'zh')).toEqual(['今晚', 'join', 'us', 'at', 'the', 'bridg']);
    expect(segment('meet at 港口', 'en')).toContain('港口');
  });

  it('finds what is typed without accents', () => {
    expect(segment('Élan', 'und')).toEqual(segment('elan', 'und'));
  });

  it('sees through disguises, and has no tokens for nothing', () => {
    expect(segment('m e e t', 'en')).toEqual(['meet']);
    expect(segment(' ...', 'en')).toEqual([]);
  });
});
