import type { PictureReader } from '#classifiers/pictures/reader.ts';
import { PICTURE_LIMITS } from '#classifiers/pictures/reader.ts';
import { IMAGES_READ, type ImageLink, type Picture } from '#core/picture.ts';
import { SKIP_REASONS, type SkipReason } from '#core/skip.ts';
import type { Source } from '#core/source.ts';
import { isOverdue } from './collect.ts';
import type { PipelineContext } from './context.ts';
import type { Outcome } from './jobs.ts';

/** So long after a post was collected its host may hold us back before its images are given up. */
const GIVE_UP_MILLISECONDS = 10 * 60_000;

const REASONS: Record<string, SkipReason | undefined> = Object.fromEntries(
  SKIP_REASONS.map((reason) => [reason, reason]),
);

type Failure = NonNullable<Picture['failure']>;

const untouched = ({ url, alt }: ImageLink, at: string, failure: Failure): Picture => ({
  url,
  ...(alt === undefined ? {} : { alt }),
  ...{ captureId: null, sha256: null, format: null, width: null, height: null },
  ...{ pdq: null, pdqQuality: null, text: null, failure, readAt: at },
});

/** Fetches and reads one image; null when its host asks for patience and there is still time. */
const readImage = async (
  image: ImageLink,
  source: Source,
  reader: PictureReader,
  context: PipelineContext,
  isLastCall: boolean,
): Promise<Picture | null> => {
  const at = context.clock.now().toISOString();
  const fetched = await context.collector.image(image.url, source, { maxBytes: PICTURE_LIMITS.bytes });
  if (fetched.kind === 'later')
    return isLastCall ? untouched(image, at, { step: 'fetch', code: 'held_back', reason: fetched.detail }) : null;
  if (fetched.kind === 'refused')
    return untouched(image, at, { step: 'fetch', code: fetched.reason, reason: fetched.detail });
  const { capture, bytes } = fetched;
  // Evidence first: what is said of a picture can be looked at again.
  const captureId = await context.store.evidence.putCapture(capture);
  const { facts, text, failure } = await reader.read(bytes);
  return {
    ...untouched(image, at, { step: 'decode', code: '', reason: '' }),
    ...{ captureId, sha256: capture.manifest.files.find(({ path }) => path === 'body')?.sha256 ?? null },
    ...(facts ?? {}),
    ...{ text, failure },
  };
};

/** A picture that was not had stands among what its source did not take; one that could not be read was taken. */
const skipOf = ({ url, failure }: Picture): { url: string; reason: SkipReason; detail: string }[] => {
  if (failure?.step !== 'fetch') return [];
  const reason = { held_back: 'delay' as const, ...REASONS }[failure.code];
  return reason === undefined ? [] : [{ url, reason, detail: `picture: ${failure.reason}` }];
};

/**
 * Looks at the images of a post: fetched like everything else, kept as evidence, hashed and read. The post waits for it with
 * its score; other posts do not. Whatever goes wrong is written on the picture, and the post goes on.
 */
export const readPictures = async (payload: { postId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock, pictures: reader } = context;
  const post = await store.posts.get(payload.postId);
  const images = post?.images ?? [];
  if (post === null || post.pictures !== undefined || images.length === 0) return 'skipped';
  const now = clock.now();
  const at = now.toISOString();
  const source = await store.sources.get(post.sourceId);
  const isLastCall = now.getTime() - Date.parse(post.collectedAt) >= GIVE_UP_MILLISECONDS;
  const why = (): Failure | null => {
    const fetch = (code: string, reason: string): Failure => ({ step: 'fetch', code, reason });
    if (reader === null) return fetch('switched_off', 'reading pictures is switched off in this installation');
    if (source === null) return fetch('not_allowed', 'the source is not on the allow-list any more');
    if (source.paused || isOverdue(source, at)) return fetch('not_allowed', 'the source is paused or due for review');
    return null;
  };
  const refusal = why();
  const found: Picture[] = [];
  for (const [index, image] of images.entries()) {
    if (refusal !== null || reader === null || source === null)
      found.push(untouched(image, at, refusal ?? { step: 'fetch', code: 'switched_off', reason: '' }));
    else if (index >= IMAGES_READ) {
      const reason = `only the first ${IMAGES_READ} images of a post are read`;
      found.push(untouched(image, at, { step: 'fetch', code: 'too_many', reason }));
    } else {
      const picture = await readImage(image, source, reader, context, isLastCall);
      // The sweeper asks again.
      if (picture === null) return 'skipped';
      found.push(picture);
    }
  }
  await store.posts.setPictures(post.id, found);
  await store.sourceSkips.add(post.sourceId, found.flatMap(skipOf), clock.now().toISOString());
  await context.queues.enqueue('analyse', { postIds: [post.id] });
  return 'done';
};
