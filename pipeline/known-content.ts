import { buildKnownIndex, type KnownIndex, type LoadedList } from '#classifiers/known/match.ts';
import { isWeirError } from '#core/errors.ts';
import { hashOf } from '#core/hash.ts';
import type { KnownEntry, KnownList, KnownMatch } from '#core/known-list.ts';
import { saidBy } from '#core/picture.ts';
import type { Post } from '#core/post.ts';
import { exactText } from '#core/sharing.ts';
import type { Store } from '#store/store.ts';

/** The lists in force. What somebody imports or recalls counts from the next refresh on. */
export interface KnownContent {
  /** Reads the register again, and the entries of lists that are new. */
  refresh(): Promise<void>;
  /** Tells what the last refresh read from what any other reads; empty while a list cannot be read. */
  readonly version: string;
  /** Entries in force. */
  readonly size: number;
  /** Entries that a post matches, before the model is asked. It decides nothing. */
  match(post: Post, at: string): KnownMatch[];
}

export const createKnownContent = (
  store: Pick<Store, 'lists' | 'evidence'>,
  log: { warn(fields: object, message: string): void },
): KnownContent => {
  let version = '';
  let index: KnownIndex = buildKnownIndex([]);
  /** Entries by their hash: what is content-addressed never changes. */
  let loaded = new Map<string, readonly KnownEntry[]>();
  const entriesOf = async (list: KnownList): Promise<readonly KnownEntry[] | null> => {
    const known = loaded.get(list.entriesHash);
    if (known !== undefined) return known;
    try {
      return JSON.parse((await store.evidence.get(list.entriesHash)).toString('utf8')) as KnownEntry[];
    } catch (error) {
      if (!isWeirError(error, 'EVIDENCE_UNKNOWN') && !isWeirError(error, 'EVIDENCE_CORRUPT')) throw error;
      // One list whose entries were lost must not keep every post from being scored; it is tried again each time.
      log.warn({ list: list.id, error: error.message }, 'the entries of a list cannot be read; it matches nothing');
      return null;
    }
  };
  return {
    get version() {
      return version;
    },
    get size() {
      return index.size;
    },
    refresh: async () => {
      const lists = await store.lists.list();
      const now = hashOf(lists);
      if (now === version) return;
      const entries = new Map<string, readonly KnownEntry[]>();
      const all: LoadedList[] = [];
      for (const list of lists) {
        const known = await entriesOf(list);
        if (known === null) continue;
        entries.set(list.entriesHash, known);
        all.push({ list, entries: known });
      }
      index = buildKnownIndex(all);
      loaded = entries;
      version = all.length === lists.length ? now : '';
    },
    match: (post, at) => {
      const { title, text, url, pictures = [] } = post;
      const said = saidBy(post).text;
      const titled = title === undefined ? [] : [`${title}\n${text}`];
      const read = pictures.flatMap((picture) => (picture.text === null ? [] : [picture.text]));
      // As houses like this one pass a text on (core/sharing.ts).
      const shared = exactText(saidBy({ ...(title === undefined ? {} : { title }), text }).text);
      return index.match({ texts: [text, text.trim(), ...titled, ...read, shared], said, url, pictures, at });
    },
  };
};
