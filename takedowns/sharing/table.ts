/** Shared items in the forms beside STIX. What was revoked is left out where the form has no word for it. */
import type { SharedKind } from '#core/sharing.ts';
import type { SharedView } from './item.ts';

/** RFC 4180, section 2. */
const field = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
export const csvTable = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
const live = (items: readonly SharedView[]): SharedView[] => items.filter(({ revoked }) => !revoked);

/** Our own CSV, as `weir lists import --format csv` reads it; the note holds the categories. */
export const sharedCsv = (items: readonly SharedView[]): string =>
  csvTable([
    ['kind', 'value', 'id', 'note'],
    ...live(items).map(({ kind, value, id, categories }) => [kind, value, id, categories.join(' ')]),
  ]);

/** Signal types of python-threatexchange; it has none for the SHA-256 of a text. */
const SIGNAL_TYPE: Partial<Record<SharedKind, string>> = { pdq: 'pdq', url: 'url' };

/** The CSV that python-threatexchange writes (`dataset --print-signals --csv`, facebook/ThreatExchange at commit baefb4ed). */
export const signalExchangeCsv = (items: readonly SharedView[], collaboration: string): string =>
  csvTable([
    ['signal_type', 'signal_str', 'collab', 'category', 'tags'],
    ...live(items).flatMap(({ kind, value, categories }) => {
      const type = SIGNAL_TYPE[kind];
      return type === undefined ? [] : [[type, value, collaboration, 'POSITIVE_CLASS', categories.join(' ')]];
    }),
  ]);

/** Types of indicators of the ThreatExchange API. */
const INDICATOR_TYPE: Record<SharedKind, string> = { sha256: 'HASH_SHA256', pdq: 'HASH_PDQ', url: 'URI' };
const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);

/**
 * The hash list of the ThreatExchange API as its clients keep it: one `threat_updates` record for each item
 * (`ThreatUpdateJSON` of python-threatexchange at commit 0e909f87). What was revoked is there with `should_delete`.
 */
export const threatUpdates = (items: readonly SharedView[], owner: { name: string }): string => {
  const data = items.map(({ id, kind, value, categories, createdAt, modifiedAt, revoked }) => ({
    // Ids are numbers there: the first 60 bits of ours.
    id: BigInt(`0x${id.replaceAll('-', '').slice(0, 15)}`).toString(),
    indicator: value,
    type: INDICATOR_TYPE[kind],
    creation_time: seconds(createdAt),
    last_updated: seconds(modifiedAt),
    should_delete: revoked,
    tags: [...categories],
    ...(revoked
      ? {}
      : {
          status: 'MALICIOUS',
          descriptors: {
            data: [{ owner: { name: owner.name }, status: 'MALICIOUS', share_level: 'AMBER', tags: [...categories] }],
          },
        }),
  }));
  return `${JSON.stringify({ data }, null, 1)}\n`;
};
