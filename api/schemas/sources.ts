import { type Static, Type } from 'typebox';
import { AllowListEntry } from '#core/allow-list-entry.ts';
import { Reason } from '#core/proposal.ts';
import { HttpUrl, Id, Strict, Timestamp } from '#core/schema.ts';
import { KeptSkip, SKIP_REASONS } from '#core/skip.ts';
import { ADAPTERS, PageRecipe, Source, SourceStatus } from '#core/source.ts';
import { SOURCE_ACTIONS, SourceProposal, SourceRecord, SourceState } from '#core/source-record.ts';
import { Next, PageQuery } from './envelope.ts';
import { PublicAccount } from './session.ts';

export type { SourceState };
export { AllowListEntry, PageRecipe, SourceProposal };

const Count = Type.Integer({ minimum: 0 });
const Nullable = <S extends typeof Timestamp | typeof Id>(schema: S) => Type.Union([schema, Type.Null()]);

// What an adapter keeps between two visits is nobody's reading.
const { cursor: _cursor, ...shown } = SourceStatus.properties;

/** What the signed-in person may do with it now; the server decides, the page only shows. */
export const SourceAction = Type.Enum(SOURCE_ACTIONS);
export type SourceAction = Static<typeof SourceAction>;

/** What its posts came to. A case counts for every source that one of its addresses is on. */
export const SourceYield = Strict({
  posts: Count,
  flagged: Count,
  cases: Count,
  /** Cases that people called violating. */
  confirmed: Count,
  /** Cases whose confirmed text came up anew at this source. */
  returned: Count,
});

export const SourceItem = Strict({
  id: Id,
  /** The version that a change names. */
  version: Type.Integer({ minimum: 1 }),
  state: SourceState,
  /** What is in force; null while nobody has approved it. */
  source: Type.Union([Source, Type.Null()]),
  /** What waits for a second person; `changes` names the fields that say something else than what is in force. */
  proposal: Type.Union([Strict({ ...SourceProposal.properties, changes: Type.Array(Type.String()) }), Type.Null()]),
  pause: SourceRecord.properties.pause,
  retirement: SourceRecord.properties.retirement,
  /** Null before the first visit. */
  status: Type.Union([Strict(shown), Type.Null()]),
  /** When it is due; null where nobody visits it. */
  nextVisitAt: Nullable(Timestamp),
  /** The review date has passed: nobody visits it until a person has looked again. */
  overdue: Type.Boolean(),
  yield: SourceYield,
  actions: Type.Array(SourceAction),
});
export type SourceItem = Static<typeof SourceItem>;

const Directory = {
  /** Everybody whom a list or a record names. */
  people: Type.Array(PublicAccount),
  /** The hosting service providers that the directory knows. */
  operators: Type.Array(Strict({ id: Id, name: Type.String() })),
};

/** GET /api/v1/sources: by name. */
export const SourceList = Strict({
  items: Type.Array(SourceItem),
  /** What can be spoken with. */
  adapters: Type.Array(Source.properties.adapter),
  /** Who may look after a source. */
  owners: Type.Array(PublicAccount),
  ...Directory,
});
export type SourceList = Static<typeof SourceList>;

/** GET /api/v1/sources/:id, and the answer to every change. */
export const SourceDetail = Strict({
  ...SourceItem.properties,
  /** The last hundred acts, oldest first. */
  history: SourceRecord.properties.history,
  ...Directory,
});
export type SourceDetail = Static<typeof SourceDetail>;

export const SourcePath = Strict({ id: Id });

/** GET /api/v1/sources/:id/skips */
export const SourceSkipsQuery = Strict({ reason: Type.Optional(Type.Enum(SKIP_REASONS)), ...PageQuery });
export type SourceSkipsQuery = Static<typeof SourceSkipsQuery>;

