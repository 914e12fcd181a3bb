import type { AllowListEntry, PageRecipe, SourceItem } from '#api/schemas/sources.ts';

export const RECIPE_FIELDS = ['id', 'url', 'text', 'title', 'author', 'time', 'thread', 'images'] as const;
export type RecipeField = (typeof RECIPE_FIELDS)[number];

/** What stands in the fields of the recipe editor. An empty selector leaves a field out, or means the item itself. */
export interface RecipeDraft {
  item: string;
  fields: Record<RecipeField, { selector: string; attr: string }>;
  follow: string;
  next: { selector: string; attr: string };
  render: PageRecipe['render'];
  waitFor: string;
  maxPages: string;
  revisitSeconds: string;
  timeZone: string;
}

/** What stands in the fields of the form. Lists stand one to a line. */
export interface SourceDraft {
  id: string;
  name: string;
  adapter: AllowListEntry['adapter'];
  addresses: string;
  hosts: string;
  operatorId: string;
  languages: string;
  every: string;
  delay: string;
  requests: string;
  /** In minutes; both empty: the pause stays as it stands. */
  fastest: string;
  slowest: string;
  /** Of a day; empty: no limit. */
  requestsPerDay: string;
  megabytesPerDay: string;
  hostRequestsPerDay: string;
  legalBasis: string;
  purpose: string;
  owner: string;
  retentionDays: string;
  /** A day, as the date field writes it. */
  reviewBy: string;
  /** One for all addresses, or one for each. */
  recipes: RecipeDraft[];
  reason: string;
}

const EMPTY_FIELD = { selector: '', attr: '' };
const REQUIRED: readonly RecipeField[] = ['id', 'url', 'text'];

export const emptyRecipe = (): RecipeDraft => ({
  item: '',
  fields: Object.fromEntries(RECIPE_FIELDS.map((name) => [name, { ...EMPTY_FIELD }])) as RecipeDraft['fields'],
  follow: '',
  next: { selector: '', attr: 'href' },
  render: 'http',
  waitFor: '',
  maxPages: '5',
  revisitSeconds: '',
  timeZone: '',
});

export const recipeDraftOf = (recipe: PageRecipe): RecipeDraft => ({
  item: recipe.item,
  fields: Object.fromEntries(
    RECIPE_FIELDS.map((name) => [name, { selector: recipe[name]?.selector ?? '', attr: recipe[name]?.attr ?? '' }]),
  ) as RecipeDraft['fields'],
  follow: recipe.follow ?? '',
  next: { selector: recipe.next?.selector ?? '', attr: recipe.next?.attr ?? 'href' },
  render: recipe.render,
  waitFor: recipe.waitFor ?? '',
  maxPages: String(recipe.maxPages),
  revisitSeconds: recipe.revisitSeconds === undefined ? '' : String(recipe.revisitSeconds),
  timeZone: recipe.timeZone ?? '',
});

type Field = PageRecipe['id'];
const fieldOf = ({ selector, attr }: { selector: string; attr: string }): Field => ({
  selector: selector.trim(),
  ...(attr.trim() === '' ? {} : { attr: attr.trim() }),
});
const isGiven = ({ selector, attr }: { selector: string; attr: string }): boolean =>
  selector.trim() !== '' || attr.trim() !== '';

/** A number as typed; what is no number is left to the server, which names its place. */
const numeric = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

export const recipeOf = ({ fields, next, ...draft }: RecipeDraft): PageRecipe => ({
  item: draft.item.trim(),
  ...(Object.fromEntries(
    RECIPE_FIELDS.filter((name) => REQUIRED.includes(name) || isGiven(fields[name])).map((name) => [
      name,
      fieldOf(fields[name]),
    ]),
  ) as Pick<PageRecipe, 'id' | 'url' | 'text'>),
  ...(draft.follow.trim() === '' ? {} : { follow: draft.follow.trim() }),
  ...(next.selector.trim() === '' ? {} : { next: fieldOf(next) }),
  render: draft.render,
  ...(draft.render === 'http' || draft.waitFor.trim() === '' ? {} : { waitFor: draft.waitFor.trim() }),
  maxPages: numeric(draft.maxPages),
  ...(draft.revisitSeconds.trim() === '' ? {} : { revisitSeconds: numeric(draft.revisitSeconds) }),
  ...(draft.timeZone.trim() === '' ? {} : { timeZone: draft.timeZone.trim() }),
});

const lines = (text: string): string[] => text.split(/[\s,]+/).filter((line) => line !== '');

/** The day from which on a person must have looked again, half a year ahead. */
const dayAhead = (now: number, days: number): string => new Date(now + days * 86_400_000).toISOString().slice(0, 10);

/** Adapters that read pages by a recipe. */
export const hasRecipes = (adapter: SourceDraft['adapter']): boolean => adapter === 'page' || adapter === 'sitemap';

