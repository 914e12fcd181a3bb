/** Shared items as STIX 2.1 objects (OASIS Standard of 10 June 2021). The same items give the same bytes. */
import { canonicalJson, hashOf } from '#core/hash.ts';
import { SHARING_TLP, type SharedKind } from '#core/sharing.ts';
import { uuid5 } from '#core/uuid5.ts';
import { houseNamespace, type SharedView, type Sharer } from './item.ts';

export interface StixObject {
  type: string;
  spec_version: '2.1';
  id: string;
  [property: string]: unknown;
}

/** Section 2.9: the namespace of the ids of cyber-observable objects. No other object may use it. */
const OBSERVABLE_NAMESPACE = '00abedb4-aa42-466c-9c01-fed23315a9b7';

/** Section 7.2.1.4: the TLP markings are given, with these very ids and times. */
const TLP_MARKINGS = {
  green: 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da',
  amber: 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82',
} as const;
const MARKED = [TLP_MARKINGS[SHARING_TLP]];

export const tlpMarking = (): StixObject => ({
  type: 'marking-definition',
  spec_version: '2.1',
  id: TLP_MARKINGS[SHARING_TLP],
  created: '2017-01-20T00:00:00.000Z',
  definition_type: 'tlp',
  name: `TLP:${SHARING_TLP.toUpperCase()}`,
  definition: { tlp: SHARING_TLP },
});

/** The day from which the Regulation applies: a time that is the same in every export. */
export const IDENTITY_TIME = '2022-06-07T00:00:00.000Z';

const identityId = (sharer: Sharer): string =>
  `identity--${uuid5(houseNamespace(sharer), canonicalJson({ identity: sharer.name }))}`;

/** The authority. Under another name it is another identity. */
export const identityOf = (sharer: Sharer): StixObject => ({
  type: 'identity',
  spec_version: '2.1',
  id: identityId(sharer),
  created: IDENTITY_TIME,
  modified: IDENTITY_TIME,
  name: sharer.name,
  identity_class: 'organization',
  sectors: ['government'],
});

const PATH: Record<SharedKind, string> = {
  sha256: "file:hashes.'SHA-256'",
  // Not in the vocabulary, which is open (section 10.7).
  pdq: "file:hashes.'PDQ'",
  url: 'url:value',
};

/** Section 9.2: a string constant, with backslash and quote escaped. */
const constant = (value: string): string => `'${value.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;

export const indicatorId = (item: Pick<SharedView, 'id'>): string => `indicator--${item.id}`;

export const indicatorOf = (item: SharedView, sharer: Sharer): StixObject => ({
  type: 'indicator',
  spec_version: '2.1',
  id: indicatorId(item),
  created_by_ref: identityId(sharer),
  created: item.createdAt,
  modified: item.modifiedAt,
  ...(item.revoked ? { revoked: true } : {}),
  name: `confirmed terrorist content: ${item.categories.join(', ')}`,
  description: 'Content that two people confirmed as terrorist content (article 2(7) of Regulation (EU) 2021/784).',
  labels: [...item.categories],
  pattern: `[${PATH[item.kind]} = ${constant(item.value)}]`,
  pattern_type: 'stix',
  pattern_version: '2.1',
  valid_from: item.createdAt,
  object_marking_refs: MARKED,
});

/** The characters that an address may hold for browsers and not for RFC 3986; brackets stand in the host only. */
const uriOf = (address: string): string => {
  const { origin, href } = new URL(address);
  return `${origin}${href.slice(origin.length).replace(/[\\^`{|}[\]"<>]/g, encodeURIComponent)}`;
};

/**
 * The thing itself, with the id that section 2.9 prescribes: whoever else names it gives it the same. None for a PDQ hash, which
 * strict readers of `file` objects refuse.
 */
export const observableOf = ({ kind, value }: Pick<SharedView, 'kind' | 'value'>): StixObject | null => {
  if (kind === 'pdq') return null;
  const contributing = kind === 'url' ? { value: uriOf(value) } : { hashes: { 'SHA-256': value } };
  const type = kind === 'url' ? 'url' : 'file';
  return {
    type,
    spec_version: '2.1',
    id: `${type}--${uuid5(OBSERVABLE_NAMESPACE, canonicalJson(contributing))}`,
    ...contributing,
    object_marking_refs: MARKED,
  };
};

/** What stands before the items: the marking and the authority. */
export const preludeOf = (sharer: Sharer): StixObject[] => [tlpMarking(), identityOf(sharer)];

/** What stands in a bundle for these items; of what was revoked the indicator, so that it is taken back, and not the thing. */
const objectsOf = (items: readonly SharedView[], sharer: Sharer): StixObject[] => {
  const objects = preludeOf(sharer);
  const seen = new Set<string>();
  for (const item of items) {
    objects.push(indicatorOf(item, sharer));
    if (item.revoked) continue;
    const thing = observableOf(item);
    if (thing === null || seen.has(thing.id)) continue;
    seen.add(thing.id);
    objects.push(thing);
  }
  return objects;
};

const bundleOf = (objects: readonly StixObject[], sharer: Sharer): string => {
  const id = `bundle--${uuid5(houseNamespace(sharer), hashOf(objects))}`;
  return `${JSON.stringify({ type: 'bundle', id, objects }, null, 1)}\n`;
};

export const stixBundle = (items: readonly SharedView[], sharer: Sharer): string =>
  bundleOf(objectsOf(items, sharer), sharer);

/** The same for somebody of the house, with a note that says whose copy it is (section 4.11). */
export const stixExport = (
  items: readonly SharedView[],
  sharer: Sharer,
  mark: { export: string; by: string; at: string; reason: string },
): string => {
  const note: StixObject = {
    type: 'note',
    spec_version: '2.1',
    id: `note--${uuid5(houseNamespace(sharer), mark.export)}`,
    created_by_ref: identityId(sharer),
    created: mark.at,
    modified: mark.at,
    abstract: `export ${mark.export}`,
    content: canonicalJson(mark),
    object_refs: items.length === 0 ? [identityId(sharer)] : items.map(indicatorId),
    object_marking_refs: MARKED,
  };
  return bundleOf([...objectsOf(items, sharer), note], sharer);
};
