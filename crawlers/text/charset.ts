import iconv from 'iconv-lite';

const known = (label: string | undefined): string | null => {
  const name = label?.trim().toLowerCase();
  if (name === undefined || name === '' || !iconv.encodingExists(name)) return null;
  // As browsers do: these labels are used for their supersets.
  if (/^(iso-8859-1|latin1|us-ascii|ascii)$/.test(name)) return 'windows-1252';
  return /^gb(2312|k)$/.test(name) ? 'gb18030' : name;
};

/**
 * Turns bytes into text: byte order mark, then the charset of Content-Type, then what the document declares of itself
 * (XML declaration, `<meta>`) in its first 2 KiB, then UTF-8.
 */
export const decodeText = (body: Uint8Array, contentType = ''): string => {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return bytes.subarray(3).toString('utf8');
  if (first === 0xff && second === 0xfe) return iconv.decode(bytes.subarray(2), 'utf-16le');
  if (first === 0xfe && second === 0xff) return iconv.decode(bytes.subarray(2), 'utf-16be');
  const head = bytes.subarray(0, 2048).toString('latin1');
  const encoding =
    known(/charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType)?.[1]) ??
    known(/<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1]) ??
    known(/<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1]) ??
    'utf-8';
  return iconv.decode(bytes, encoding);
};
