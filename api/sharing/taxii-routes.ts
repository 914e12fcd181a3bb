/**
 * The TAXII 2.1 server (OASIS Standard of 10 June 2021): one API root, one collection for each category, read only. A partner
 * sees the collections of its scope and nothing else; whatever it fetches is written down before it gets it.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { isWeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import { CATEGORIES, type Category } from '#core/labels.ts';
import type { SharedItem } from '#core/shared-item.ts';
import { type Partner, partnerOfKey } from '#core/sharing.ts';
import { uuid5 } from '#core/uuid5.ts';
import { handOver, SETTLING, seenBy } from '#pipeline/sharing.ts';
import { houseNamespace, type Sharer } from '#takedowns/sharing/item.ts';
import { IDENTITY_TIME, indicatorOf, preludeOf, type StixObject } from '#takedowns/sharing/stix.ts';
import { TAXII_TYPE } from '#takedowns/sharing/taxii.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { sameSecret } from '../session/sessions.ts';
import { requireSharer } from './sharer.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose key came with a request to the TAXII server. */
    partner: Partner | null;
  }
}

/** Section 3.6.1: what every error looks like. */
class TaxiiError extends Error {
  readonly status: number;
  constructor(status: number, title: string) {
    super(title);
    this.status = status;
  }
}

/** Requests a minute from one address that brings no key which is valid. */
const WITHOUT_KEY = 60;
const PAGE = 100;
const MOST = 1000;

const Instant = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z$' });
/** Section 3.4: other parameters are passed over. */
const ObjectsQuery = Type.Object({
  added_after: Type.Optional(Instant),
  limit: Type.Optional(Type.Integer({ minimum: 1 })),
  next: Type.Optional(Type.String({ maxLength: 2000 })),
  'match[id]': Type.Optional(Type.String({ maxLength: 8000 })),
  'match[type]': Type.Optional(Type.String({ maxLength: 400 })),
  'match[version]': Type.Optional(Type.String({ maxLength: 400 })),
  'match[spec_version]': Type.Optional(Type.String({ maxLength: 100 })),
});
const AnyQuery = Type.Object({});
type ObjectsQuery = Static<typeof ObjectsQuery>;

/** An object of a collection with the moment from which it can be read. */
interface Held {
  object: StixObject;
  dateAdded: string;
}
interface PageOf {
  held: Held[];
  next: string | null;
}

/** Where a page ended: how many of the objects before the items were given, and the place among the items. */
const Cursor = Type.Object({
  before: Type.Integer({ minimum: 0, maximum: 10 }),
  after: Type.Union([Type.String(), Type.Null()]),
});
const readCursor = (text: string): Static<typeof Cursor> => {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Static<typeof Cursor>;
    if (Number.isInteger(value.before) && (value.after === null || typeof value.after === 'string')) return value;
  } catch {
    // Not ours: refused below.
  }
  throw new TaxiiError(400, 'The value of next is not one that this server gave');
};
const writeCursor = (cursor: Static<typeof Cursor>): string =>
  Buffer.from(JSON.stringify(cursor), 'utf8').toString('base64url');

const listed = (text: string | undefined): string[] | undefined => text?.split(',').map((one) => one.trim());

const acceptsTaxii = (accept: string | undefined): boolean =>
  (accept ?? '*/*').split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    if (type === '*/*' || type === 'application/*') return true;
    const version = parameters.find((one) => one.startsWith('version='));
    return type === 'application/taxii+json' && (version === undefined || /^version="?2\.1"?$/.test(version));
  });

