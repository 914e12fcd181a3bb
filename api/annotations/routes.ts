import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { type Annotation, withdrawAnnotation } from '#core/annotation.ts';
import { Id, Sha256, Strict } from '#core/schema.ts';
import type { StoredPost } from '#store/posts.ts';
import type { House } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, personOf } from '../guard.ts';
import { requireReason, sightOf } from '../posts/sight.ts';
import { answers } from '../responses.ts';
import { AnnotationList, AnnotationShown, WithdrawAnnotation, WriteAnnotation } from '../schemas/collections.ts';

const PostId = Strict({ id: Sha256 });
const AnnotationId = Strict({ id: Id });

export const annotationRoutes: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['annotations'];
  const config = { permission: 'post:read' as const };

  /** How notes are shown to whoever asks; names are read once. */
  const viewFor = async (request: FastifyRequest): Promise<(one: Annotation) => AnnotationShown> => {
    const nameOf = await deps.directory.names();
    const me = personOf(request).id;
    return ({ id, at, by, text, withdrawn }) => ({ id, at, author: nameOf(by), isMine: by === me, text, withdrawn });
  };
  /** @throws NOT_FOUND */
  const postOf = async (request: FastifyRequest, id: string): Promise<StoredPost> => {
    const post = await store.posts.seenBy(sightOf(request)).get(id);
    if (post === null) throw apiError('NOT_FOUND');
    return post;
  };

  app.get(
    '/posts/:id/annotations',
    {
      config,
      schema: { tags, summary: 'Notes on a post, oldest first', params: PostId, response: answers(AnnotationList) },
    },
    async (request) => {
      const post = await postOf(request, request.params.id);
      // A note may say what the post says.
      if (post.analysis?.flagged === true) requireReason(request);
      const items = await store.annotations.ofPost(post.id);
      return { items: items.map(await viewFor(request)), total: items.length };
    },
  );

  app.post(
    '/posts/:id/annotations',
    {
      config,
      schema: {
        ...{ tags, summary: 'Write a note on what a post says', params: PostId, body: WriteAnnotation },
        response: answers(AnnotationShown),
      },
    },
    async (request) => {
      const { id: postId } = await postOf(request, request.params.id);
      const draft = { type: 'annotation.written' as const, data: { postId, text: request.body.text } };
      const { state } = await store.annotations.create(randomUUID(), draft, actorOf(request));
      return (await viewFor(request))(state);
    },
  );

  app.post(
    '/annotations/:id/withdrawal',
    {
      config,
      schema: {
        ...{ tags, summary: 'Withdraw a note of mine', params: AnnotationId, body: WithdrawAnnotation },
        response: answers(AnnotationShown),
      },
    },
    async (request) => {
      const before = await store.annotations.get(request.params.id);
      if (before === null) throw apiError('NOT_FOUND');
      await postOf(request, before.postId);
      const { state } = await store.annotations.change(before.id, actorOf(request), (one) =>
        withdrawAnnotation(one, personOf(request).id, request.body.reason),
      );
      return (await viewFor(request))(state);
    },
  );
};
