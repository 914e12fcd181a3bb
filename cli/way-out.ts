import { createEgress, type Egress } from '#crawlers/crawl.ts';
import { type AllowList, createAllowList } from '#pipeline/allow-list.ts';
import type { Config } from '#services/config.ts';
import type { Store } from '#store/store.ts';
import type { Send } from '#takedowns/delivery.ts';

/** The one way out of the house, for crawling and for orders alike. */
export interface WayOut {
  allowList: AllowList;
  egress: Egress;
  send: Send;
}

/** Asking for a receipt and sending take two of these, which must fit into an attempt's deadline (core/order-state.ts). */
const ORDER_TIMEOUT_MILLISECONDS = 15_000;

export const openWayOut = async (config: Config, store: Store): Promise<WayOut> => {
  const allowList = createAllowList(store);
  await allowList.refresh();
  const egress = createEgress({
    allowedHosts: allowList.hosts,
    // Empty in production: the configuration refuses to hold anything else.
    loopbackExemption: new Set(config.allowLoopbackHosts),
  });
  return {
    allowList,
    egress,
    send: async (request) => {
      await allowList.refresh();
      const answer = await egress.request(request.url, {
        method: request.method,
        headers: request.headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        maxBytes: 1_000_000,
        // An order goes to the address in the directory and nowhere else.
        maxRedirects: 0,
        timeout: ORDER_TIMEOUT_MILLISECONDS,
      });
      return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.body).toString('utf8') };
    },
  };
};
