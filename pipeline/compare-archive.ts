import { type KnownMatch, knownReason } from '#core/known-list.ts';
import type { Analysis } from '#core/post.ts';
import type { StoredPost } from '#store/posts.ts';
import { isReadable, placeInCase } from './analyse.ts';
import { fullText } from './cluster.ts';
import type { PipelineContext } from './context.ts';
import type { Outcome } from './jobs.ts';

/** Posts that one job looks at. */
const PAGE = 200;
/** Copies of one post that are shown with it; the rest follow when they are looked at themselves. */
const MOST_COPIES = 500;

/** How far the archive was compared, and with which lists. */
interface Progress {
  version: string;
  /** Cursor of the next page; null when all is done. */
  after: string | null;
}

/** Redis may forget it: then the archive is compared once more, which changes nothing that is there. */
const keyOf = (namespace: string): string => `${namespace}:known-compared`;

const progressOf = async ({ redis, namespace }: PipelineContext['store']): Promise<Progress | null> => {
  const kept = await redis.get(keyOf(namespace));
  return kept === null ? null : (JSON.parse(kept) as Progress);
};

/** Where the comparison goes on; null where none is due: lists are as they were, or one of them cannot be read. */
const nextPage = async ({
  store,
  known,
}: Pick<PipelineContext, 'store' | 'known'>): Promise<{ after: string | null } | null> => {
  await known.refresh();
  const { version, size } = known;
  if (version === '') return null;
  const progress = await progressOf(store);
  // What was never compared and has nothing to be compared with need not be gone through.
  if (progress === null && size === 0) return null;
  if (progress?.version !== version) return { after: null };
  return progress.after === null ? null : { after: progress.after };
};

/** Have lists changed since the archive was last compared with them? */
export const isComparisonDue = async (context: Pick<PipelineContext, 'store' | 'known'>): Promise<boolean> =>
  (await nextPage(context)) !== null;

const keyOfMatch = ({ listId, entryId }: KnownMatch): string => `${listId} ${entryId}`;

/**
 * Compares one page of the live posts that were scored before with the lists in force. What matches is shown to people with its
 * copies, as a new post would be; the scores stay, and nothing is decided. Lists that change meanwhile begin it anew.
 */
export const compareArchive = async (context: PipelineContext): Promise<Outcome> => {
  const { store, known } = context;
  const from = await nextPage(context);
  if (from === null) return 'skipped';
  const { version } = known;
  const { after } = from;
  const page = await store.posts.search({
    status: 'live',
    sort: 'oldest',
    size: PAGE,
    ...(after === null ? {} : { after }),
  });
  const posts = page.items.map(({ post }) => post);
  // A batch that is being scored may have begun with the old lists: this page is looked at when it has been written.
  const isOnItsWay = (post: StoredPost): boolean =>
    post.analysis === null && post.drill === undefined && isReadable(post);
  if (posts.some(isOnItsWay)) return 'skipped';
  const at = context.clock.now().toISOString();
  for (const post of posts) {
    if (post.analysis === null) continue;
    const named = new Set((post.analysis.assessment.known ?? []).map(keyOfMatch));
    const found = known.match(post, at).filter((match) => !named.has(keyOfMatch(match)));
    if (found.length > 0) await show(post, found, context);
  }
  const next: Progress = { version, after: page.next };
  await store.redis.set(keyOf(store.namespace), JSON.stringify(next));
  return 'done';
};

/** The post that matched, with the reason, and its copies, which are the same content. */
const show = async (post: StoredPost, found: KnownMatch[], context: PipelineContext): Promise<void> => {
  const { store } = context;
  const clusterId = post.analysis?.clusterId ?? '';
  const { items } = await store.posts.search({ clusterId, status: 'live', size: MOST_COPIES });
  const copies = items.map((item) => item.post).filter((one) => one.id !== post.id);
  for (const one of [post, ...copies]) {
    // Asked again: the search may be a second old.
    const current = await store.posts.get(one.id);
    if (current === null || current.analysis === null) continue;
    const analysis = await withMatches(current, found, one.id === post.id, context);
    if (analysis === null) continue;
    await store.posts.setAnalysis([{ id: current.id, analysis }]);
    await placeInCase(current, fullText(current), analysis, context);
  }
};

const withMatches = async (
  post: StoredPost,
  found: readonly KnownMatch[],
  isOwn: boolean,
  { store, assessor }: PipelineContext,
): Promise<Analysis | null> => {
  if (post.analysis === null) return null;
  const { sample: _sample, margin: _margin, ...analysis } = post.analysis;
  const before = analysis.assessment.known ?? [];
  const named = new Set(before.map(keyOfMatch));
  const added = found.filter((match) => !named.has(keyOfMatch(match)));
  if (added.length === 0) return null;
  const known = [...before, ...added];
  const { assessment } = analysis;
  // Of what nobody was shown nothing was explained.
  const spans =
    assessment.spans.length > 0 ? assessment.spans : await assessor.explain(fullText(post), assessment.lang);
  return {
    ...analysis,
    vector: (await store.posts.vectors([post.id]))[0] ?? [],
    flagged: true,
    assessment: { ...assessment, spans, known, ...(isOwn ? { routingReason: knownReason(known) } : {}) },
  };
};
