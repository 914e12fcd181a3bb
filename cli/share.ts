import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { WeirError } from '#core/errors.ts';
import type { Partner } from '#core/sharing.ts';
import { exportFor, itemsFor, shareAllDue } from '#pipeline/sharing.ts';
import { pullIntoList } from '#pipeline/taxii-pull.ts';
import { type Config, loadConfig } from '#services/config.ts';
import { runningServices } from '#services/services.ts';
import type { Store } from '#store/store.ts';
import { EXPORT_FORMATS, type ExportFormat } from '#takedowns/sharing/export.ts';
import type { Sharer } from '#takedowns/sharing/item.ts';
import { indicatorOf, preludeOf } from '#takedowns/sharing/stix.ts';
import { createTaxiiClient, type TaxiiClient } from '#takedowns/sharing/taxii-client.ts';
import { answerable } from './answerable.ts';
import { loadAuthority } from './authority.ts';
import { openHouse, publicUrlOf } from './open.ts';
import { openWayOut } from './way-out.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const refuse = (code: string, message: string, fix: string): never => {
  throw new WeirError(code, message, { status: 400, fix });
};

const withHouse = async (work: (store: Store, config: Config) => Promise<void>): Promise<void> => {
  const config = await runningServices(loadConfig());
  const store = await openHouse(config);
  try {
    await store.migrate();
    await work(store, config);
  } finally {
    await store.close();
  }
};

/** @throws WeirError SHARE_NOT_ALLOWED (403) */
const sharedBy = (store: Store, login: string): Promise<string> =>
  answerable(store, login, 'sharing:manage', 'SHARE_NOT_ALLOWED');

const sharerOf = (config: Config): Sharer => {
  const authority = loadAuthority(config);
  if (authority === null)
    return refuse('SHARING_NOT_POSSIBLE', 'Nobody has written down which authority this is.', 'Write authority.json.');
  return { publicUrl: publicUrlOf(config), name: authority.name };
};

const partnerOf = async (store: Store, id: string): Promise<Partner> =>
  (await store.partners.get(id)) ??
  refuse('PARTNER_UNKNOWN', `There is no partner ${id}.`, 'weir share partners shows what there is.');

/** A file for a partner, on standard output where no file is named. */
export const shareExport = async (
  partnerId: string,
  options: { format: string; by: string; out?: string },
): Promise<void> => {
  const { format, by, out } = options;
  if (!(EXPORT_FORMATS as readonly string[]).includes(format))
    refuse(
      'SHARE_FORMAT',
      `${format} is not a format that is written.`,
      `Give --format ${EXPORT_FORMATS.join(' or ')}.`,
    );
  await withHouse(async (store, config) => {
    const actor = { kind: 'human' as const, id: await sharedBy(store, by) };
    const partner = await partnerOf(store, partnerId);
    const asked = { partner, format: format as ExportFormat, actor, newId: randomUUID };
    const { text, items } = await exportFor(store, sharerOf(config), asked);
    if (out === undefined) process.stdout.write(text);
    else {
      writeFileSync(out, text, { mode: 0o600 });
      say(`${out}: ${items} items for ${partner.name}; it is kept that they were given`);
    }
  });
};

export const sharePartners = async (): Promise<void> =>
  withHouse(async (store) => {
    const partners = await store.partners.list();
    if (partners.length === 0) say('There are no partners.');
    for (const partner of partners) {
      const { id, name, categories, keyHash, webhook, apiRoot, suspended, agreement, setBy, setAt } = partner;
      say(`${id}: ${name}${suspended ? ' (suspended)' : ''}`);
      say(`  ${categories.join(', ')}; ${agreement}`);
      say(`  ${keyHash === null ? 'no key' : 'has a key'}; set by ${setBy} at ${setAt}`);
      if (webhook !== null) say(`  told at ${webhook.url}: ${webhook.categories.join(', ')}`);
      if (apiRoot !== null) say(`  read from ${apiRoot}`);
      const dead = await store.handovers.list({ partnerId: id, states: ['dead'], size: 20 });
      if (dead.total > 0) say(`  ALARM: ${dead.total} messages were given up`);
      for (const one of dead.items) say(`    ${one.id}: ${one.notice}, ${one.items.length} items, ${one.lastError}`);
    }
  });

