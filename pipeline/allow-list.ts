import { hostPorts } from '#crawlers/crawl.ts';
import type { Store } from '#store/store.ts';

/** Where the house may go: the hosts of its sources, and the endpoints of operators for orders. Everything else is refused. */
export interface AllowList {
  readonly hosts: () => ReadonlySet<string>;
  /** Reads the allow-list again, so that what a person adds or removes counts from the next round on. */
  refresh(): Promise<void>;
}

export const createAllowList = (store: Pick<Store, 'sources' | 'operators'>): AllowList => {
  let hosts: ReadonlySet<string> = new Set();
  return {
    hosts: () => hosts,
    refresh: async () => {
      const [sources, operators] = await Promise.all([store.sources.list(), store.operators.list()]);
      hosts = new Set([
        ...hostPorts(sources.flatMap((source) => source.hosts)),
        ...hostPorts(operators.map((operator) => new URL(operator.channel.ordersUrl).host)),
      ]);
    },
  };
};
