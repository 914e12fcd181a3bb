/** Notices and referrals as they went, and beside them a plain list of what happened: figures are checked against the list. */
import type { Category } from '#core/labels.ts';
import type { Instrument, NoticeDraft } from '#core/notice.ts';
import {
  answerNotice,
  attemptNotice,
  markUnanswered,
  noticeSent,
  signNotice,
  withdrawNotice,
} from '#core/notice-state.ts';
import type { NoticeAnswer } from '#core/notice-wire.ts';
import { aNoticeDecision, aStatement, noticeDrafted } from '#core/test-notices.ts';
import { machine, person } from '#store/test-records.ts';
import type { ApiHouse } from './api-house.ts';

export interface SeededNotice {
  id: string;
  instrument: Instrument;
  lang: string;
  category: Category;
  drill: boolean;
  /** Null: it never left. */
  leftAt: string | null;
  /** From leaving to the first answer that says what was decided. */
  seconds: number | null;
  reply: 'acted' | 'not_acted' | null;
  overdue: boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STORIES = [
  'acted',
  'refused',
  'silent',
  'statement of reasons',
  'refused, then acted',
  'waiting',
  'words only',
  'late',
  'taken back',
  'taken back late',
  'answered before its receipt',
  'draft',
  'under way',
  'drill',
  'acted',
  'refused',
] as const;
const INSTRUMENTS = ['dsa-notice', 'dsa-notice', 'referral'] as const;
const LANGUAGES = ['en', 'zh'] as const;
const CATEGORIES = ['recruitment', 'threat'] as const;
/** These are left alone until the time to answer is over. */
const SLOW: readonly string[] = ['silent', 'late', 'taken back late'];

/** One each twelve hours from the time of the clock on, and then fifteen days in which the slow ones are waited for. */
export const seedNotices = async (house: ApiHouse): Promise<SeededNotice[]> => {
  const { store, clock } = house;
  const all: (SeededNotice & { story: string })[] = [];
  const now = (): string => clock.now().toISOString();
  const change = (id: string, who: typeof machine, next: Parameters<typeof store.notices.change>[2]) =>
    store.notices.change(id, who, next);
  const answered = async (seeded: SeededNotice, answer: Partial<NoticeAnswer>, reply: SeededNotice['reply']) => {
    const { id, leftAt } = seeded;
    await change(id, { kind: 'operator', id: 'ferry' }, (state): NoticeDraft[] =>
      answerNotice(state, { ...answer, reference: state.reference } as NoticeAnswer, { via: 'signed', at: now() }),
    );
    if (reply === null || leftAt === null) return;
    seeded.seconds ??= (Date.parse(now()) - Date.parse(leftAt)) / 1000;
    seeded.reply = reply;
  };
  const refused = aNoticeDecision({ outcome: 'not_acted', actedAt: null, explanation: 'It reports on the group.' });
  const send = async (n: number, story: string, instrument: Instrument): Promise<void> => {
    const lang = LANGUAGES[n % LANGUAGES.length] ?? 'en';
    const category = CATEGORIES[Math.floor(n / 2) % CATEGORIES.length] ?? 'threat';
    const id = `notice-${n}`;
    const reference = `IE-2026-N${n}`;
    const drafted = noticeDrafted(instrument, { reference, caseId: `case-noticed-${n}` });
    const drill = story === 'drill' ? { drill: 'drill-of-the-test' } : {};
    const seeded = {
      ...{ id, story, instrument, lang, category, drill: story === 'drill' },
      ...({ leftAt: null, seconds: null, reply: null, overdue: false } as Pick<
        SeededNotice,
        'leftAt' | 'seconds' | 'reply' | 'overdue'
      >),
    };
    all.push(seeded);
    await store.notices.create(
      id,
      { ...drafted, data: { ...drafted.data, ...drill, about: { lang, category } } },
      person('lena'),
    );
    if (story === 'draft') return;
    const { state } = await change(id, person('sven'), (draft) =>
      signNotice(draft, {
        ...{ actor: person('sven'), at: now(), document: draft.document, undoMilliseconds: 0, seenSeq: draft.seq },
      }),
    );
    clock.advance(60_000);
    await change(id, machine, () => attemptNotice(state, now()));
    if (story === 'under way') return;
    seeded.leftAt = now();
    if (story === 'answered before its receipt') {
      clock.advance(2 * HOUR);
      await answered(seeded, aNoticeDecision(), 'acted');
      return;
    }
    await change(id, machine, (sending) => noticeSent(sending, { reference, receiptId: `r-${n}`, receivedAt: now() }));
    clock.advance((1 + (n % 5)) * HOUR);
    if (story === 'acted' || story === 'drill') await answered(seeded, aNoticeDecision(), 'acted');
    if (story.startsWith('refused')) await answered(seeded, refused, 'not_acted');
    if (story === 'statement of reasons')
      await answered(
        seeded,
        { form: 'dsa-statement', version: 1, statement: aStatement(), answeredAt: now() },
        'acted',
      );
    if (story === 'words only')
      await answered(seeded, { form: 'text', version: 1, text: 'We are looking at it.', answeredAt: now() }, null);
    if (story === 'refused, then acted') {
      clock.advance(HOUR);
      await answered(seeded, aNoticeDecision(), 'acted');
    }
    if (story === 'taken back')
      await change(id, person('lena'), (sent) => withdrawNotice(sent, { reason: 'The wrong page.', at: now() }));
  };
  // An order under article 9 is no notice: it stands in no figure.
  await send(STORIES.length, 'acted', 'dsa-order');
  for (const [n, story] of STORIES.entries()) {
    clock.advance(12 * HOUR);
    await send(n, story, INSTRUMENTS[n % INSTRUMENTS.length] ?? 'dsa-notice');
  }
  clock.advance(15 * DAY);
  for (const seeded of all.filter(({ story }) => SLOW.includes(story))) {
    await change(seeded.id, machine, (state) => markUnanswered(state, now()));
    seeded.overdue = true;
    if (seeded.story === 'late') await answered(seeded, aNoticeDecision(), 'acted');
    if (seeded.story === 'taken back late')
      await change(seeded.id, person('lena'), (state) => withdrawNotice(state, { reason: 'It is gone.', at: now() }));
  }
  // What waits has waited too long by now, and the house has not said so yet: it counts when it has.
  return all.map(({ story: _, ...seeded }) => seeded);
};
