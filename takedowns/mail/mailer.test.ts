import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createGuard } from '#crawlers/crawl.ts';
import { type Mailbox, startMailbox } from '#fixtures/mailbox.ts';
import { testKey } from '../../tests/api-house.ts';
import { EXAMPLE_ORDER } from '../forms/examples.ts';
import { createPrinter } from '../forms/print.ts';
import { verifyDocument } from '../signed-document.ts';
import { writeFormMail } from './form-mail.ts';
import { createMailer, type Mail, type SmtpSettings } from './mailer.ts';

let mailbox: Mailbox;
beforeAll(async () => {
  mailbox = await startMailbox();
});
afterAll(() => mailbox.close());

const guard = (exempt: boolean) =>
  createGuard({
    allowedHosts: () => new Set(),
    ...(exempt ? { loopbackExemption: new Set([`127.0.0.1:${mailbox.port}`]) } : {}),
  });
const mailer = (change: Partial<SmtpSettings> = {}, exempt = true) =>
  createMailer(
    { host: '127.0.0.1', port: mailbox.port, security: 'none', from: 'orders@authority.example', ...change },
    (host, port) => guard(exempt).addresses(host, port),
  );
const mail: Mail = {
  to: 'orders@tidepool.example',
  subject: 'A form',
  text: 'Words.',
  messageId: 'abc',
  attachments: [],
};

describe('the mail server', () => {
  it('is told the same message id for every attempt, and its answer is kept', async () => {
    const first = await mailer()(mail);
    const second = await mailer()(mail);
    expect(first).toMatchObject({ messageId: '<abc@authority.example>', server: `127.0.0.1:${mailbox.port}` });
    expect(first.answer).toMatch(/^250 /);
    expect(second.messageId).toBe(first.messageId);
    expect(mailbox.messages.slice(-2).map(({ messageId }) => messageId)).toEqual([first.messageId, first.messageId]);
  });

  it.each([
    ['for now', 451, 'MAIL_FAILED', true],
    ['for good', 550, 'MAIL_REFUSED', false],
  ])('may refuse %s', async (_, code, expected, retry) => {
    mailbox.refuseWith({ code, text: 'not this one' });
    await expect(mailer()(mail)).rejects.toMatchObject({ code: expected, retry });
    mailbox.refuseWith(null);
  });

  it('is asked for nothing where the line would be in the clear', async () => {
    const taken = mailbox.messages.length;
    await expect(mailer({ security: 'starttls' })(mail)).rejects.toMatchObject({ retry: true });
    await expect(mailer({ security: 'tls' })(mail)).rejects.toMatchObject({ retry: true });
    expect(mailbox.messages.length).toBe(taken);
  });

  it('is not reached at an address that is not public', async () => {
    await expect(mailer({}, false)(mail)).rejects.toMatchObject({ code: 'EGRESS_ADDRESS_REFUSED' });
  });

  it('gets no password that it could read out of an error', async () => {
    const error = await mailer({ user: 'weir', password: 'invented-secret-word' })(mail).catch(
      (cause: unknown) => cause,
    );
    expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain(
      'invented-secret-word',
    );
  });
});

it('a form goes as PDF and as a signed file that verifies', async () => {
  const key = testKey('requests-test');
  const print = createPrinter(async () => ({
    executablePath: inject('chromiumPath'),
    args: inject('chromiumArgs'),
  }));
  const written = await writeFormMail(
    {
      to: 'orders@tidepool.example',
      reference: EXAMPLE_ORDER.sectionA.reference,
      document: EXAMPLE_ORDER,
      language: 'en',
      answerUrl: EXAMPLE_ORDER.answerUrl,
      idempotencyKey: 'order-1',
    },
    key,
    print,
  );
  await mailer()(written);
  const received = mailbox.messages.at(-1);
  expect(received?.subject).toBe('[IE-2026-3F9C1A77D0] Removal order (Annex I)');
  expect(received?.text).toContain(EXAMPLE_ORDER.answerUrl);
  const contents = Object.fromEntries(
    (received?.attachments ?? []).map(({ filename, content }) => [filename, Buffer.from(content as ArrayBuffer)]),
  );
  expect(Object.keys(contents)).toEqual(['IE-2026-3F9C1A77D0-tco-annex-1.pdf', 'IE-2026-3F9C1A77D0-tco-annex-1.json']);
  expect(contents['IE-2026-3F9C1A77D0-tco-annex-1.pdf']?.subarray(0, 5).toString()).toBe('%PDF-');
  const signed: unknown = JSON.parse(String(contents['IE-2026-3F9C1A77D0-tco-annex-1.json']));
  const { document, keyId } = verifyDocument(signed, () => key.publicKeyPem);
  expect([document, keyId]).toEqual([EXAMPLE_ORDER, 'requests-test']);
});
