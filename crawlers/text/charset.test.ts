import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText } from './charset.ts';

const SAID = {
  zh: '渡口的船今天早上又晚点了,大家在码头等了一个小时。市集照常开放。',
  tw: '渡口的船今天早上又晚點了,大家在碼頭等了一個小時。市集照常開放。',
  ja: '渡し船は今朝も遅れました。みんな桟橋で一時間待ちました。',
  ko: '나룻배가 오늘 아침에도 늦었습니다. 모두 부두에서 한 시간을 기다렸습니다.',
  ru: 'Паром сегодня утром снова опоздал, все ждали на причале целый час.',
  ar: 'تأخرت العبارة هذا الصباح مرة أخرى وانتظر الجميع على الرصيف ساعة كاملة',
  de: 'Die Fähre kam heute früh wieder zu spät, und alle warteten über eine Stunde.',
} as const;

const page = (text: string, head = ''): string =>
  `<!DOCTYPE html><html><head>${head}<title>Harbour</title><script>var a = "plain";</script></head>
<body class="board"><div id="top"><a href="/list">list</a></div><p>${text}</p></body></html>`;

const ENCODINGS: [encoding: string, said: keyof typeof SAID][] = [
  ['gbk', 'zh'],
  ['gb18030', 'zh'],
  ['big5', 'tw'],
  ['shift_jis', 'ja'],
  ['euc-jp', 'ja'],
  ['euc-kr', 'ko'],
  ['windows-1251', 'ru'],
  ['koi8-r', 'ru'],
  ['windows-1256', 'ar'],
  ['windows-1252', 'de'],
];

describe.each(ENCODINGS)('%s (%s)', (encoding, said) => {
  const text = SAID[said];

  it('is read where it is labelled, in the header or in the page', () => {
    expect(decodeText(iconv.encode(page(text), encoding), `text/html; charset=${encoding}`)).toBe(page(text));
    const withMeta = page(text, `<meta charset="${encoding}">`);
    expect(decodeText(iconv.encode(withMeta, encoding), 'text/html')).toBe(withMeta);
  });

  it('is read where nothing is said', () => {
    expect(decodeText(iconv.encode(page(text), encoding), 'text/html')).toBe(page(text));
  });

  it('is read where it is labelled as UTF-8', () => {
    const mislabelled = page(text, '<meta charset="utf-8">');
    expect(decodeText(iconv.encode(mislabelled, encoding), 'text/html')).toBe(mislabelled);
    expect(decodeText(iconv.encode(page(text), encoding), 'text/html; charset=UTF-8')).toBe(page(text));
  });

  it('is read where a server says ISO-8859-1 about everything', () => {
    expect(decodeText(iconv.encode(page(text), encoding), 'text/html; charset=ISO-8859-1')).toBe(page(text));
  });
});

describe('labels that the bytes contradict', () => {
  it.each(['gbk', 'big5', 'iso-8859-1', 'windows-1251', 'shift_jis'])(
    'UTF-8 labelled as %s is read as UTF-8',
    (label) => {
      for (const text of [SAID.zh, SAID.ru, SAID.ja, 'naïve façade, Zürich, garçon'])
        expect(decodeText(Buffer.from(page(text)), `text/html; charset=${label}`)).toBe(page(text));
    },
  );

  it('Big5 labelled as GB2312, and the other way round', () => {
    expect(decodeText(iconv.encode(page(SAID.tw), 'big5'), 'text/html; charset=gb2312')).toBe(page(SAID.tw));
    expect(decodeText(iconv.encode(page(SAID.zh), 'gbk'), 'text/html; charset=big5')).toBe(page(SAID.zh));
  });

  it.each([
    ['zh-CN', 'gbk', '晚点了'],
    ['zh-TW', 'big5', '晚點了'],
    ['ja', 'shift_jis', '遅れた'],
    ['ru', 'windows-1251', 'Паром'],
    ['tr', 'windows-1254', 'geç kaldı'],
  ])('a few words are told by the language of the page: %s', (lang, encoding, words) => {
    const short = `<html lang="${lang}"><p>${words}</p>`;
    expect(decodeText(iconv.encode(short, encoding), 'text/html')).toBe(short);
  });

  it('a few Chinese words without any label', () => {
    expect(decodeText(iconv.encode('<p>船晚点了</p>', 'gbk'), 'text/html')).toBe('<p>船晚点了</p>');
  });
});

describe('labels that are right', () => {
  it('UTF-8 with a byte cut out of it stays UTF-8', () => {
    const bytes = Buffer.from(page(SAID.zh));
    const at = bytes.indexOf(Buffer.from('码'));
    const cut = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    expect(decodeText(cut, 'text/html; charset=utf-8')).toContain('市集照常开放');
  });

  it('two Western letters in GBK bytes are not taken for UTF-8', () => {
    const text = '<p>é in a note</p>';
    expect(decodeText(iconv.encode(text, 'win1252'), 'text/html; charset=windows-1252')).toBe(text);
  });

  it('plain ASCII is itself under every name', () => {
    for (const label of ['gbk', 'big5', 'utf-8', 'shift_jis', 'windows-1251'])
      expect(decodeText(Buffer.from('plain words'), `text/plain; charset=${label}`)).toBe('plain words');
  });

  it('nothing is nothing', () => expect(decodeText(new Uint8Array(), 'text/html')).toBe(''));
});
