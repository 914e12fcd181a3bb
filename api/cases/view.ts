import type { Case } from '#core/case.ts';
import { currentDecision, isDrillShown } from '#core/case-state.ts';
import { type Account, may } from '#core/roles.ts';
import type { Store } from '#store/store.ts';
import type { House } from '../dependencies.ts';
import type { CaseDetail, CaseSummary, Lease } from '../schemas/cases.ts';
import { caseActions } from './actions.ts';
import { leasesOf } from './leases.ts';
import { readableBy } from './readable.ts';

const EXCERPT = 160;

/** The beginning of a text, cut between characters. */
export const excerptOf = (text: string, length: number = EXCERPT): string => {
  // Only what can be in it is taken apart: a text may be megabytes long.
  const characters = [...text.slice(0, 2 * length + 2)];
  return characters.slice(0, length).join('') + (characters.length > length ? '…' : '');
};

/** One row of the list. Who may list cases and not read them sees no text. */
export const summaryOf = (subject: Case, person: Account, lease: Lease | null): CaseSummary => ({
  id: subject.id,
  state: subject.state,
  revision: subject.revision,
  lang: subject.lang,
  leading: subject.assessment.leading,
  violating: subject.assessment.violating,
  priority: subject.priority,
  imminentThreat: subject.imminentThreat,
  purpose: subject.purpose ?? 'flagged',
  excerpt: readableBy(person, [subject]).length === 1 ? excerptOf(subject.text) : '',
  locations: subject.locations.length,
  platforms: [...new Set(subject.locations.map((location) => location.platform))],
  openedAt: subject.openedAt,
  updatedAt: subject.updatedAt,
  holdUntil: subject.holdUntil,
  decidedBy: currentDecision(subject)?.reviewer ?? null,
  lease,
});

const peopleIn = (subject: Case): (string | null)[] => [
  ...subject.decisions.map((decision) => decision.reviewer),
  subject.countersignature?.by ?? null,
  ...subject.notes.map((note) => note.actor.id),
  ...(subject.questions ?? []).flatMap(({ by, to, answer }) => [by, to, answer?.by ?? null]),
  ...(subject.readings ?? []).map(({ by }) => by),
  ...(subject.coaching ?? []).flatMap(({ by, to }) => [by, to]),
  subject.handedOver?.to ?? null,
  subject.handedOver?.by ?? null,
];

/** What stood around the text: the conversation of its first location, oldest first, each item in its newest version. */
const threadOf = async (store: Store, subject: Case): Promise<CaseDetail['thread']> => {
  const first = subject.locations[0];
  if (first === undefined) return [];
  const [post] = await store.posts.getMany([first.postId]);
  if (post?.thread === undefined) return [];
  const mine = new Set(subject.locations.map((location) => location.postId));
  return (
    (await store.posts.byThread(post.thread))
      // The number of a conversation means something within its source only.
      .filter((one) => one.sourceId === post.sourceId && (one.status !== 'superseded' || mine.has(one.id)))
      .map((one) => ({
        postId: one.id,
        publishedAt: one.publishedAt,
        text: one.text,
        current: mine.has(one.id),
      }))
  );
};

/** The case as people see it while the mark of a drill would sway them. */
const unmarked = ({ drill: _, ...subject }: Case): Case => subject;

/**
 * A word of coaching is between two people. Second readings and golden items show only to those who look after quality, so that
 * nobody who is to read the case without knowing learns what others said.
 */
const visibleTo = ({ coaching, readings, golden, ...subject }: Case, person: Account): Case => {
  const words = (coaching ?? []).filter(({ by, to }) => by === person.id || to === person.id);
  return {
    ...subject,
    ...(words.length === 0 ? {} : { coaching: words }),
    ...(may(person.roles, 'quality:read')
      ? { ...(readings === undefined ? {} : { readings }), ...(golden === undefined ? {} : { golden }) }
      : {}),
  };
};

/** A case with everything that its page shows. */
export const detailOf = async (house: House, subject: Case, person: Account): Promise<CaseDetail> => {
  const { store, directory } = house;
  const now = store.clock.now().toISOString();
  const shown = visibleTo(isDrillShown(subject) ? subject : unmarked(subject), person);
  const [leases, people, operators, thread] = await Promise.all([
    leasesOf(house, [subject.id], person.id),
    directory.people(peopleIn(shown)),
    directory.operators(subject.locations.map((location) => location.operatorId)),
    threadOf(store, subject),
  ]);
  const lease = leases.get(subject.id) ?? null;
  return {
    case: shown,
    lease,
    actions: caseActions(subject, person, lease, now),
    people,
    operators: [...operators.values()],
    thread,
  };
};