export const emptySource = (now: number, owner: string): SourceDraft => ({
  ...{ id: '', name: '', adapter: 'page', addresses: '', hosts: '', operatorId: '', languages: 'en' },
  ...{ every: '15', delay: '2', requests: '60', legalBasis: '', purpose: '', owner, retentionDays: '180' },
  ...{ fastest: '', slowest: '', requestsPerDay: '', megabytesPerDay: '', hostRequestsPerDay: '' },
  ...{ reviewBy: dayAhead(now, 180), recipes: [emptyRecipe()], reason: '' },
});

/** What is to be changed: the proposal where one waits, else what is in force. */
export const sourceDraftOf = (item: Pick<SourceItem, 'source' | 'proposal'>): SourceDraft | null => {
  const entry = item.proposal?.entry ?? item.source;
  if (entry === null) return null;
  return {
    id: entry.id,
    name: entry.name,
    adapter: entry.adapter,
    addresses: entry.addresses.join('\n'),
    hosts: entry.hosts.join('\n'),
    operatorId: entry.operatorId,
    languages: entry.languages.join(' '),
    every: String(entry.everySeconds / 60),
    delay: String(entry.delayMilliseconds / 1000),
    requests: String(entry.maxRequestsPerPoll),
    fastest: typed(entry.pace?.fastestSeconds, 60),
    slowest: typed(entry.pace?.slowestSeconds, 60),
    requestsPerDay: typed(entry.budget?.requestsPerDay),
    megabytesPerDay: typed(entry.budget?.bytesPerDay, MEGABYTE),
    hostRequestsPerDay: typed(entry.budget?.hostRequestsPerDay),
    legalBasis: entry.legalBasis,
    purpose: entry.purpose,
    owner: entry.owner,
    retentionDays: entry.retentionDays === undefined ? '' : String(entry.retentionDays),
    reviewBy: entry.reviewBy.slice(0, 10),
    recipes: entry.recipes?.map(recipeDraftOf) ?? [emptyRecipe()],
    reason: '',
  };
};

/** Empty where the entry says nothing. */
const typed = (value: number | undefined, unit = 1): string => (value === undefined ? '' : String(value / unit));
const MEGABYTE = 1e6;

const paceOf = ({ fastest, slowest }: SourceDraft): Pick<AllowListEntry, 'pace'> => {
  if (fastest.trim() === '' && slowest.trim() === '') return {};
  const seconds = (minutes: string): number => Math.round(numeric(minutes) * 60);
  return { pace: { fastestSeconds: seconds(fastest), slowestSeconds: seconds(slowest) } };
};

const budgetOf = (draft: SourceDraft): Pick<AllowListEntry, 'budget'> => {
  const part = (name: keyof NonNullable<AllowListEntry['budget']>, text: string, unit = 1) =>
    text.trim() === '' ? {} : { [name]: Math.round(numeric(text) * unit) };
  const budget = {
    ...part('requestsPerDay', draft.requestsPerDay),
    ...part('bytesPerDay', draft.megabytesPerDay, MEGABYTE),
    ...part('hostRequestsPerDay', draft.hostRequestsPerDay),
  };
  return Object.keys(budget).length === 0 ? {} : { budget };
};

/**
 * The entry that the fields describe. `before`: what the entry said, so that a day that nobody touched keeps its hour. What the
 * form let through wrongly, the server refuses by its place.
 */
export const entryOfDraft = (draft: SourceDraft, before?: Pick<AllowListEntry, 'reviewBy'> | null): AllowListEntry => ({
  id: draft.id.trim(),
  name: draft.name.trim(),
  adapter: draft.adapter,
  addresses: lines(draft.addresses),
  hosts: lines(draft.hosts),
  operatorId: draft.operatorId.trim(),
  languages: lines(draft.languages),
  ...(hasRecipes(draft.adapter) ? { recipes: draft.recipes.map(recipeOf) } : {}),
  everySeconds: Math.round(numeric(draft.every) * 60),
  delayMilliseconds: Math.round(numeric(draft.delay) * 1000),
  maxRequestsPerPoll: numeric(draft.requests),
  ...paceOf(draft),
  ...budgetOf(draft),
  legalBasis: draft.legalBasis.trim(),
  purpose: draft.purpose.trim(),
  owner: draft.owner,
  retentionDays: numeric(draft.retentionDays),
  reviewBy:
    before?.reviewBy.slice(0, 10) === draft.reviewBy
      ? before.reviewBy
      : `${draft.reviewBy || '0000-00-00'}T00:00:00.000Z`,
});

/** The hosts that the addresses lie on, as the allow-list writes them. */
export const hostsOf = (addresses: string): string[] => [
  ...new Set(
    lines(addresses).flatMap((address) => {
      try {
        return [new URL(address).host];
      } catch {
        return [];
      }
    }),
  ),
];

/** An id of the letters that one may have. */
export const idOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 64);

interface Fault {
  location: string;
  message: string;
  fix?: string;
  rule?: string;
}

/** The faults that stand at a field or within it; `location` is a JSON pointer under `/entry`. */
export const faultsAt = (faults: readonly Fault[], field: string): Fault[] =>
  faults.filter(({ location }) => location === field || location.startsWith(`${field}/`));
