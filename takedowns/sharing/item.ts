import type { SharedItem } from '#core/shared-item.ts';
import { URL_NAMESPACE, uuid5 } from '#core/uuid5.ts';

/** What partners see of an item: no case, nobody who decided. */
export type SharedView = Pick<
  SharedItem,
  'id' | 'kind' | 'value' | 'categories' | 'createdAt' | 'modifiedAt' | 'revoked'
>;

/** Who shares. The address makes the ids, so it must stay what it is. */
export interface Sharer {
  publicUrl: string;
  /** Of the authority. */
  name: string;
}

/** The namespace of every UUIDv5 of this house that STIX does not give one for. */
export const houseNamespace = ({ publicUrl }: Pick<Sharer, 'publicUrl'>): string => uuid5(URL_NAMESPACE, publicUrl);

/** The id of the n-th generation of an item. */
export const itemId = (
  sharer: Pick<Sharer, 'publicUrl'>,
  item: Pick<SharedItem, 'kind' | 'value'>,
  generation: number,
): string => uuid5(houseNamespace(sharer), `item\n${item.kind}\n${generation}\n${item.value}`);
