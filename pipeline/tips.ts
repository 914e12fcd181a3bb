import { Fingerprint } from '#classifiers/near-duplicates/fingerprint.ts';
import { bands, minhash } from '#classifiers/near-duplicates/minhash.ts';
import { sameFingerprint } from '#classifiers/near-duplicates/same-content.ts';
import { tipCase } from '#core/case-state.ts';
import { WeirError } from '#core/errors.ts';
import { saidBy } from '#core/picture.ts';
import { readsByRecipe, type Source } from '#core/source.ts';
import type { Tip } from '#core/tip.ts';
import { followTip, type TipFinding } from '#core/tip-state.ts';
import { hostPorts } from '#crawlers/crawl.ts';
import { caseIdOf } from './analyse.ts';
import { isOverdue, keepIn, postOf } from './collect.ts';
import { type PipelineContext, systemActor } from './context.ts';
import type { Outcome } from './jobs.ts';
import { publishCase } from './publish.ts';

/** Words that are too few are in many texts. */
const LEAST_TEXT = 60;

/** The ways in which one page is written. */
const spellings = (url: string): string[] => {
  const { href } = new URL(url);
  return [...new Set([url, href, href.replace(/\/$/, ''), `${href.replace(/\/$/, '')}/`])];
};

/** Clusters of texts that the tip quotes whole. */
const clustersOfText = async (text: string, { store }: PipelineContext): Promise<string[]> => {
  if (text.length < LEAST_TEXT) return [];
  const print = new Fingerprint(text);
  const candidates = await store.posts.candidates(bands(minhash(text)), 100);
  return candidates
    .filter(({ text: said, pictures = [] }) =>
      sameFingerprint(print, new Fingerprint(saidBy({ text: said, pictures }).text)),
    )
    .map(({ clusterId }) => clusterId);
};

/** The source on whose hosts an address lies, if it may be visited now. */
const sourceOf = async (url: string, { store, clock }: PipelineContext): Promise<Source | null> => {
  const { protocol, hostname, port } = new URL(url);
  const host = `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;
  const now = clock.now().toISOString();
  const sources = await store.sources.list();
  return (
    sources.find((source) => !source.paused && !isOverdue(source, now) && hostPorts(source.hosts).has(host)) ?? null
  );
};

const find = async (tip: Tip, context: PipelineContext): Promise<TipFinding & { source?: Source }> => {
  const { store } = context;
  const at = await store.tips.clustersAt(spellings(tip.url));
  const clusters = [...at.filter((cluster) => cluster !== null), ...(await clustersOfText(tip.text, context))];
  for (const cluster of clusters) {
    const subject = await store.cases.get(caseIdOf(cluster));
    if (subject !== null) return { kind: 'case', caseId: subject.id };
  }
  // Scored and in no case: the policy did not flag it. Not scored yet: the next look tells.
  if (at.some((cluster) => cluster !== null)) return { kind: 'not_flagged' };
  const source = await sourceOf(tip.url, context);
  return source === null ? { kind: 'no_source' } : { kind: 'on_source', sourceId: source.id, source };
};

const PAGE_REQUESTS = 3;

/**
 * Visits the one page of a tip, by the rules of its source: allow-list, robots.txt, politeness, evidence first. Where the source is
 * read through an interface or a list, a page has no address there; then the source itself is visited now.
 */
const visit = async (tip: Tip, source: Source, context: PipelineContext): Promise<void> => {
  const { store, clock, queues } = context;
  const recipe = source.recipes?.[0];
  if (!readsByRecipe(source.adapter) || recipe === undefined) {
    await queues.enqueue('crawl', { sourceId: source.id });
    return;
  }
  const { follow: _, next: __, ...onePage } = recipe;
  const asked: Source = {
    ...source,
    adapter: 'page',
    addresses: [tip.url],
    recipes: [{ ...onePage, maxPages: 1 }],
    maxRequestsPerPoll: Math.min(source.maxRequestsPerPoll, PAGE_REQUESTS),
  };
  const result = await context.collector.poll(asked, {}, { keep: keepIn(store) });
  const at = clock.now().toISOString();
  const { created } = await store.posts.indexBatch(result.items.map((item) => postOf(item, source, at, context)));
  const shows = new Set(result.items.filter((item) => (item.images?.length ?? 0) > 0).map((item) => item.url));
  const unread = (await store.posts.getMany(created)).filter((post) => !shows.has(post.url));
  if (unread.length > 0) await queues.enqueue('analyse', { postIds: unread.map((post) => post.id) });
};

/**
 * Looks after one tip: it joins the case of its page or text and raises its priority; a page of a source that nobody has read yet is
 * visited; anything else waits for a person. The case comes first, so that a crash in between repeats a step that changes nothing.
 */
export const followUp = async (payload: { tipId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock } = context;
  const actor = systemActor('tips');
  const tip = await store.tips.get(payload.tipId);
  if (tip === null) throw new WeirError('TIP_UNKNOWN', `There is no tip ${payload.tipId}.`, { status: 404 });
  const now = clock.now().toISOString();
  if (tip.lookAt === null || tip.lookAt > now) return 'skipped';
  const { source, ...finding } = await find(tip, context);
  if (finding.kind === 'case') {
    const { state, events } = await store.cases.change(finding.caseId, actor, (current) => tipCase(current, tip.id));
    if (events.length > 0) await publishCase(context, state);
  }
  const { events } = await store.tips.change(tip.id, actor, (current) =>
    current.lookAt === null || current.lookAt > now ? [] : followTip(current, finding, now),
  );
  // Once: what is visited again and again is the schedule's.
  if (source !== undefined && tip.looks === 0 && events.some(({ type }) => type === 'tip.visit_asked'))
    await visit(tip, source, context);
  return 'done';
};
