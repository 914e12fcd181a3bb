/** Addresses as lists name them and as people write them, brought to one spelling. */
import { createHash } from 'node:crypto';

const LINK = /(?:h(?:tt|xx)ps?:\/\/|www\.)[^\s<>"'`（）【】「」，。、；]+/giu;
/** A sentence in Chinese that goes on behind an address without a blank. */
const GOES_ON = /[,;:!?](?=\p{Script=Han}).*$/u;
/** What a sentence puts behind an address. */
const TRAILING = /[.,;:!?…)\]}'"*_~]+$/u;
const TRACKING = /^(utm_[a-z]+|fbclid|gclid|msclkid|mc_[ce]id|igshid|si)$/i;

/**
 * One spelling of an address: scheme and `www.` left out, host in lower case (RFC 3986 section 6.2.2), no fragment, no
 * parameters that only track, the others in order, no slash at the end. Defanged addresses (`hxxp`, `[.]`) are read too.
 * @returns null where it is no http address
 */
export const normaliseAddress = (text: string): string | null => {
  const fanged = text.trim().replace(/^hxxp/i, 'http').replaceAll('[.]', '.').replaceAll('[:]', ':');
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(fanged) && !/^[^/]*:\d+/.test(fanged) ? fanged : `http://${fanged}`);
  } catch {
    return null;
  }
  if (!/^https?:$/.test(url.protocol) || (!url.hostname.includes('.') && url.hostname !== 'localhost')) return null;
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  url.searchParams.sort();
  const port = url.port === '' || url.port === '443' || url.port === '80' ? '' : `:${url.port}`;
  const query = url.searchParams.size === 0 ? '' : `?${url.searchParams.toString()}`;
  return `${url.hostname.replace(/^www\./, '').replace(/\.$/, '')}${port}${url.pathname.replace(/\/+$/, '')}${query}`;
};

/** Every address that a text names, as it stands there. */
export const addressesIn = (text: string): string[] => [
  ...new Set((text.match(LINK) ?? []).map((link) => link.replace(GOES_ON, '').replace(TRAILING, ''))),
];

/** The signal type `url_md5` of python-threatexchange: MD5 of the address in lower case without its scheme. */
export const addressMd5 = (address: string): string =>
  createHash('md5')
    .update(
      address
        .trim()
        .toLowerCase()
        .replace(/^[a-z][a-z0-9+.-]*:\/\//, ''),
      'utf8',
    )
    .digest('hex');
