import ipaddr from 'ipaddr.js';

/** Documentation prefix of RFC 9637, which the library does not know yet. */
const DOCUMENTATION_V6 = ipaddr.parseCIDR('3fff::/20');
/** The only global unicast space that IANA has opened (RFC 4291 section 2.4). */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3');

/**
 * Why an address may not be connected to, or null where it may. Only global unicast passes: loopback, private, link-local
 * and metadata, carrier-grade NAT, unique-local, multicast, documentation, benchmarking, 0/8 and every form that carries an
 * IPv4 address inside an IPv6 one (mapped, compatible, NAT64, 6to4, Teredo) are refused.
 */
export const addressRefusal = (text: string): string | null => {
  if (!ipaddr.isValid(text)) return `${text} is not an address`;
  const address = ipaddr.parse(text);
  const range = address.range();
  if (range !== 'unicast') return `${text} is not public (${range})`;
  if (address.kind() === 'ipv4') return null;
  const v6 = address as ipaddr.IPv6;
  if (!v6.match(GLOBAL_V6)) return `${text} is not global unicast`;
  return v6.match(DOCUMENTATION_V6) ? `${text} is a documentation address` : null;
};