/** The last addresses that were not taken, and why; newest first, each address and reason once. */
export const SourceSkips = Strict({
  items: Type.Array(KeptSkip),
  /** All that are kept and fit the filter. */
  total: Count,
  next: Next,
});
export type SourceSkips = Static<typeof SourceSkips>;
const version = Type.Integer({ minimum: 1, description: 'the version that the person saw' });

/** POST /api/v1/sources */
export const ProposeSource = Strict({ entry: AllowListEntry, reason: Reason });
export type ProposeSource = Static<typeof ProposeSource>;
/** PUT /api/v1/sources/:id */
export const EditSource = Strict({ version, entry: AllowListEntry, reason: Reason });
export type EditSource = Static<typeof EditSource>;
/** POST /api/v1/sources/:id/approval */
export const ApproveSource = Strict({ version, reason: Type.Optional(Reason) });
export type ApproveSource = Static<typeof ApproveSource>;
/** POST /api/v1/sources/:id/refusal */
export const RefuseSource = Strict({ version, reason: Reason });
export type RefuseSource = Static<typeof RefuseSource>;
/** POST /api/v1/sources/:id/pause */
export const PauseSource = Strict({ paused: Type.Boolean(), reason: Reason });
export type PauseSource = Static<typeof PauseSource>;
/** POST /api/v1/sources/:id/retirement */
export const RetireSource = Strict({ version, reason: Reason });
export type RetireSource = Static<typeof RetireSource>;

/** POST /api/v1/sources/try */
export const TrySource = Strict({
  adapter: Type.Enum(ADAPTERS),
  address: HttpUrl,
  /** The host of the address once more: the person confirms that it is public and that they are about to propose it. */
  confirmedHost: Type.String({ minLength: 1, maxLength: 260 }),
  /** For the adapter `page`; without one the guess is tried. */
  recipe: Type.Optional(PageRecipe),
});
export type TrySource = Static<typeof TrySource>;

const Text = Type.Union([Type.String(), Type.Null()]);
/** What one look at an address found. Nothing of it is stored. */
export const TriedSource = Strict({
  /** The page that was read; null where it was not had. */
  page: Type.Union([
    Strict({
      url: Type.String(),
      status: Type.Union([Type.Integer(), Type.Null()]),
      requests: Count,
      bytes: Count,
    }),
    Type.Null(),
  ]),
  /** Why it was not had, by the name of the reason; and when to ask again. */
  refused: Type.Union([
    Strict({ reason: Type.String(), detail: Type.String(), notBefore: Nullable(Timestamp) }),
    Type.Null(),
  ]),
  /** The first items; who wrote them is left out. */
  items: Type.Array(
    Strict({
      id: Type.String(),
      url: Type.String(),
      title: Text,
      text: Type.String(),
      publishedAt: Text,
      hasAuthor: Type.Boolean(),
      images: Count,
    }),
  ),
  /** All that were found. */
  found: Count,
  /** What each selector found: in how many of `of` items; on the page where `of` is null. */
  matches: Type.Array(
    Strict({
      field: Type.String(),
      selector: Type.String(),
      matched: Count,
      of: Type.Union([Count, Type.Null()]),
      sample: Text,
    }),
  ),
  /** What keeps it from working, or may: `code` for pages that say it in another language. */
  problems: Type.Array(Strict({ code: Type.String(), message: Type.String() })),
  /** Links that the recipe would follow, and the next page. */
  follow: Type.Array(Type.String()),
  next: Text,
  /** How the page could be read, for HTML pages. A guess, to be looked at. */
  guess: Type.Union([
    Strict({
      recipe: Type.Union([PageRecipe, Type.Null()]),
      /** The page seems to be a list: where its links are, how many, and one of the pages to try. */
      follow: Type.Union([Strict({ selector: Type.String(), links: Count, example: Type.String() }), Type.Null()]),
      needsBrowser: Type.Boolean(),
    }),
    Type.Null(),
  ]),
});
export type TriedSource = Static<typeof TriedSource>;
