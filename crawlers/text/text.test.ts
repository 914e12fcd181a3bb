import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { languageOf } from '../result.ts';
import { decodeText } from './charset.ts';
import { htmlText } from './html-text.ts';
import { loadHtml } from './load-html.ts';

describe('charsets', () => {
  const text = '渡口的船 café';
  it.each([
    ['the header', iconv.encode('渡口', 'gbk'), 'text/html; charset=gb2312', '渡口'],
    ['the header, quoted', iconv.encode('渡口', 'big5'), 'text/html; charset="Big5"', '渡口'],
    ['<meta charset>', iconv.encode('<meta charset="gbk">渡口', 'gbk'), 'text/html', '<meta charset="gbk">渡口'],
    [
      '<meta http-equiv>',
      iconv.encode('<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">船', 'shift_jis'),
      '',
      '<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">船',
    ],
    [
      'the XML declaration',
      iconv.encode('<?xml version="1.0" encoding="windows-1251"?>да', 'win1251'),
      '',
      '<?xml version="1.0" encoding="windows-1251"?>да',
    ],
    ['nothing: UTF-8', Buffer.from(text), 'text/html', text],
    ['an unknown name: UTF-8', Buffer.from(text), 'text/html; charset=klingon', text],
    ['a byte order mark before all else', Buffer.from(`\uFEFF${text}`), 'text/html; charset=gbk', text],
    ['UTF-16', Buffer.from(`\uFEFF${text}`, 'utf16le'), '', text],
    ['latin1 as browsers read it', Buffer.from([0x93, 0x61, 0x94]), 'text/html; charset=iso-8859-1', '“a”'],
  ])('are read from %s', (_name, bytes, type, expected) => {
    expect(decodeText(bytes, type)).toBe(expected);
  });
});

describe('text of HTML', () => {
  it.each([
    ['<p>One</p><p>Two<br>Three</p>', 'One\n\nTwo\nThree'],
    [
      '<p>see <a href="x"><span class="invisible">https://</span><span>a.example</span></a></p>',
      'see https://a.example',
    ],
    ['a &amp; b &lt;c&gt;', 'a & b <c>'],
    ['<script>alert(1)</script><style>p{}</style>text', 'text'],
    ['<ul><li>one</li><li>two</li></ul>', 'one\n\ntwo'],
    ['  many \n   blanks  ', 'many blanks'],
    ['plain', 'plain'],
    ['', ''],
  ])('%j', (html, expected) => {
    expect(htmlText(html)).toBe(expected);
  });
});

describe('elements that are nested as deep as no browser would', () => {
  const deep = (levels: number): string => `${'<div>'.repeat(levels)}deep`;
  it('are not parsed, since that costs the square of their depth', () => {
    expect(htmlText(deep(300_000))).toBe('deep');
    expect(() => loadHtml(`<p>${deep(300_000)}`)).toThrow('nested more than 2000 deep');
    expect(htmlText(deep(1000))).toBe('deep');
  });
  it('are not meant by what is long and flat, or leaves its ends out', () => {
    expect(htmlText('<p>one<br>'.repeat(3000)).match(/one/g)).toHaveLength(3000);
    expect(htmlText(`<ul>${'<li>one<img>'.repeat(3000)}`).match(/one/g)).toHaveLength(3000);
  });
});

describe('languages', () => {
  it.each([
    ['zh-CN', 'zh'],
    ['EN', 'en'],
    ['en_GB', 'en'],
    ['gsw', undefined],
    [undefined, undefined],
  ])('%s is %s', (tag, expected) => expect(languageOf(tag)).toBe(expected));
});