export const taxiiRoutes: FastifyPluginAsync<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store, config } = deps;
  const root = `${config.publicUrl}/taxii2/weir/`;
  const collectionId = (sharer: Sharer, category: Category): string =>
    uuid5(houseNamespace(sharer), `collection\n${category}`);

  app.decorateRequest('partner', null);
  app.addHook('onRequest', async (request) => {
    const key = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const id = key === undefined ? null : partnerOfKey(key);
    const partner = id === null ? null : await store.partners.get(id);
    if (key === undefined || partner === null || partner.keyHash === null) return;
    if (sameSecret(sha256(key), partner.keyHash)) request.partner = partner;
  });
  // After the request was counted, so that whoever guesses is counted too.
  app.addHook('preHandler', async (request, reply) => {
    if (request.partner === null) {
      reply.header('www-authenticate', 'Bearer realm="weir"');
      throw new TaxiiError(401, 'A valid key is needed');
    }
    if (request.partner.suspended) throw new TaxiiError(403, 'This key is suspended');
    if (!acceptsTaxii(request.headers.accept)) throw new TaxiiError(406, `This server speaks ${TAXII_TYPE}`);
  });
  // As bytes: of an object the framework would rewrite the media type, which clients compare as the standard spells it.
  const send = (reply: FastifyReply, message: object): FastifyReply =>
    reply
      .type(TAXII_TYPE)
      .header('cache-control', 'no-store')
      .send(Buffer.from(JSON.stringify(message), 'utf8'));
  app.setErrorHandler((error: Error & { statusCode?: number; validation?: unknown }, request, reply) => {
    const status =
      error instanceof TaxiiError
        ? error.status
        : isWeirError(error) && error.status < 500
          ? error.status
          : (error.statusCode ?? 500);
    if (status >= 500) request.log.error({ err: error }, 'TAXII request failed');
    send(reply.code(status), {
      title: status >= 500 ? 'Something went wrong in the server' : error.message,
      error_id: request.id,
      http_status: String(status),
    });
  });
  const scopeOf = (request: FastifyRequest): { partner: Partner; sharer: Sharer } => {
    if (request.partner === null) throw new TaxiiError(401, 'A valid key is needed');
    return { partner: request.partner, sharer: requireSharer(deps) };
  };
  const route = {
    config: {
      public: true as const,
      rateLimit: {
        max: (request: FastifyRequest) => request.partner?.requestsPerMinute ?? WITHOUT_KEY,
        timeWindow: 60_000,
        keyGenerator: (request: FastifyRequest) =>
          request.partner === null ? `taxii-address-${request.ip}` : `taxii-${request.partner.id}`,
        errorResponseBuilder: () => new TaxiiError(429, 'Too many requests; wait a minute'),
      },
    },
    // A standard describes these routes; our description is of our own.
    schema: { hide: true, querystring: AnyQuery },
  };
  const about = (sharer: Sharer, category: Category): object => ({
    id: collectionId(sharer, category),
    title: `Confirmed terrorist content: ${category}`,
    description: 'Hashes and addresses of content that two people confirmed. Objects that no longer stand are revoked.',
    can_read: true,
    can_write: false,
    media_types: ['application/stix+json;version=2.1'],
  });
  /** A collection outside the scope is as unknown as one that does not exist. */
  const categoryOf = (request: FastifyRequest, id: string): Category => {
    const { partner, sharer } = scopeOf(request);
    const category = CATEGORIES.find((one) => collectionId(sharer, one) === id);
    if (category === undefined || !partner.categories.includes(category))
      throw new TaxiiError(404, 'There is no such collection');
    return category;
  };

  app.get('/taxii2/', route, async (request, reply) => {
    const { sharer } = scopeOf(request);
    return send(reply, { title: `Weir of ${sharer.name}`, default: root, api_roots: [root] });
  });
  app.get('/taxii2/weir/', route, async (_request, reply) =>
    send(reply, { title: 'Confirmed items', versions: [TAXII_TYPE], max_content_length: 65_536 }),
  );
  app.get('/taxii2/weir/collections/', route, async (request, reply) => {
    const { partner, sharer } = scopeOf(request);
    const collections = CATEGORIES.filter((one) => partner.categories.includes(one)).map((one) => about(sharer, one));
    return send(reply, { collections });
  });
  app.get<{ Params: { collection: string } }>('/taxii2/weir/collections/:collection/', route, async (request, reply) =>
    send(reply, about(scopeOf(request).sharer, categoryOf(request, request.params.collection))),
  );

  /** A page of what a partner may read of a collection. Nothing is given yet. */
  const read = async (
    request: FastifyRequest,
    category: Category,
    query: ObjectsQuery,
  ): Promise<{ before: Held[]; items: SharedItem[]; next: string | null }> => {
    const { partner, sharer } = scopeOf(request);
    const { added_after: addedAfter, next, limit = PAGE } = query;
    const size = Math.min(limit, MOST);
    const ids = listed(query['match[id]']);
    const types = listed(query['match[type]']);
    const versions = listed(query['match[spec_version]']);
    const nothing = { before: [], items: [], next: null };
    if (versions !== undefined && !versions.includes('2.1')) return nothing;
    const cursor = next === undefined ? { before: 0, after: null } : readCursor(next);
    const prelude = preludeOf(sharer)
      .filter(({ id }) => ids === undefined || ids.includes(id))
      .filter(({ type }) => types === undefined || types.includes(type))
      .filter(() => addedAfter === undefined || addedAfter < IDENTITY_TIME);
    const before = prelude
      .slice(cursor.before, cursor.before + size)
      .map((object) => ({ object, dateAdded: IDENTITY_TIME }));
    const given = cursor.before + before.length;
    const place = (after: string | null): string => writeCursor({ before: given, after });
    if (types !== undefined && !types.includes('indicator'))
      return { before, items: [], next: given < prelude.length ? place(null) : null };
    if (before.length === size) return { before, items: [], next: place(cursor.after) };
    const page = await store.shares.page({
      categories: [category],
      after: addedAfter,
      until: new Date(store.clock.now().getTime() - SETTLING).toISOString(),
      ids: ids?.map((id) => id.replace(/^indicator--/, '')),
      size: size - before.length,
      cursor: cursor.after ?? undefined,
    });
    const items = await seenBy(store, partner, page.items);
    return { before, items, next: page.next === null ? null : place(page.next) };
  };

  /** Only the last version of an object is kept; it is the first too. Section 3.4.1. */
  const isVersionAsked = (item: SharedItem, asked: string[] | undefined): boolean =>
    asked === undefined || asked.some((one) => ['last', 'first', 'all', item.modifiedAt].includes(one));

  const give = async (request: FastifyRequest, category: Category, query: ObjectsQuery): Promise<PageOf> => {
    const { partner, sharer } = scopeOf(request);
    const { before, items, next } = await read(request, category, query);
    const asked = items.filter((item) => isVersionAsked(item, listed(query['match[version]'])));
    const actor = { kind: 'system' as const, id: 'taxii' };
    const given = await handOver(store, { ...{ partner, items: asked, channel: 'taxii', actor }, newId: randomUUID });
    // What changed while it was given comes again: the moments told are those of the page, which end behind the clock.
    const dates = new Map(items.map(({ id, modifiedAt }) => [id, modifiedAt]));
    const held = given.map((item) => ({
      object: indicatorOf(item, sharer),
      dateAdded: dates.get(item.id) ?? item.modifiedAt,
    }));
    return { held: [...before, ...held], next };
  };

  const dated = (reply: FastifyReply, held: readonly Held[]): void => {
    const [first, last] = [held[0], held.at(-1)];
    if (first === undefined || last === undefined) return;
    reply.header('x-taxii-date-added-first', first.dateAdded).header('x-taxii-date-added-last', last.dateAdded);
  };
  const paged = (next: string | null): object => (next === null ? {} : { more: true, next });

  const withQuery = { ...route, schema: { hide: true, querystring: ObjectsQuery } };
  app.get<{ Params: { collection: string }; Querystring: ObjectsQuery }>(
    '/taxii2/weir/collections/:collection/objects/',
    withQuery,
    async (request, reply) => {
      const category = categoryOf(request, request.params.collection);
      const { held, next } = await give(request, category, request.query);
      dated(reply, held);
      return send(reply, { ...paged(next), ...(held.length === 0 ? {} : { objects: held.map((one) => one.object) }) });
    },
  );
  app.get<{ Params: { collection: string }; Querystring: ObjectsQuery }>(
    '/taxii2/weir/collections/:collection/manifest/',
    withQuery,
    async (request, reply) => {
      const category = categoryOf(request, request.params.collection);
      const { sharer } = scopeOf(request);
      const { before, items, next } = await read(request, category, request.query);
      const held = [
        ...before,
        ...items.map((item) => ({ object: indicatorOf(item, sharer), dateAdded: item.modifiedAt })),
      ];
      const objects = held.map(({ object, dateAdded }) => ({
        id: object.id,
        date_added: dateAdded,
        version: String(object.modified ?? object.created),
        media_type: 'application/stix+json;version=2.1',
      }));
      dated(reply, held);
      return send(reply, { ...paged(next), ...(objects.length === 0 ? {} : { objects }) });
    },
  );
  app.get<{ Params: { collection: string; object: string }; Querystring: ObjectsQuery }>(
    '/taxii2/weir/collections/:collection/objects/:object/',
    withQuery,
    async (request, reply) => {
      const category = categoryOf(request, request.params.collection);
      const { added_after, limit, next } = request.query;
      const query = {
        ...(added_after === undefined ? {} : { added_after }),
        ...(limit === undefined ? {} : { limit }),
        ...(next === undefined ? {} : { next }),
        'match[id]': request.params.object,
      };
      const { held } = await give(request, category, query);
      if (held.length === 0) throw new TaxiiError(404, 'There is no such object');
      dated(reply, held);
      return send(reply, { objects: held.map((one) => one.object) });
    },
  );
  app.get<{ Params: { collection: string; object: string } }>(
    '/taxii2/weir/collections/:collection/objects/:object/versions/',
    route,
    async (request, reply) => {
      const category = categoryOf(request, request.params.collection);
      const { before, items } = await read(request, category, { 'match[id]': request.params.object });
      const versions = [
        ...before.map(({ object }) => String(object.modified ?? object.created)),
        ...items.map(({ modifiedAt }) => modifiedAt),
      ];
      if (versions.length === 0) throw new TaxiiError(404, 'There is no such object');
      return send(reply, { versions });
    },
  );
};
