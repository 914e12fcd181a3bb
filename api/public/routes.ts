/**
 * The pages for people outside: server-rendered, in two languages, without scripts, cookies or accounts. They are not part of the
 * API; what they take is checked by schemas all the same.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { PageLanguage } from '#core/complaint.ts';
import { receiveComplaint, withdrawComplaint } from '#core/complaint-state.ts';
import { isWeirError } from '#core/errors.ts';
import { receiptHashOf } from '#core/receipt-code.ts';
import { HttpUrl, Strict } from '#core/schema.ts';
import { TipCategory } from '#core/tip.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { countAddress } from './address-limit.ts';
import { orderByComplaintCode } from './complaint-code.ts';
import {
  complaintForm,
  complaintSent,
  complaintStatus,
  EMPTY_COMPLAINT,
  faultPage,
  receiptForm,
} from './complaint-page.ts';
import { STYLE } from './html.ts';
import { languageOf } from './language.ts';
import { isMuted, rememberSource } from './mutes.ts';
import { newReceiptCode } from './receipt-code.ts';
import { canSeal, LONGEST_CONTACT, sealContact } from './sealed-contact.ts';
import { EMPTY_TIP, tipForm, tipSent, tipStatus } from './tip-page.ts';
import { openTransparency } from './transparency.ts';
import { transparencyPage } from './transparency-page.ts';

const HOUR = 3600;
const COMPLAINTS = { name: 'complaint', max: 10, seconds: HOUR };
const TIPS = { name: 'tip', max: 20, seconds: HOUR };
const RECEIPTS = { name: 'receipt', max: 60, seconds: HOUR };
const FIGURES = { name: 'transparency', max: 600, seconds: HOUR };

const AskedLanguage = Strict({ lang: Type.Optional(Type.String({ maxLength: 20 })) });
const AskedYear = Strict({
  ...AskedLanguage.properties,
  year: Type.Optional(Type.String({ pattern: '^2\\d{3}$' })),
});
const ComplaintBody = Strict({
  lang: PageLanguage,
  code: Type.String({ minLength: 8, maxLength: 128 }),
  filer: Type.Enum(['content_provider', 'operator'] as const),
  kind: Type.Enum(['complaint', 'counter_notice'] as const),
  text: Type.String({ minLength: 20, maxLength: 8000 }),
  contact: Type.Optional(Type.String({ maxLength: LONGEST_CONTACT })),
  website: Type.Optional(Type.String()),
});
const complaintBody = Compile(ComplaintBody);
const TipBody = Strict({
  lang: PageLanguage,
  url: HttpUrl,
  category: TipCategory,
  text: Type.String({ maxLength: 4000 }),
  contact: Type.Optional(Type.String({ maxLength: LONGEST_CONTACT })),
  website: Type.Optional(Type.String()),
});
const tipBody = Compile(TipBody);
const ReceiptBody = Strict({ lang: PageLanguage, receipt: Type.String({ minLength: 1, maxLength: 64 }) });
const receiptBody = Compile(ReceiptBody);

/** Whoever keeps a complaint from outside acts under no name. */
const FILER = { kind: 'system' as const, id: 'public-page' };

const CSP =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; sandbox allow-forms allow-same-origin";

export type FormFields = Record<string, string>;
export const fieldsOf = (request: FastifyRequest): FormFields => request.body as FormFields;

/** What every public page needs of its part of the server. */
export const asPublicPages = (app: Parameters<FastifyPluginAsync>[0]): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    // The same field twice is one too many: the last one counts, and a schema looks at it. Line ends are made one kind.
    done(
      null,
      Object.fromEntries(
        [...new URLSearchParams(String(body))].map(([name, value]) => [name, value.replaceAll('\r\n', '\n').trim()]),
      ),
    );
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', CSP);
  });
  app.setErrorHandler((error, request, reply) => {
    const lang = languageOf(request, (request.body as FormFields | undefined)?.lang);
    const isLimit = isWeirError(error, 'TOO_MANY_REQUESTS');
    const known = isWeirError(error) ? error.status : (error as { statusCode?: number }).statusCode;
    const status = known ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'a public page failed');
    sendPage(reply, faultPage(lang, isLimit ? 'limited' : 'fault'), status);
  });
};

export const sendPage = (reply: FastifyReply, html: string, status = 200): void => {
  reply.code(status).type('text/html; charset=utf-8').send(html);
};

/** Addresses are counted by `countAddress`, which forgets them; the limit of the API would keep them for a minute. */
export const PUBLIC_PAGE = { public: true as const, rateLimit: false as const };

