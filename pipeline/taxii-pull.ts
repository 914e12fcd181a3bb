import { parseList } from '#classifiers/known/formats/parse-list.ts';
import { isWeirError, WeirError } from '#core/errors.ts';
import { hashOf } from '#core/hash.ts';
import { URL_NAMESPACE, uuid5 } from '#core/uuid5.ts';
import type { Store } from '#store/store.ts';
import type { TaxiiClient } from '#takedowns/sharing/taxii-client.ts';
import { type ImportReport, importList } from './known-lists.ts';

export interface Pulled {
  report: ImportReport;
  /** Indicators that compare what no post can be compared with, or are broken: left out. */
  unreadable: number;
}

const bundleOf = (objects: readonly unknown[], seed: string): Uint8Array =>
  Buffer.from(
    JSON.stringify({ type: 'bundle', id: `bundle--${uuid5(URL_NAMESPACE, seed)}`, objects }, null, 1),
    'utf8',
  );

const isReadable = (object: Record<string, unknown>): boolean => {
  if (object.revoked === true) return true;
  try {
    parseList(bundleOf([object], 'one'), 'stix');
    return true;
  } catch (error) {
    if (isWeirError(error, 'LIST_INVALID')) return false;
    throw error;
  }
};

/** Of each object the version that was changed last. */
const latest = (objects: readonly Record<string, unknown>[]): Record<string, unknown>[] => {
  const byId = new Map<string, Record<string, unknown>>();
  for (const object of objects) {
    const known = byId.get(String(object.id));
    if (known === undefined || String(known.modified ?? '') <= String(object.modified ?? ''))
      byId.set(String(object.id), object);
  }
  return [...byId.values()];
};

/**
 * Reads a collection of another TAXII server into a list of known content, which names where it came from. The objects lie in
 * the evidence store as they came. What the list named before and the collection no longer has, or has revoked, is gone.
 * @throws WeirError TAXII_EMPTY (409) where nothing in it can be compared with a post; what client and import throw
 */
export const pullIntoList = async (
  store: Pick<Store, 'lists' | 'evidence' | 'clock'>,
  client: TaxiiClient,
  asked: {
    apiRoot: string;
    collectionId: string;
    list: { id: string; name: string; sharing: string };
    partnerName: string;
    importedBy: string;
    addedAfter?: string | undefined;
  },
): Promise<Pulled> => {
  const { apiRoot, collectionId, list, partnerName, importedBy, addedAfter } = asked;
  const found = latest(await client.pull(apiRoot, collectionId, addedAfter));
  const indicators = found.filter((object) => object.type === 'indicator');
  const readable = new Set(indicators.filter(isReadable));
  const kept = found.filter((object) => object.type !== 'indicator' || readable.has(object));
  if (![...readable].some((object) => object.revoked !== true))
    throw new WeirError('TAXII_EMPTY', 'Nothing in this collection can be compared with a post.', {
      status: 409,
      fix: `A list that was pulled before stays as it is; weir lists recall ${list.id} --all takes it back.`,
    });
  const report = await importList(store, {
    ...list,
    source: `${partnerName}, TAXII ${apiRoot} collection ${collectionId}`.slice(0, 200),
    ...{ format: 'stix', importedBy, file: bundleOf(kept, hashOf(kept)) },
  });
  return { report, unreadable: indicators.length - readable.size };
};
