import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { WeirError } from '#core/errors.ts';
import { addressRefusal } from './address.ts';

export interface Address {
  address: string;
  family: number;
}

export interface GuardOptions {
  /** Hosts (`host:port`, port always written) that may be visited; asked again at every hop. */
  allowedHosts: () => ReadonlySet<string>;
  /** For tests and the demo only: loopback `host:port` pairs, spelt as in the address, that may be reached. */
  loopbackExemption?: ReadonlySet<string> | undefined;
  /** Name resolution; the system's where left out. */
  resolve?: ((hostname: string) => Promise<Address[]>) | undefined;
}

/** What may be connected to: the allow-list of hosts first, the filter of addresses second, at connect time. */
export interface Guard {
  /** @throws WeirError EGRESS_NOT_ALLOWED when the host is not on the allow-list. */
  permit(hostPort: string): void;
  /**
   * The addresses of a host that may be connected to; the caller connects to exactly these.
   * @throws WeirError EGRESS_ADDRESS_REFUSED, EGRESS_UNREACHABLE
   */
  addresses(hostname: string, port: number): Promise<Address[]>;
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1)$/;

const systemLookup = (hostname: string): Promise<Address[]> => lookup(hostname, { all: true });

export const createGuard = (options: GuardOptions): Guard => {
  const resolve = options.resolve ?? systemLookup;
  const exempt = (hostname: string, port: number): boolean =>
    options.loopbackExemption?.has(`${hostname}:${port}`) ?? false;
  return {
    permit: (hostPort) => {
      if (options.allowedHosts().has(hostPort)) return;
      throw new WeirError('EGRESS_NOT_ALLOWED', `${hostPort} is not on the allow-list.`, {
        fix: 'Add the host to a source, with its legal basis and an owner, if it is to be visited.',
        status: 403,
      });
    },
    addresses: async (hostname, port) => {
      const bare = hostname.replace(/^\[|\]$/g, '');
      const family = isIP(bare);
      let found: Address[];
      try {
        found = family > 0 ? [{ address: bare, family }] : await resolve(bare);
      } catch (cause) {
        throw new WeirError('EGRESS_UNREACHABLE', `${hostname} has no address.`, { retry: true, status: 502, cause });
      }
      const reasons: string[] = [];
      const passed = found.filter(({ address }) => {
        if (exempt(hostname, port) && LOOPBACK.test(address)) return true;
        const reason = addressRefusal(address);
        if (reason !== null) reasons.push(reason);
        return reason === null;
      });
      if (passed.length > 0) return passed;
      throw new WeirError('EGRESS_ADDRESS_REFUSED', `${hostname}:${port}: ${reasons.join('; ') || 'no address'}.`, {
        fix: 'Only hosts with a public address can be visited.',
        status: 403,
      });
    },
  };
};
