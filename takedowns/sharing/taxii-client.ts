/** A TAXII 2.1 client: reads a collection to its end, and writes to one. Every request goes through the safe egress. */
import type { TSchema } from 'typebox';
import { WeirError } from '#core/errors.ts';
import { checker } from '#core/schema.ts';
import type { Send } from '../delivery.ts';
import type { StixObject } from './stix.ts';
import { type Collection, Collections, Discovery, Envelope, Status, TAXII_TYPE } from './taxii.ts';

export interface TaxiiClient {
  /** What stands at a discovery address (`/taxii2/`). */
  discover(url: string): Promise<Discovery>;
  collections(apiRoot: string): Promise<Collection[]>;
  /** Every object of a collection (added after a moment), last versions, page after page. */
  pull(apiRoot: string, collectionId: string, addedAfter?: string): Promise<Record<string, unknown>[]>;
  /** Writes objects; the answer may still be `pending`: ask again with `status`. */
  push(apiRoot: string, collectionId: string, objects: readonly StixObject[]): Promise<Status>;
  status(apiRoot: string, statusId: string): Promise<Status>;
}

/** Objects asked for at once: a page must fit into what the egress reads. */
const PAGE = 200;
/** A server whose pages never end is not followed for ever. */
const MOST_PAGES = 2500;

const at = (apiRoot: string, path: string): string => `${apiRoot.replace(/\/+$/, '')}/${path}`;

/**
 * @param authorization the whole header, `Bearer ...` or `Basic ...`; null where the server asks for none
 * @throws WeirError TAXII_REFUSED (status other than 2xx), TAXII_UNREADABLE (what came is no TAXII 2.1), TAXII_ENDLESS, and
 * what the egress throws
 */
export const createTaxiiClient = (send: Send, authorization: string | null): TaxiiClient => {
  const ask = async <S extends TSchema>(schema: S, url: string, body?: string): Promise<unknown> => {
    const answer = await send({
      method: body === undefined ? 'GET' : 'POST',
      url,
      headers: {
        accept: TAXII_TYPE,
        ...(authorization === null ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': TAXII_TYPE }),
      },
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status < 200 || answer.status > 299)
      throw new WeirError('TAXII_REFUSED', `${new URL(url).host} answered ${answer.status}.`, {
        status: 502,
        retry: answer.status === 429 || answer.status >= 500,
        fix:
          answer.status === 401 || answer.status === 403
            ? 'Ask the partner for a key that may read this collection.'
            : 'Check the API root and the collection with the partner.',
      });
    let message: unknown;
    try {
      message = JSON.parse(answer.body);
    } catch (cause) {
      throw new WeirError('TAXII_UNREADABLE', `${new URL(url).host} answered with something that is not JSON.`, {
        status: 502,
        fix: 'Check that the address is a TAXII 2.1 API root.',
        cause,
      });
    }
    return checker(schema, 'TAXII_UNREADABLE', 'The TAXII message')(message);
  };
  return {
    discover: async (url) => (await ask(Discovery, url)) as Discovery,
    collections: async (apiRoot) =>
      ((await ask(Collections, at(apiRoot, 'collections/'))) as { collections?: Collection[] }).collections ?? [],
    pull: async (apiRoot, collectionId, addedAfter) => {
      const url = at(apiRoot, `collections/${encodeURIComponent(collectionId)}/objects/`);
      const found: Record<string, unknown>[] = [];
      let next: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const query = new URLSearchParams({ limit: String(PAGE) });
        if (addedAfter !== undefined) query.set('added_after', addedAfter);
        if (next !== undefined) query.set('next', next);
        const { more, next: following, objects = [] } = (await ask(Envelope, `${url}?${query}`)) as Envelope;
        found.push(...objects);
        // Section 3.7: `more` without `next` cannot be followed by a client that trusts nothing else.
        if (more !== true || following === undefined) return found;
        next = following;
      }
      throw new WeirError('TAXII_ENDLESS', `The collection has more than ${MOST_PAGES * PAGE} objects.`, {
        status: 502,
        fix: 'Read it in parts, with --added-after.',
      });
    },
    push: async (apiRoot, collectionId, objects) =>
      (await ask(
        Status,
        at(apiRoot, `collections/${encodeURIComponent(collectionId)}/objects/`),
        JSON.stringify({ objects }),
      )) as Status,
    status: async (apiRoot, statusId) =>
      (await ask(Status, at(apiRoot, `status/${encodeURIComponent(statusId)}/`))) as Status,
  };
};
