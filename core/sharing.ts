/**
 * What may leave the house for partners: content that people have finally confirmed, as hashes and addresses with a category.
 * Never a text, an author, a person who decided, or the case that it came from. Pure.
 */
import { type Static, Type } from 'typebox';
import type { Case, CaseDraft } from './case.ts';
import { finalDecision } from './final-decision.ts';
import { hashOf, sha256 } from './hash.ts';
import { PDQ_LEAST_QUALITY } from './known-list.ts';
import { CATEGORIES, Category } from './labels.ts';
import { Id, Sha256, Strict, Timestamp } from './schema.ts';
import { SHARE_HOLD_KINDS, type ShareHold } from './share-marks.ts';

export const SHARED_KINDS = ['sha256', 'pdq', 'url'] as const;
export const SharedKind = Type.Enum(SHARED_KINDS);
export type SharedKind = (typeof SHARED_KINDS)[number];

/** How far what is shared may go on (TLP 1.0, as STIX 2.1 defines it): within the partner's organisation and its own clients. */
export const SHARING_TLP = 'amber';

export const KEPT_BACK = ['not_final', 'not_violating', ...SHARE_HOLD_KINDS] as const;
export type KeptBack = (typeof KEPT_BACK)[number];

/**
 * The one place where it is decided whether a case may leave the house: null when it may, and else why not. Drills and
 * investigations are among the holds; a flag of another kind belongs here too.
 */
export const whyKeptBack = (state: Case): KeptBack | null => {
  if (state.drill !== undefined) return 'drill';
  if (state.shareHold !== undefined && state.shareHold !== null) return state.shareHold.kind;
  const decision = finalDecision(state);
  if (decision === null) return 'not_final';
  return decision.categories.length === 0 ? 'not_violating' : null;
};

export interface ShareableItem {
  kind: SharedKind;
  value: string;
}
export interface Shareable {
  items: ShareableItem[];
  /** As the decision in force names them, in the order of the label guide. */
  categories: Category[];
}

/** The hash of a shorter text would be found on harmless posts too. In UTF-16 units. */
const LEAST_TEXT = 20;

/** The one spelling of a text whose SHA-256 is passed on: NFC, lines ended by LF, nothing blank at either end. */
export const exactText = (text: string): string => text.normalize('NFC').replace(/\r\n?/g, '\n').trim();

/** The text of the case without what was read in its pictures. */
const ownText = ({ title, text, pictureStretches = [] }: Case): string => {
  const end = Math.min(text.length, ...pictureStretches.map(({ start }) => start));
  const own = text.slice(0, end);
  return exactText(title === null ? own : `${title}\n${own}`);
};

/** What of a case may leave the house now; no items where nothing may. */
export const shareableOf = (state: Case): Shareable => {
  const decision = whyKeptBack(state) === null ? finalDecision(state) : null;
  if (decision === null) return { items: [], categories: [] };
  const text = ownText(state);
  const items: ShareableItem[] = text.length < LEAST_TEXT ? [] : [{ kind: 'sha256', value: sha256(text) }];
  for (const { pdq, pdqQuality } of state.pictures ?? [])
    if (pdq !== null && (pdqQuality ?? 0) >= PDQ_LEAST_QUALITY && !/^0+$/.test(pdq))
      items.push({ kind: 'pdq', value: pdq });
  for (const { url } of state.locations) if (URL.canParse(url)) items.push({ kind: 'url', value: new URL(url).href });
  const seen = new Set<string>();
  return {
    items: items.filter(({ kind, value }) => {
      const key = `${kind}\n${value}`;
      return !seen.has(key) && seen.add(key) !== undefined;
    }),
    categories: CATEGORIES.filter((category) => decision.categories.includes(category)),
  };
};

/** A fingerprint of what may leave; null where nothing may. */
export const shareableDigest = (state: Case): string | null => {
  const shareable = shareableOf(state);
  return shareable.items.length === 0 ? null : hashOf(shareable);
};

/** Whether what partners can get differs from what this case stands for. */
export const isShareDue = (state: Case): boolean => shareableDigest(state) !== (state.shared?.digest ?? null);

/** A bearer key is `weir.<partner>.<secret>`; the house keeps its hash only. */
const KEY = /^weir\.([a-z0-9][a-z0-9-]{0,63})\.[A-Za-z0-9_-]{43}$/;
export const keyOf = (partnerId: string, secret: string): string => `weir.${partnerId}.${secret}`;
export const partnerOfKey = (key: string): string | null => KEY.exec(key)?.[1] ?? null;

export const PartnerId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' });
/** Nothing of this leaves in the clear; http is for a machine that tries it out on itself, and goes no further. */
const PartnerUrl = Type.String({
  pattern: '^(https://[^\\s/@?#]+|http://(127\\.0\\.0\\.1|localhost)(:\\d+)?)(/[^\\s]*)?$',
  maxLength: 2048,
  description: 'https address without a name or password in it',
});
const Categories = Type.Array(Category, { minItems: 1, uniqueItems: true });

/** What a supervisor says of a partner. */
export const PartnerEntry = Strict({
  name: Type.String({ minLength: 1, maxLength: 120 }),
  /** The agreement or law that permits sharing with it. */
  agreement: Type.String({ minLength: 3, maxLength: 2000 }),
  /** What it may get: items of these categories, and no others. */
  categories: Categories,
  /** Where it wants to be told of what is new and of what was taken back; `categories` narrows what is new. */
  webhook: Type.Union([Strict({ url: PartnerUrl, categories: Categories }), Type.Null()]),
  /** The TAXII 2.1 API root that we read from it, or write to. */
  apiRoot: Type.Union([PartnerUrl, Type.Null()]),
  requestsPerMinute: Type.Integer({ minimum: 1, maximum: 600 }),
  /** It gets nothing while this is true, and is still told of what was taken back. */
  suspended: Type.Boolean(),
});
export type PartnerEntry = Static<typeof PartnerEntry>;

/** An organisation that confirmed items are shared with. */
export const Partner = Strict({
  id: PartnerId,
  ...PartnerEntry.properties,
  /** SHA-256 of its key, which is 256 random bits; null while it has none. */
  keyHash: Type.Union([Sha256, Type.Null()]),
  setBy: Id,
  setAt: Timestamp,
});
export type Partner = Static<typeof Partner>;

/** Whether a partner may have something of these categories. */
export const inScope = (scope: readonly Category[], categories: readonly Category[]): boolean =>
  categories.some((category) => scope.includes(category));

/** People keep a case from partners, and take back what had left. Held already for the same reason: nothing. */
export const holdShare = (state: Case, hold: ShareHold): CaseDraft[] =>
  state.shareHold?.kind === hold.kind && state.shareHold.reason === hold.reason
    ? []
    : [{ type: 'case.share_held', data: { kind: hold.kind, reason: hold.reason } }];

export const releaseShare = (state: Case, reason: string): CaseDraft[] =>
  state.shareHold === undefined || state.shareHold === null ? [] : [{ type: 'case.share_released', data: { reason } }];

/** Partners can get now what the digest stands for. */
export const markShared = (state: Case, digest: string | null): CaseDraft[] =>
  (state.shared?.digest ?? null) === digest ? [] : [{ type: 'case.shared', data: { digest } }];
