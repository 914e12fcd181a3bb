/** A note of an analyst on a post: about what it says, never about a person. Nothing of it is changed; its author may withdraw it. */
import { type Static, Type } from 'typebox';
import { WeirError } from './errors.ts';
import { type DraftOf, type EventOf, requireNext } from './event.ts';
import { Id, Sha256, Strict, Timestamp } from './schema.ts';

export const AnnotationText = Type.String({ minLength: 1, maxLength: 2000 });
export const WithdrawalReason = Type.String({ minLength: 3, maxLength: 300 });

export const Annotation = Strict({
  id: Id,
  seq: Type.Integer({ minimum: 1 }),
  postId: Sha256,
  by: Id,
  at: Timestamp,
  /** Null once it was withdrawn: that there was one stays to be seen. */
  text: Type.Union([AnnotationText, Type.Null()]),
  withdrawn: Type.Union([Strict({ at: Timestamp, reason: WithdrawalReason }), Type.Null()]),
});
export type Annotation = Static<typeof Annotation>;

export interface AnnotationEvents {
  'annotation.written': { postId: string; text: string };
  'annotation.withdrawn': { reason: string };
}
export type AnnotationEvent = EventOf<AnnotationEvents>;
export type AnnotationDraft = DraftOf<AnnotationEvents>;

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveAnnotation = (before: Annotation | null, event: AnnotationEvent): Annotation => {
  requireNext(event, before);
  const { seq, at } = event;
  if (event.type === 'annotation.written')
    return { id: event.subject.id, seq, ...event.data, by: event.actor.id, at, withdrawn: null };
  if (before === null) throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the note.`);
  return { ...before, seq, text: null, withdrawn: { at, reason: event.data.reason } };
};

/** @throws ANNOTATION_NOT_YOURS (403) */
export const withdrawAnnotation = (state: Annotation, personId: string, reason: string): AnnotationDraft[] => {
  if (state.by !== personId)
    throw new WeirError('ANNOTATION_NOT_YOURS', 'Only its author withdraws a note.', {
      status: 403,
      fix: 'Write a note of your own beside it.',
    });
  return state.withdrawn === null ? [{ type: 'annotation.withdrawn', data: { reason } }] : [];
};
