/** An entry of the operators' directory as a form holds it: every field a text. */
import type { OperatorEntry } from '#api/schemas/operators.ts';

export const MANUAL_WAYS = ['post', 'fax', 'portal', 'in-person'] as const;

export interface OperatorDraft {
  id: string;
  name: string;
  platforms: string;
  languages: string;
  contactPoint: string;
  establishedIn: string;
  representative: string;
  representativeIn: string;
  channel: 'https' | 'email' | (typeof MANUAL_WAYS)[number];
  /** By channel: of the endpoint, of the mailbox, or where to bring it. */
  address: string;
  keyId: string;
  publicKeyPem: string;
}

export const EMPTY_OPERATOR: OperatorDraft = {
  ...{ id: '', name: '', platforms: '', languages: '', contactPoint: '', establishedIn: '', representative: '' },
  ...{ representativeIn: '', channel: 'https', address: '', keyId: '', publicKeyPem: '' },
};

export const addressOf = (channel: OperatorEntry['channel']): string => {
  switch (channel.kind) {
    case 'https':
      return channel.ordersUrl;
    case 'email':
      return channel.address;
    case 'manual':
      return channel.directions;
  }
};

export const draftOf = (entry: OperatorEntry): OperatorDraft => ({
  ...{ id: entry.id, name: entry.name, platforms: entry.platforms.join('; '), languages: entry.languages.join(', ') },
  ...{ contactPoint: entry.contactPoint, establishedIn: entry.establishedIn },
  ...{
    representative: entry.legalRepresentative?.name ?? '',
    representativeIn: entry.legalRepresentative?.country ?? '',
  },
  channel: entry.channel.kind === 'manual' ? entry.channel.way : entry.channel.kind,
  address: addressOf(entry.channel),
  ...{ keyId: entry.key?.id ?? '', publicKeyPem: entry.key?.publicKeyPem ?? '' },
});

const several = (text: string, between: RegExp): string[] => [
  ...new Set(
    text
      .split(between)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
];

export const entryOf = (draft: OperatorDraft): OperatorEntry => {
  const { channel } = draft;
  const address = draft.address.trim();
  return {
    ...{ id: draft.id.trim(), name: draft.name.trim(), platforms: several(draft.platforms, /;/) },
    ...{ contactPoint: draft.contactPoint.trim(), languages: several(draft.languages, /[\s,;]+/) },
    establishedIn: draft.establishedIn.trim(),
    legalRepresentative:
      draft.representative.trim() === ''
        ? null
        : { name: draft.representative.trim(), country: draft.representativeIn.trim() },
    channel:
      channel === 'https'
        ? { kind: 'https', ordersUrl: address }
        : channel === 'email'
          ? { kind: 'email', address }
          : { kind: 'manual', way: channel, directions: address },
    key:
      draft.publicKeyPem.trim() === ''
        ? null
        : { id: draft.keyId.trim(), publicKeyPem: `${draft.publicKeyPem.trim()}\n` },
  };
};

/** What stands in a field, for people to compare. */
export const shownField = (entry: OperatorEntry | null, field: keyof OperatorEntry): string => {
  if (entry === null) return '';
  switch (field) {
    case 'channel':
      return `${entry.channel.kind === 'manual' ? entry.channel.way : entry.channel.kind}: ${addressOf(entry.channel)}`;
    case 'key':
      return entry.key === null ? '' : `${entry.key.id}\n${entry.key.publicKeyPem}`;
    case 'legalRepresentative':
      return entry.legalRepresentative === null
        ? ''
        : `${entry.legalRepresentative.name} (${entry.legalRepresentative.country})`;
    case 'platforms':
    case 'languages':
      return entry[field].join('; ');
    default:
      return entry[field];
  }
};
