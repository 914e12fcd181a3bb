import { counterpartUrls } from '#core/authority.ts';
import { WeirError } from '#core/errors.ts';
import { createEgress, createGuard, type Egress, hostPorts } from '#crawlers/crawl.ts';
import { type AllowList, createAllowList } from '#pipeline/allow-list.ts';
import type { TimeStamps } from '#pipeline/time-stamps.ts';
import { findChromium } from '#services/chromium.ts';
import type { Config } from '#services/config.ts';
import type { Store } from '#store/store.ts';
import type { MailChannel, Send } from '#takedowns/delivery.ts';
import { createPrinter, type PrintPdf } from '#takedowns/forms/print.ts';
import { createMailer } from '#takedowns/mail/mailer.ts';
import { loadAuthority } from './authority.ts';

/** The one way out of the house, for crawling and for orders alike. */
export interface WayOut {
  allowList: AllowList;
  egress: Egress;
  send: Send;
  /** Left out where no mail server is configured. */
  mail?: MailChannel;
  printPdf: PrintPdf;
  timeStamps: TimeStamps;
}

/** Asking for a receipt and sending take two of these, which must fit into an attempt's deadline (core/order-state.ts). */
const ORDER_TIMEOUT_MILLISECONDS = 15_000;
const TIME_STAMP_TIMEOUT_MILLISECONDS = 20_000;

/** The way to the configured time-stamping authorities, and to nowhere else. */
const openTimeStamps = (config: Config): TimeStamps => {
  const hosts = hostPorts(config.timeStampUrls.map((url) => new URL(url).host));
  const egress = createEgress({
    allowedHosts: () => hosts,
    loopbackExemption: new Set(config.allowLoopbackHosts),
  });
  return {
    urls: config.timeStampUrls,
    ask: async (url, request) => {
      const answer = await egress.request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
        body: request,
        maxBytes: 100_000,
        maxRedirects: 0,
        timeout: TIME_STAMP_TIMEOUT_MILLISECONDS,
      });
      if (answer.status === 200) return answer.body;
      throw new WeirError('TIME_STAMP_REFUSED', `${new URL(url).host} answered ${answer.status}.`, { retry: true });
    },
  };
};

/** The browser is looked for when the first form is printed. */
const openPrinter = (config: Config): PrintPdf => {
  let found: ReturnType<typeof findChromium> | null = null;
  return createPrinter(async () => {
    found ??= findChromium({ chromiumPath: config.chromiumPath, cacheDir: config.cache });
    const { path, args } = await found.catch((error: unknown) => {
      found = null;
      throw error;
    });
    return { executablePath: path, args };
  });
};

/** The way to the authority's mail server, and to nowhere else. */
const openMail = (config: Config, print: PrintPdf): MailChannel | undefined => {
  const { smtpHost: host, smtpPort: port, smtpFrom: from, smtpSecurity: security, smtpReturns: returns } = config;
  if (host === undefined || from === undefined) return undefined;
  const guard = createGuard({
    allowedHosts: () => new Set([`${host}:${port}`]),
    loopbackExemption: new Set(config.allowLoopbackHosts),
  });
  const settings = { host, port, security, from, returns, user: config.smtpUser, password: config.smtpPassword };
  return { print, send: createMailer(settings, (name, at) => guard.addresses(name, at)) };
};

export const openWayOut = async (config: Config, store: Store): Promise<WayOut> => {
  const allowList = createAllowList(store, [
    ...counterpartUrls(loadAuthority(config)),
    ...(config.warnWebhook === undefined ? [] : [config.warnWebhook]),
  ]);
  await allowList.refresh();
  const egress = createEgress({
    allowedHosts: allowList.hosts,
    // Empty in production: the configuration refuses to hold anything else.
    loopbackExemption: new Set(config.allowLoopbackHosts),
  });
  const printPdf = openPrinter(config);
  const mail = openMail(config, printPdf);
  return {
    allowList,
    egress,
    printPdf,
    ...(mail === undefined ? {} : { mail }),
    timeStamps: openTimeStamps(config),
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
