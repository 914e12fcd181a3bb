import { describe, expect, it } from 'vitest';
import { readCorpus } from '../training/corpus.ts';
import { detectLanguage } from './language.ts';

describe('detectLanguage', () => {
  it.each([
    ['see you at the bridge tomorrow', 'en'],
    ['明天桥上见', 'zh'],
    ['on se voit demain sur le pont', 'fr'],
    ['nos vemos mañana en el puente', 'es'],
    ['wir sehen uns morgen auf der Brücke', 'de'],
    ['увидимся завтра на мосту', 'ru'],
    ['نلتقي غدا على الجسر', 'ar'],
    ['yarın köprüde görüşürüz', 'tr'],
    ['побачимося завтра на мості', 'uk'],
    ['明日橋で会いましょう', 'ja'],
  ])('%j is %s', (text, lang) => {
    expect(detectLanguage(text)).toBe(lang);
  });

  it('says und where there are no letters', () => {
    expect(detectLanguage('👍👍 123 !!')).toBe('und');
    expect(detectLanguage('')).toBe('und');
  });

  it('is not misled by addresses and tags', () => {
    expect(detectLanguage('今晚见 https://forum.example/some/long/path #meeting')).toBe('zh');
  });

  it('tells the language of at least 95 in 100 posts of the corpus, in every language', () => {
    const right = new Map<string, [number, number]>();
    for (const { text, lang } of readCorpus()) {
      // Arabic in Latin letters is written without rules; it is told as whatever it looks like.
      if (lang === 'ar' && !/\p{Script=Arabic}/u.test(text)) continue;
      const [hits, all] = right.get(lang) ?? [0, 0];
      right.set(lang, [hits + (detectLanguage(text) === lang ? 1 : 0), all + 1]);
    }
    const shares = [...right].map(([lang, [hits, all]]) => [lang, hits / all] as const);
    expect(shares.filter(([, share]) => share < 0.95)).toEqual([]);
  });
});
