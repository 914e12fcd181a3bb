import { leadingCategory } from '#core/policy.ts';
import { caseIdOf } from '#pipeline/analyse.ts';
import { highlightsOf, type SearchText } from '#pipeline/search-text.ts';
import type { PostReader } from '#store/post-reader.ts';
import type { StoredPost } from '#store/posts.ts';
import type { House } from '../dependencies.ts';
import type { PostDetail, PostHit } from '../schemas/posts.ts';

const CLUSTER = 100;

/** One row of the archive; `marks`: what of the question is marked in it. */
export const hitOf = (stored: StoredPost, marks: SearchText | null): PostHit => {
  const { analysis, ...post } = stored;
  const highlights = marks === null ? [] : highlightsOf(post.text, analysis?.assessment.lang ?? post.lang, marks);
  const flagged = analysis?.flagged ?? false;
  return {
    post,
    highlights,
    flagged,
    violating: analysis?.assessment.violating ?? null,
    leading: analysis === null ? null : leadingCategory(analysis.assessment.categories),
    clusterId: analysis?.clusterId ?? null,
    caseId: analysis !== null && flagged ? caseIdOf(analysis.clusterId) : null,
  };
};

/** A post with its versions and with the posts that say the same. */
export const postDetail = async (
  { store, directory }: House,
  reader: PostReader,
  stored: StoredPost,
): Promise<PostDetail> => {
  const { analysis, ...post } = stored;
  const [versions, cluster, subject, operators] = await Promise.all([
    reader.byItem(post.itemId),
    analysis === null ? null : reader.search({ clusterId: analysis.clusterId, sort: 'oldest', size: CLUSTER }),
    analysis === null ? null : store.cases.get(caseIdOf(analysis.clusterId)),
    directory.operators([post.operatorId]),
  ]);
  return {
    post,
    assessment: analysis?.assessment ?? null,
    clusterId: analysis?.clusterId ?? null,
    caseId: subject?.id ?? null,
    operator: operators.get(post.operatorId) ?? { id: post.operatorId, name: post.operatorId },
    versions: versions.map(({ id, collectedAt, text }) => ({ id, collectedAt, text })),
    cluster: (cluster?.items ?? []).map(({ post: { id, url, platform, publishedAt, status } }) => ({
      id,
      url,
      platform,
      publishedAt,
      status,
    })),
  };
};