/** What a key file holds: a whole header, or a bearer key alone. */
const authorizationFrom = (file: string | undefined): string | null => {
  if (file === undefined) return null;
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^(Basic|Bearer) /.test(text) ? text : `Bearer ${text}`;
  } catch (cause) {
    throw new WeirError('SHARE_KEY_FILE', `The file ${file} cannot be read.`, {
      status: 400,
      fix: 'Give the path of the file with the key that the partner gave you.',
      cause,
    });
  }
};

const clientFor = async (
  config: Config,
  store: Store,
  partner: Partner,
  keyFile: string | undefined,
): Promise<{ client: TaxiiClient; apiRoot: string }> => {
  const apiRoot =
    partner.apiRoot ??
    refuse('PARTNER_WITHOUT_TAXII', `${partner.name} has no API root.`, 'A supervisor enters it with the partner.');
  const { send } = await openWayOut(config, store);
  return { client: createTaxiiClient(send, authorizationFrom(keyFile)), apiRoot };
};

/** Reads a collection of a partner into a list of known content; without one, names its collections. */
export const sharePull = async (
  partnerId: string,
  collectionId: string | undefined,
  options: { by: string; keyFile?: string; list?: string; sharing?: string; addedAfter?: string },
): Promise<void> =>
  withHouse(async (store, config) => {
    const { by, keyFile, list, sharing = 'TLP:AMBER', addedAfter } = options;
    const importedBy = await sharedBy(store, by);
    const partner = await partnerOf(store, partnerId);
    const { client, apiRoot } = await clientFor(config, store, partner, keyFile);
    if (collectionId === undefined) {
      for (const one of await client.collections(apiRoot))
        say(
          `${one.id}: ${one.title}${one.can_read ? '' : ' (not for reading)'}${one.can_write ? ', can be written' : ''}`,
        );
      return;
    }
    const id = list ?? `taxii-${partnerId}`.slice(0, 64);
    const { report, unreadable } = await pullIntoList(store, client, {
      ...{ apiRoot, collectionId, partnerName: partner.name, importedBy, addedAfter },
      list: { id, name: `${partner.name}, ${collectionId}`.slice(0, 120), sharing },
    });
    say(`${id}: ${report.changed ? `${report.added} new, ${report.removed} gone` : 'the same as before'}`);
    if (unreadable > 0) say(`  ${unreadable} indicators compare what no post can be compared with: left out`);
  });

const IN_REQUEST = 100;

/** Writes what a partner may have to a collection of its own server. */
export const sharePush = async (
  partnerId: string,
  collectionId: string,
  options: { by: string; keyFile?: string },
): Promise<void> =>
  withHouse(async (store, config) => {
    const actor = { kind: 'human' as const, id: await sharedBy(store, options.by) };
    const partner = await partnerOf(store, partnerId);
    const sharer = sharerOf(config);
    const { client, apiRoot } = await clientFor(config, store, partner, options.keyFile);
    await shareAllDue(store, sharer);
    const items = await itemsFor(store, partner, { channel: 'push', actor, newId: randomUUID });
    const objects = [...preludeOf(sharer), ...items.map((item) => indicatorOf(item, sharer))];
    for (let from = 0; from < objects.length; from += IN_REQUEST) {
      const status = await client.push(apiRoot, collectionId, objects.slice(from, from + IN_REQUEST));
      say(
        `${status.status}: ${status.success_count} taken, ${status.failure_count} refused, ${status.pending_count} pending`,
      );
    }
  });
