import { type Static, Type } from 'typebox';
import { addMilliseconds } from './clock.ts';
import type { ErrorDetail } from './errors.ts';
import { canonicalJson } from './hash.ts';
import { Strict } from './schema.ts';
import { readsByRecipe, Source } from './source.ts';

const { approvedBy: _by, approvedAt: _at, paused: _paused, retentionDays: _days, ...written } = Source.properties;

/** What a person writes of a source. Who approved it and when, and whether it rests, the house writes itself. */
export const AllowListEntry = Strict({
  ...written,
  legalBasis: Type.String({ minLength: 3, maxLength: 2000 }),
  purpose: Type.String({ minLength: 3, maxLength: 2000 }),
  owner: Type.String({ minLength: 1, maxLength: 128 }),
  /** Days that posts and captures are kept where nothing asks for them longer. */
  retentionDays: Type.Integer({ minimum: 1, maximum: 3650 }),
});
export type AllowListEntry = Static<typeof AllowListEntry>;
export type EntryField = keyof AllowListEntry;

/** The part of a source that a person wrote; a source from before there was a retention has none. */
export const entryOf = (source: Source): Omit<AllowListEntry, 'retentionDays'> & { retentionDays?: number } => {
  const { approvedBy: _approvedBy, approvedAt: _approvedAt, paused: _rests, ...entry } = source;
  return entry;
};

/** Which fields say something else, by name. */
export const changedFields = (before: object, after: object): EntryField[] => {
  const old = before as Partial<Record<EntryField, unknown>>;
  const now = after as Partial<Record<EntryField, unknown>>;
  const names = Object.keys({ ...old, ...now }) as EntryField[];
  return names.filter((name) => canonicalJson(old[name] ?? null) !== canonicalJson(now[name] ?? null)).sort();
};

/**
 * What a second person has to see: where the house goes, on what ground, in whose name, for how long, and how long it keeps what
 * it finds. The rest is the daily work of whoever looks after a source.
 */
export const SECOND_PERSON_FIELDS: readonly EntryField[] = [
  'adapter',
  'addresses',
  'hosts',
  'legalBasis',
  'operatorId',
  'owner',
  'purpose',
  'retentionDays',
  'reviewBy',
];

/** A review may be so far ahead, in days: a year, and a few days so that it can fall on a working day. */
export const LONGEST_REVIEW_DAYS = 372;
const DAY = 86_400_000;

const SECRET_PARAMETER = /^(access|auth|api)?[-_]?(key|token|secret|sig|signature|password|passwd|pwd|session|sid)$/i;
const SECRET_WORDS =
  /\b(bearer\s+[\w.~+/-]{8,}|(password|passwd|secret|api[-_ ]?key|access[-_ ]?token)\s*[=:]\s*\S{3,})/i;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

interface Fault extends ErrorDetail {
  location: string;
}

const addressFaults = (address: string, hosts: readonly string[], location: string): Fault[] => {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return [
      {
        location,
        rule: 'not_address',
        message: 'is not an address',
        fix: 'Write it as a browser shows it, with https://.',
      },
    ];
  }
  if (url.username !== '' || url.password !== '')
    return [
      {
        location,
        rule: 'credentials',
        message: 'carries a user name or password',
        fix: 'Take it out. Weir does not sign in anywhere, and an entry is read by many.',
      },
    ];
  const secret = [...url.searchParams.keys()].find((name) => SECRET_PARAMETER.test(name));
  if (secret !== undefined)
    return [
      {
        location,
        rule: 'credentials',
        message: `carries a secret in ${secret}`,
        fix: 'Only what anybody can open belongs on the list.',
      },
    ];
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const isStandard = port === '80' || port === '443';
  if (hosts.includes(`${url.hostname}:${port}`) || (isStandard && hosts.includes(url.hostname))) return [];
  const host = isStandard ? url.hostname : `${url.hostname}:${port}`;
  return [
    {
      location,
      rule: 'off_hosts',
      message: `lies on ${host}, which is not among the hosts`,
      fix: `Add ${host} to the hosts.`,
    },
  ];
};

const textsOf = (value: unknown, location: string): { location: string; text: string }[] => {
  if (typeof value === 'string') return [{ location, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${location}/${key}`));
};

/**
 * What the shape alone does not say: every fault with its place (a JSON pointer under `root`) and what to write instead.
 * `now` is an RFC 3339 time.
 */
export const entryFaults = (entry: AllowListEntry, now: string, root = ''): Fault[] => {
  const { adapter, addresses, hosts, recipes = [], reviewBy } = entry;
  const faults: Fault[] = addresses.flatMap((address, index) =>
    addresses.indexOf(address) === index
      ? addressFaults(address, hosts, `${root}/addresses/${index}`)
      : [
          {
            location: `${root}/addresses/${index}`,
            rule: 'twice',
            message: 'stands there twice',
            fix: 'Remove one of them.',
          },
        ],
  );
  if (readsByRecipe(adapter) && recipes.length !== 1 && recipes.length !== addresses.length)
    faults.push({
      location: `${root}/recipes`,
      rule: 'recipe_count',
      message: `has ${recipes.length} recipes for ${addresses.length} addresses`,
      fix: 'Give one recipe for all addresses, or one for each.',
    });
  if (!readsByRecipe(adapter) && recipes.length > 0)
    faults.push({
      location: `${root}/recipes`,
      rule: 'recipe_count',
      message: `is for the adapters page and sitemap, not for ${adapter}`,
      fix: 'Remove the recipes.',
    });
  if (reviewBy <= now)
    faults.push({
      location: `${root}/reviewBy`,
      rule: 'review_past',
      message: 'is over already',
      fix: 'Choose the day on which a person looks at this source again.',
    });
  else if (reviewBy > addMilliseconds(now, LONGEST_REVIEW_DAYS * DAY))
    faults.push({
      location: `${root}/reviewBy`,
      rule: 'review_far',
      message: 'lies more than a year ahead',
      fix: 'Choose a day within a year: what is allowed is looked at again.',
    });
  for (const { location, text } of textsOf(entry, root))
    if (SECRET_WORDS.test(text) || PRIVATE_KEY.test(text))
      faults.push({
        location,
        rule: 'secret',
        message: 'seems to hold a password, key or token',
        fix: 'Take it out: an entry is read by many and kept for ever.',
      });
  return faults;
};
