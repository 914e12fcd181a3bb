import { hostPorts } from '#crawlers/crawl.ts';
import type { Store } from '#store/store.ts';

/**
 * Where the house may go: the hosts of its sources, the endpoints of operators for orders, and those of partners for what is
 * shared. Everything else is refused.
 */
export interface AllowList {
  readonly hosts: () => ReadonlySet<string>;
  /** Reads the allow-list again, so that what a person adds or removes counts from the next round on. */
  refresh(): Promise<void>;
}

/** `fixed`: addresses that a person wrote into the configuration: other authorities, the webhook for warnings. */
export const createAllowList = (
  store: Pick<Store, 'sources' | 'operators' | 'partners'>,
  fixed: readonly string[] = [],
): AllowList => {
  let hosts: ReadonlySet<string> = new Set();
  return {
    hosts: () => hosts,
    refresh: async () => {
      const [sources, operators, partners] = await Promise.all([
        store.sources.list(),
        store.operators.list(),
        store.partners.list(),
      ]);
      hosts = new Set([
        ...hostPorts(fixed.map((url) => new URL(url).host)),
        ...hostPorts(sources.flatMap((source) => source.hosts)),
        ...hostPorts(
          operators.flatMap(({ channel }) => (channel.kind === 'https' ? [new URL(channel.ordersUrl).host] : [])),
        ),
        ...hostPorts(
          partners.flatMap(({ webhook, apiRoot }) =>
            [webhook?.url, apiRoot].flatMap((url) => (url == null ? [] : [new URL(url).host])),
          ),
        ),
      ]);
    },
  };
};
