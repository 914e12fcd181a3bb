import { analyse } from 'chardet';
import iconv from 'iconv-lite';

const known = (label: string | undefined): string | null => {
  const name = label?.trim().toLowerCase();
  if (name === undefined || name === '' || !iconv.encodingExists(name)) return null;
  // As browsers do: these labels are used for their supersets.
  if (/^(iso-8859-1|latin1|us-ascii|ascii)$/.test(name)) return 'windows-1252';
  if (name === 'iso-8859-9') return 'windows-1254';
  return /^gb(2312|k)$/.test(name) ? 'gb18030' : name === 'utf8' ? 'utf-8' : name;
};

/** What a detector looks at: enough for its statistics, and no more than that. */
const SAMPLE = 64 * 1024;
/** Under this a verdict of the detector is a guess. */
const GUESS = 15;
const MULTI_BYTE = /^(gb18030|big5|shift_jis|euc-jp|euc-kr|utf-8)/i;

/** What pages in a language are written in where it is not UTF-8. */
const LEGACY: Record<string, string> = {
  'zh-tw': 'big5',
  'zh-hk': 'big5',
  zh: 'gb18030',
  ja: 'shift_jis',
  ko: 'euc-kr',
  ru: 'windows-1251',
  uk: 'windows-1251',
  bg: 'windows-1251',
  sr: 'windows-1251',
  ar: 'windows-1256',
  fa: 'windows-1256',
  he: 'windows-1255',
  el: 'windows-1253',
  tr: 'windows-1254',
  pl: 'windows-1250',
  cs: 'windows-1250',
  hu: 'windows-1250',
  vi: 'windows-1258',
  th: 'windows-874',
};

/** The bytes without markup and plain ASCII between the words, so that what tells the charset is not drowned. */
const telling = (bytes: Buffer): Buffer =>
  Buffer.from(
    bytes
      .subarray(0, SAMPLE)
      .toString('latin1')
      .replace(/<(script|style)\b[\s\S]*?<\/\1>|<[^>]*>/gi, ' '),
    'latin1',
  );

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
/** Counted by hand: a list of them all would be the largest thing that reading a Chinese page makes. Halves of a pair count once. */
const beyondAscii = (text: string): number => {
  let found = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80 && (unit & 0xfc00) !== 0xdc00) found += 1;
  }
  return found;
};
const broken = (text: string): number => count(text, /\ufffd/g);

/** How much of what is not ASCII could not be decoded, 0..1. */
const damage = (text: string): number => {
  const all = beyondAscii(text);
  return all === 0 ? 0 : broken(text) / all;
};

/** Pairs of bytes that begin in the block of the 3,755 most used Chinese characters of GB 2312. */
const looksLikeGb = (bytes: Buffer): boolean => {
  const pairs = bytes.toString('latin1').match(/[\u0081-\u00fe][\u0040-\u00fe]/g) ?? [];
  const common = pairs.filter((pair) => /^[\u00b0-\u00d7][\u00a1-\u00fe]$/.test(pair)).length;
  return pairs.length > 0 && common / pairs.length > 0.6;
};

/** What the bytes look like, whatever they are labelled; null when that cannot be told. */
const detected = (bytes: Buffer, head: string): string | null => {
  const sample = telling(bytes);
  const lang = /<html[^>]+lang\s*=\s*["']?([a-z]{2}(?:-[a-z]{2})?)/i.exec(head)?.[1]?.toLowerCase() ?? '';
  const legacy = LEGACY[lang] ?? LEGACY[lang.slice(0, 2)];
  const verdicts = analyse(sample).flatMap(({ name, confidence }) => {
    const encoding = known(name);
    return encoding === null || encoding === 'utf-8' ? [] : [{ encoding, confidence }];
  });
  const [best] = verdicts;
  if (best !== undefined && best.confidence > GUESS) {
    // A language says more than a small lead of one alphabet over another.
    const close = verdicts.find(({ encoding, confidence }) => encoding === legacy && confidence > best.confidence / 2);
    return close?.encoding ?? best.encoding;
  }
  if (legacy !== undefined && damage(iconv.decode(sample, legacy)) === 0) return legacy;
  return looksLikeGb(sample) && damage(iconv.decode(sample, 'gb18030')) === 0 ? 'gb18030' : null;
};

/** UTF-8 beyond doubt: valid, with so many characters beyond ASCII that chance cannot have made them. */
const isUtf8 = (bytes: Buffer, least: number): boolean => {
  const text = bytes.toString('utf8');
  return broken(text) === 0 && beyondAscii(text.slice(0, SAMPLE)) >= least;
};

/** Is this label what servers say when nobody has told them, and the text no Western one? */
const isDefaultLabel = (encoding: string, bytes: Buffer): boolean => {
  if (encoding !== 'windows-1252') return false;
  const text = telling(bytes).toString('latin1');
  // No Western language writes more than a third of its letters with an accent.
  return beyondAscii(text) / Math.max(1, count(text, /[a-z\u0080-\u00ff]/gi)) > 0.34;
};

/** Does another charset of two bytes a character fit so much better that the label must be wrong? */
const isOtherFamily = (encoding: string, bytes: Buffer): boolean => {
  if (!MULTI_BYTE.test(encoding) || encoding === 'utf-8') return false;
  const verdicts = analyse(telling(bytes)).map(({ name, confidence }) => ({ encoding: known(name), confidence }));
  const own = verdicts.find((verdict) => verdict.encoding === encoding)?.confidence ?? 0;
  return (verdicts[0]?.confidence ?? 0) >= 90 && own <= 30;
};

/**
 * Turns bytes into text: byte order mark, then the charset of Content-Type, then what the document declares of itself
 * (XML declaration, `<meta>`) in its first 2 KiB, then UTF-8. A label is not believed where the bytes contradict it: UTF-8
 * under another name, a declared charset in which much of the text cannot be read, and the Western default over a text that is
 * not Western are found out by what the bytes look like.
 */
export const decodeText = (body: Uint8Array, contentType = ''): string => {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return bytes.subarray(3).toString('utf8');
  if (first === 0xff && second === 0xfe) return iconv.decode(bytes.subarray(2), 'utf-16le');
  if (first === 0xfe && second === 0xff) return iconv.decode(bytes.subarray(2), 'utf-16be');
  const head = bytes.subarray(0, 2048).toString('latin1');
  const declared =
    known(/charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType)?.[1]) ??
    known(/<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1]) ??
    known(/<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1]);
  const encoding = declared ?? 'utf-8';
  if (encoding !== 'utf-8' && !/^utf-?(16|32)/.test(encoding) && isUtf8(bytes, 4)) return bytes.toString('utf8');
  const text = iconv.decode(bytes, encoding);
  // A letter or two that were cut or mistyped are no reason to doubt a label.
  const isDoubtful = damage(text) > 0.2 || isDefaultLabel(encoding, bytes) || isOtherFamily(encoding, bytes);
  const other = isDoubtful ? detected(bytes, head) : null;
  if (other === null || other === encoding) return text;
  const again = iconv.decode(bytes, other);
  return damage(again) <= damage(text) ? again : text;
};
