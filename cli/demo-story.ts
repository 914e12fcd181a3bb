/**
 * What the demo's people did before somebody looks: one notice and one referral are out, on cases of the fictional web. They do it over
 * the API as everybody does, each under their own name, so that nothing is there that could not have come about.
 */
import { setTimeout as rest } from 'node:timers/promises';
import type { CaseDetail, CaseList } from '#api/schemas/cases.ts';
import type { NoticeDetail, NoticeList } from '#api/schemas/notices.ts';
import { WeirError } from '#core/errors.ts';
import type { NoticeForm } from '#core/notice.ts';
import { DEMO_PASSWORD } from '#fixtures/seed.ts';

interface Part {
  operatorId: string;
  /** With which the post begins that it is about. */
  words: string;
  form: NoticeForm;
}

const STORY: readonly Part[] = [
  {
    operatorId: 'operator-lanternfish',
    words: 'raise a glass to the man who shot up',
    form: {
      instrument: 'dsa-notice',
      reasons:
        'The item celebrates a shooting of people at a hearing and wishes for more of the same. It names no other purpose, and nothing around it reports on the shooting.',
      goodFaith: true,
    },
  },
  {
    operatorId: 'operator-papertrail',
    words: 'I watched the film of the bombing again tonight',
    form: {
      instrument: 'referral',
      reasons:
        'The item praises a bombing and calls for its repetition, bridge after bridge. We ask you to look at it by your own terms.',
      termsClause: 'House rules, part 4: praise of violence against people',
      termsUrl: null,
    },
  },
];

interface Person {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
}

/** Signs in as one of the demo's people. */
const signIn = async (url: string, login: string): Promise<Person> => {
  const call = async <T>(method: string, path: string, headers: Record<string, string>, body?: object) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new WeirError('DEMO_STORY', `${login} could not do ${path}: ${answer.status} ${await answer.text()}`);
    return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', json: (await answer.json()) as T };
  };
  const session = await call<{ csrfToken: string }>('POST', '/session', {}, { login, password: DEMO_PASSWORD });
  const headers = { cookie: session.cookie, 'x-csrf-token': session.json.csrfToken };
  return {
    get: async (path) => (await call<never>('GET', path, headers)).json,
    post: async (path, body) => (await call<never>('POST', path, headers, body)).json,
  };
};

const EXEMPTION = {
  ...{ education: false, journalism: false, art: false, research: false, counterSpeech: false, publicDebate: false },
  explanation: 'Nothing around the text reports on it, discusses it or warns of it.',
};

/** Asks until there is something, or nobody wants to know any more. */
const until = async <T>(signal: AbortSignal, ask: () => Promise<T | null>): Promise<T | null> => {
  while (!signal.aborted) {
    const found = await ask();
    if (found !== null) return found;
    await rest(1000, undefined, { signal }).catch(() => undefined);
  }
  return null;
};

const tellPart = async (url: string, { operatorId, words, form }: Part, signal: AbortSignal): Promise<boolean> => {
  const [mei, jonas, lea, nadia] = await Promise.all(['mei', 'jonas', 'lea', 'nadia'].map((one) => signIn(url, one)));
  if (mei === undefined || jonas === undefined || lea === undefined || nadia === undefined) return false;
  const subject = await until(signal, async () => {
    const { items } = await mei.get<CaseList>(`/cases?states=open&operatorId=${operatorId}&size=100`);
    return items.find(({ excerpt, lease }) => excerpt.includes(words) && lease === null) ?? null;
  });
  if (subject === null) return false;
  const claimed = await mei.post<CaseDetail>(`/cases/${subject.id}/claim`);
  await mei.post(`/cases/${subject.id}/decisions`, {
    revision: claimed.case.revision,
    decision: {
      ...{ outcome: 'violating', categories: ['glorification'], legalBasis: 'tco-art-3', exemption: EXEMPTION },
      reason: 'It praises an attack on people so that others repeat it.',
      contentHash: claimed.case.contentHash,
    },
  });
  // The time to undo passes as for everybody.
  const held = await until(signal, async () => {
    const detail = await jonas.get<CaseDetail>(`/cases/${subject.id}`);
    return detail.case.holdUntil === null ? detail : null;
  });
  if (held === null) return false;
  const { revision, contentHash } = held.case;
  await jonas.post(`/cases/${subject.id}/countersignature`, { revision, contentHash });
  const { notice } = await lea.post<NoticeDetail>('/notices', { caseId: subject.id, operatorId, form });
  await nadia.post(`/notices/${notice.id}/signature`, { seq: notice.seq });
  return true;
};

/**
 * Tells the story once to an installation that has no notices yet; a house that stops meanwhile ends it.
 * @returns how many of its parts were told
 */
export const tellDemoStory = async (url: string, signal: AbortSignal): Promise<number> => {
  const lea = await signIn(url, 'lea');
  const known = await lea.get<NoticeList>('/notices?size=1');
  if (known.total > 0) return 0;
  const told = await Promise.all(STORY.map((part) => tellPart(url, part, signal)));
  return told.filter(Boolean).length;
};
