/** Where the house tells its own people: a real mailbox and a real webhook, and the parts of a worker that tell. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_LEADS } from '#core/clocks.ts';
import { type Mailbox, startMailbox } from '#fixtures/mailbox.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { createMailer } from '#takedowns/mail/mailer.ts';
import { type ApiHouse, testKey } from './api-house.ts';

export interface BulletinWays {
  mailbox: Mailbox;
  /** What reached the webhook, whatever it answered. */
  webhooks: { body: string; key: string }[];
  /** What the webhook answers from now on. */
  answerWith(status: number): void;
  worker(house: ApiHouse, change?: Partial<PipelineContext>): PipelineContext;
  close(): Promise<void>;
}

export const openBulletinWays = async (): Promise<BulletinWays> => {
  const mailbox = await startMailbox();
  const webhooks: BulletinWays['webhooks'] = [];
  let status = 200;
  const webhook = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    webhooks.push({ body, key: String(request.headers['idempotency-key']) });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/hook`;
  const { host, port } = mailbox;
  return {
    mailbox,
    webhooks,
    answerWith: (next) => {
      status = next;
    },
    worker: ({ store, clock }, change = {}) =>
      ({
        ...{ store, clock, requestKey: testKey('weir-key'), newNonce: randomUUID },
        log: { info: () => {}, warn: () => {} },
        escalation: {
          ...{ leads: DEFAULT_LEADS, webhookUrl },
          ...{ emails: ['desk@authority.example'], publicUrl: 'https://weir.example' },
        },
        send: async ({ url: to, method, headers, body }) => {
          const answer = await fetch(to, { method, headers, ...(body === undefined ? {} : { body }) });
          return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
        },
        mail: {
          send: createMailer({ host, port, security: 'none', from: 'weir@authority.example' }, async () => [
            { address: host },
          ]),
          print: async () => new Uint8Array(),
        },
        ...change,
      }) as Partial<PipelineContext> as PipelineContext,
    close: async () => {
      await mailbox.close();
      await new Promise((resolve) => webhook.close(resolve));
    },
  };
};
