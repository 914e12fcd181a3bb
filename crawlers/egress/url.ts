import { isIP } from 'node:net';
import { WeirError } from '#core/errors.ts';

const refuse = (text: string, why: string): WeirError =>
  new WeirError('EGRESS_URL_REFUSED', `${text.slice(0, 200)} ${why}.`, {
    fix: 'Write the address in its plain form: http or https, a host name in lower case, no user, no trailing dot.',
    status: 400,
  });

/**
 * Reads an address as the collector may use it. Spellings that mean another host than they show (user information, decimal,
 * octal, hex and short IPv4, a trailing dot, backslashes, control characters) are refused, not repaired.
 * @throws WeirError EGRESS_URL_REFUSED
 */
export const readUrl = (text: string): URL => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0020\u007f\\]/.test(text))
    throw refuse(JSON.stringify(text), 'holds a blank, a control character or a backslash');
  const authority = /^https?:\/\/([^/?#]+)/i.exec(text)?.[1];
  if (authority === undefined) throw refuse(text, 'is not an http or https address');
  if (authority.includes('@')) throw refuse(text, 'carries user information');
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refuse(text, 'cannot be read');
  }
  const host = authority.replace(/:\d*$/, '').toLowerCase();
  if (host.endsWith('.') || url.hostname.endsWith('.')) throw refuse(text, 'ends its host with a dot');
  if (isIP(url.hostname) === 4 && host !== url.hostname) throw refuse(text, `is another spelling of ${url.hostname}`);
  return url;
};

const DEFAULT_PORT: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** `host:port` with the port always written: the key of allow-list, host clock and robots cache. */
export const hostPort = (url: URL): string => `${url.hostname}:${url.port || (DEFAULT_PORT[url.protocol] ?? '')}`;

/** Turns a source's `hosts` (`host` or `host:port`) into allow-list keys; a host without a port means 80 and 443. */
export const hostPorts = (hosts: readonly string[]): Set<string> =>
  new Set(hosts.flatMap((host) => (/:\d+$/.test(host) ? [host] : [`${host}:80`, `${host}:443`])));