export const publicRoutes: FastifyPluginAsync<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store } = deps;
  const keys = deps.contactKeys ?? [];
  const takesContact = canSeal(keys);
  asPublicPages(app);
  const count = (request: FastifyRequest, limit: typeof COMPLAINTS): Promise<void> =>
    countAddress(store.redis, store.namespace, request.ip, limit);
  const page = { config: PUBLIC_PAGE, schema: { hide: true, querystring: AskedLanguage } };
  const form = { config: PUBLIC_PAGE, schema: { hide: true, body: Type.Record(Type.String(), Type.String()) } };
  const asked = (request: FastifyRequest): string | undefined => (request.query as { lang?: string }).lang;

  app.get('/public/style.css', { config: PUBLIC_PAGE, schema: { hide: true } }, (_request, reply) => {
    reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(STYLE);
  });

  app.get('/public/complaint', page, (request, reply) => {
    sendPage(reply, complaintForm(languageOf(request, asked(request)), EMPTY_COMPLAINT, { takesContact }));
  });

  app.post('/public/complaint', form, async (request, reply) => {
    await count(request, COMPLAINTS);
    const fields = fieldsOf(request);
    const lang = languageOf(request, fields.lang);
    const again = (fault: 'invalid' | 'unknownCode') =>
      sendPage(reply, complaintForm(lang, { ...EMPTY_COMPLAINT, ...fields }, { takesContact, fault }), 422);
    if (!complaintBody.Check(fields)) return again('invalid');
    const body: Static<typeof ComplaintBody> = fields;
    const code = newReceiptCode();
    // Only a program fills in what nobody sees: it is told that all went well.
    if ((body.website ?? '') !== '') return sendPage(reply, complaintSent(lang, code));
    const order = await orderByComplaintCode(store, body.code);
    if (order === null) return again('unknownCode');
    const contact = body.contact ?? '';
    await store.complaints.create(
      `complaint-${randomUUID()}`,
      receiveComplaint(
        {
          kind: body.kind,
          filer: body.filer,
          caseId: order.caseId,
          orderId: order.id,
          lang,
          text: body.text,
          contact: contact === '' || !takesContact ? null : sealContact(contact, keys),
          receiptHash: receiptHashOf(code),
        },
        store.clock.now().toISOString(),
      ),
      FILER,
    );
    sendPage(reply, complaintSent(lang, code));
  });

  app.get('/public/tip', page, (request, reply) => {
    sendPage(reply, tipForm(languageOf(request, asked(request)), EMPTY_TIP, { takesContact }));
  });

  app.post('/public/tip', form, async (request, reply) => {
    await count(request, TIPS);
    const fields = fieldsOf(request);
    const lang = languageOf(request, fields.lang);
    if (!tipBody.Check(fields) || !URL.canParse(fields.url))
      return sendPage(reply, tipForm(lang, { ...EMPTY_TIP, ...fields }, { takesContact, isInvalid: true }), 422);
    const body: Static<typeof TipBody> = fields;
    const code = newReceiptCode();
    // Neither a program nor whoever is muted is told that nobody hears it.
    const isHeard = (body.website ?? '') === '' && !(await isMuted(store.redis, store.namespace, request.ip));
    if (isHeard) {
      const id = `tip-${randomUUID()}`;
      const { url, category, text, contact = '' } = body;
      await store.tips.create(
        id,
        {
          type: 'tip.received',
          data: {
            ...{ url, category, lang, text },
            contact: contact === '' || !takesContact ? null : sealContact(contact, keys),
            receiptHash: receiptHashOf(code),
          },
        },
        FILER,
      );
      await rememberSource(store.redis, store.namespace, id, request.ip);
      await deps.queues.enqueue('tip', { tipId: id });
    }
    sendPage(reply, tipSent(lang, code));
  });

  const transparency = openTransparency(deps);
  app.get(
    '/public/transparency',
    { config: PUBLIC_PAGE, schema: { hide: true, querystring: AskedYear } },
    async (request, reply) => {
      await count(request, FIGURES);
      const { year } = request.query as { year?: string };
      const { years, report } = await transparency.of(year === undefined ? undefined : Number(year));
      sendPage(reply, transparencyPage(languageOf(request, asked(request)), years, report));
    },
  );

  app.get('/public/receipt', page, (request, reply) => {
    sendPage(reply, receiptForm(languageOf(request, asked(request))));
  });

  app.post('/public/receipt', form, async (request, reply) => {
    await count(request, RECEIPTS);
    const fields = fieldsOf(request);
    const lang = languageOf(request, fields.lang);
    if (!receiptBody.Check(fields)) return sendPage(reply, receiptForm(lang, 'unknownReceipt'), 404);
    const hash = receiptHashOf(fields.receipt);
    const complaint = await store.complaints.byReceipt(hash);
    if (complaint !== null) return sendPage(reply, complaintStatus(lang, complaint, fields.receipt));
    const tip = await store.tips.byReceipt(hash);
    if (tip !== null) return sendPage(reply, tipStatus(lang, tip));
    sendPage(reply, receiptForm(lang, 'unknownReceipt'), 404);
  });

  app.post('/public/withdrawal', form, async (request, reply) => {
    await count(request, RECEIPTS);
    const fields = fieldsOf(request);
    const lang = languageOf(request, fields.lang);
    const found = receiptBody.Check(fields) ? await store.complaints.byReceipt(receiptHashOf(fields.receipt)) : null;
    if (found === null) return sendPage(reply, receiptForm(lang, 'unknownReceipt'), 404);
    // Decided in the meantime: then the page shows how.
    const { state } = await store.complaints.change(found.id, FILER, (current) =>
      current.state === 'received' || current.state === 'in_review' ? withdrawComplaint(current) : [],
    );
    sendPage(reply, complaintStatus(lang, state, fields.receipt ?? ''));
  });
};
