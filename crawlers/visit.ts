import type { Capture } from '#core/capture.ts';
import type { Clock } from '#core/clock.ts';
import { type DayLeft, dayTurns } from '#core/day-budget.ts';
import { isWeirError, WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import type { Source } from '#core/source.ts';
import type { Browser } from './adapters/browser.ts';
import type { KeepCapture, RenderOptions, Skip, SkipReason, Visit, VisitedPage, VisitOptions } from './contract.ts';
import {
  type Egress,
  type EgressHeaders,
  type EgressResponse,
  type Exchange,
  followed,
  header,
} from './egress/egress.ts';
import { hostPort, hostPorts, readUrl } from './egress/url.ts';
import type { DayCounter } from './politeness/day-counter.ts';
import { openDayPurse } from './politeness/day-purse.ts';
import type { HostClock } from './politeness/host-clock.ts';
import { rateLimitReset, retryAfter } from './politeness/retry-after.ts';
import { waitForTurn } from './politeness/turn.ts';
import {
  afterFull,
  askedBy,
  conditionalHeaders,
  type Load,
  type Remembered,
  type ValidatorStore,
  type Validators,
} from './politeness/validators.ts';
import type { RobotsGate } from './robots/robots-gate.ts';
import { decodeText } from './text/charset.ts';
import { captureUnchanged, type Rendered, type VisitRecord, visitedPage } from './visited-page.ts';

/** What every visit goes by: the same for all sources and all adapters. */
export interface HouseRules {
  egress: Egress;
  hostClock: HostClock;
  /** What sources have cost today, against their budgets. */
  dayCounter: DayCounter;
  gate: RobotsGate;
  validators: ValidatorStore;
  clock: Clock;
  /** User-Agent and From. */
  identity: Record<string, string>;
  /** Name and version, for the manifest. */
  collector: string;
  /** A longer wait for a host ends the poll instead of occupying the worker. */
  maxWaitMilliseconds: number;
  /** After this a series ends with the visit it is at. */
  maxPollMilliseconds: number;
  /** After this long without a message a stream is asked whether that was all. */
  quietMilliseconds: number;
  browser: Browser | null;
}

const MAX_REDIRECTS = 5;
/** As much of an error's page as a notice may stand in. */
const NOTICE_BYTES = 64 * 1024;
const REDIRECTS = [301, 302, 303, 307, 308];

const REASONS: Record<string, SkipReason> = {
  EGRESS_URL_REFUSED: 'not_allowed',
  EGRESS_NOT_ALLOWED: 'not_allowed',
  EGRESS_ADDRESS_REFUSED: 'not_allowed',
  EGRESS_TOO_LARGE: 'size',
  EGRESS_ENCODING: 'type',
  EGRESS_REDIRECTS: 'dead',
  EGRESS_TIMEOUT: 'timeout',
  EGRESS_UNREACHABLE: 'dead',
  VISIT_TYPE: 'type',
  BROWSER_TIMEOUT: 'timeout',
  BROWSER_CRASHED: 'dead',
  BROWSER_TOO_LARGE: 'size',
  BROWSER_MISSING: 'refused',
};

const isAbort = (error: unknown): boolean =>
  isWeirError(error, 'EGRESS_ABORTED') || (error instanceof Error && error.name === 'AbortError');

/** One series of visits for one source: what was asked, what was refused, what is evidence. */
export interface Visitor {
  visit(url: string, options: VisitOptions): Promise<Visit>;
  /** Robots, allow-list and turn for an address that is then opened by somebody else (a stream). Null when not to be opened. */
  admit(url: string): Promise<{ robots: string; done(): Promise<void> } | null>;
  skip(url: string, reason: SkipReason, detail: string): void;
  /** The host holds us back; the series ends. */
  backOff(url: URL, headers: EgressHeaders, status: number): Promise<void>;
  /** Asks for the next series not to begin before this time. */
  postpone(at: string): void;
  /** Without their files where these were kept. */
  readonly captures: Capture[];
  /** What went wrong when one was to be kept; the series is over then. */
  readonly notKept: { error: unknown } | null;
  /** The last capture is kept, or is in `notKept`, and the last turn is given back. What the visits left under way ends here. */
  settled(): Promise<void>;
  readonly skipped: Skip[];
  /** Validators of the pages that were captured: to be kept once their bodies are stored. */
  readonly visited: { key: string; validators: Validators }[];
  readonly counts: { requests: number; bytes: number; notModified: number };
  readonly notBefore: string | null;
  readonly hosts: ReadonlySet<string>;
  /** What is left of the day's budget; null for a source without one. */
  left(): Promise<DayLeft | null>;
}

/**
 * `isUrgent`: a person or a legal clock waits for it, so that the day's budget counts it and does not hold it up. `keep`: takes each
 * capture as it is made, so that the files of a whole series are never in memory together.
 */
export const createVisitor = (
  rules: HouseRules,
  source: Source,
  signal: AbortSignal | undefined,
  { isUrgent = false, keep }: { isUrgent?: boolean; keep?: KeepCapture | undefined } = {},
): Visitor => {
  const { egress, hostClock, gate, validators, clock } = rules;
  const hosts = hostPorts(source.hosts);
  const mostPerDay = isUrgent ? undefined : source.budget?.hostRequestsPerDay;
  const purse = openDayPurse(rules.dayCounter, source, clock, !isUrgent);
  const captures: Capture[] = [];
  let notKept: Visitor['notKept'] = null;
  /** One capture at a time is kept while the visits go on; never rejects. */
  let keeping: Promise<void> = Promise.resolve();
  /** The contexts of the pages that the browser built for this series are closed. */
  let leaving: Promise<void> = Promise.resolve();
  /** The turn that was had last is given back while its answer is read; the next turn waits for it. */
  let releasing: Promise<void> = Promise.resolve();
  const skipped: Skip[] = [];
  const visited: Visitor['visited'] = [];
  const counts = { requests: 0, bytes: 0, notModified: 0 };
  const began = performance.now();
  let visits = 0;
  let held = false;
  let notBefore: string | null = null;

  const postpone = (at: string): void => {
    if (notBefore === null || at > notBefore) notBefore = at;
  };
  const read = async (bytes: number): Promise<void> => {
    counts.bytes += bytes;
    await purse.addBytes(bytes);
  };
  const later = (milliseconds: number): string => new Date(clock.now().getTime() + milliseconds).toISOString();
  const record = (url: string, reason: SkipReason, detail: string): Skip => {
    const skip = { url, reason, detail };
    skipped.push(skip);
    return skip;
  };
  const hold = (url: string, reason: SkipReason, detail: string): { kind: 'held' } => {
    held = true;
    record(url, reason, detail);
    return { kind: 'held' };
  };
  const skip = (
    url: string,
    reason: SkipReason,
    detail: string,
    status: number | null = null,
    answer?: EgressResponse,
  ): Visit => ({
    kind: 'skipped',
    skip: record(url, reason, detail),
    status,
    ...(answer === undefined
      ? {}
      : {
          answer: {
            headers: answer.headers,
            text: decodeText(answer.body.subarray(0, NOTICE_BYTES), header(answer.headers, 'content-type') ?? ''),
          },
        }),
  });

  const heldBack = (url: URL, why: string, until: string): void => {
    postpone(until);
    hold(url.href, 'delay', `${hostPort(url)} is held back (${why}) until ${until}`);
  };

  /** The host's turn, for one request; null (and the series is held) when the day's budget or the wait for it forbids it. */
  const turn = async (url: URL, delay: number): Promise<{ done(answeredWell?: boolean): Promise<void> } | null> => {
    const host = hostPort(url);
    const { maxWaitMilliseconds } = rules;
    const request = await purse.take();
    if (!request.taken) {
      postpone(request.until);
      hold(url.href, 'budget', request.detail);
      return null;
    }
    let isGranted = false;
    try {
      const [answer] = await Promise.all([
        waitForTurn(hostClock, host, delay, { maxWaitMilliseconds, mostPerDay, signal }),
        releasing,
      ]);
      isGranted = answer.granted;
      if (answer.granted) return answer;
      if (answer.why === 'budget') {
        const until = dayTurns(clock.now().toISOString());
        postpone(until);
        const detail = `${host} may be asked ${mostPerDay} times a day by all sources together; it goes on at ${until}`;
        hold(url.href, 'budget', detail);
      } else heldBack(url, answer.why, later(answer.waitMilliseconds));
    } finally {
      if (!isGranted) await request.giveBack();
    }
    return null;
  };

  const admitted = async (url: URL): Promise<{ robots: string; delay: number } | Visit> => {
    const verdict = await gate.verdict(url, {
      hosts,
      headers: rules.identity,
      signal,
      turn: (target) => turn(target, source.delayMilliseconds),
      counted: async (bytes) => {
        counts.requests += 1;
        await read(bytes);
      },
    });
    if (verdict === null) return { kind: 'held' };
    if (!verdict.allowed) return skip(url.href, 'robots', verdict.sentence);
    return { robots: verdict.sentence, delay: Math.max(source.delayMilliseconds, verdict.crawlDelay) };
  };

  const permit = (url: URL): void => {
    egress.guard.permit(hostPort(url));
    if (!hosts.has(hostPort(url))) {
      throw new WeirError('EGRESS_NOT_ALLOWED', `${hostPort(url)} is not a host of the source ${source.id}.`);
    }
  };

  const backOff = async (url: URL, headers: EgressHeaders, status: number): Promise<void> => {
    const until = await hostClock.backOff(hostPort(url), retryAfter(headers, clock.now()));
    const at = new Date(until).toISOString();
    postpone(at);
    hold(url.href, 'delay', `${hostPort(url)} answered ${status} and is left alone until ${at}`);
  };

  /** What a source has stored of a page is no reason for another source not to read it, nor its shell for what scripts build. */
  const keyOf = (url: string, isBuilt: boolean): string => `${source.id} ${isBuilt ? 'built ' : ''}${url}`;

  type Way = Pick<VisitRecord, 'requestedUrl' | 'redirects' | 'redirected'>;
  interface Found extends Pick<VisitRecord, 'answer' | 'robots' | 'remembered'> {
    /** What was found changed of what the scripts of the page load. */
    fresh?: ReadonlyMap<string, EgressResponse> | undefined;
  }
  const recordOf = (way: Way, { answer, robots, remembered }: Found): Omit<VisitRecord, 'rendered'> => ({
    ...way,
    ...{ answer, robots, remembered },
    at: clock.now().toISOString(),
    collector: rules.collector,
  });
  const captured =
    (key: string) =>
    async (capture: Capture, known: Validators | null): Promise<void> => {
      const isKept = (kept: Capture): void => {
        captures.push(kept);
        if (known !== null) visited.push({ key, validators: known });
      };
      if (keep === undefined) return isKept(capture);
      await keeping;
      // An error of the evidence is none of the page, as which the visit would take it.
      if (notKept !== null) throw notKept.error;
      keeping = keep(capture).then(
        () => isKept({ ...capture, files: new Map() }),
        (error: unknown) => {
          notKept = { error };
          held = true;
        },
      );
    };
  const page = (way: Way, found: Found, rendered: Rendered | null): VisitedPage => {
    const take = captured(keyOf(found.answer.url, rendered !== null));
    return visitedPage(source, { ...recordOf(way, found), rendered }, (capture, known) =>
      take(capture, known === null ? null : afterFull(known, found.remembered, clock.now().toISOString())),
    );
  };

  /** Null when the address may be loaded for a page, else why not. A page is one visit: what it loads waits for no turn of its own. */
  const whyNotLoaded = async (address: string): Promise<string | null> => {
    const url = readUrl(address);
    permit(url);
    const verdict = await gate.verdict(url, {
      hosts,
      headers: rules.identity,
      signal,
      turn: (asked) => turn(asked, source.delayMilliseconds),
      counted: async (bytes) => {
        counts.requests += 1;
        await read(bytes);
      },
    });
    return verdict === null ? 'no turn for robots.txt' : verdict.allowed ? null : verdict.sentence;
  };

  /**
   * Asks whether anything has changed of what the scripts of a page load, up to the first thing that has.
   * @returns null when nothing has; else what came in its place, where something came
   */
  const changedLoads = async (loads: readonly Load[]): Promise<Map<string, EgressResponse> | null> => {
    const fresh = new Map<string, EgressResponse>();
    for (const { url, accept, ...known } of loads) {
      try {
        if ((await whyNotLoaded(url)) !== null) return fresh;
        const headers = { ...rules.identity, accept, ...askedBy(known) };
        const answer = await egress.request(url, { headers, hosts, signal, maxRedirects: 0 });
        await read(answer.bytes);
        if (answer.status === 304) continue;
        if (answer.status === 429 || answer.status === 503) await backOff(new URL(url), answer.headers, answer.status);
        else if (answer.status === 200) fresh.set(url, answer);
        return fresh;
      } catch (error) {
        // Building the page says what is the matter.
        if (isAbort(error) || !isWeirError(error)) throw error;
        return fresh;
      }
    }
    return null;
  };

  /** One request, no redirect. Returns the answer, or how the visit ended. */
  const hop = async (url: URL, options: VisitOptions, way: Way): Promise<Found | Visit> => {
    permit(url);
    const admission = await admitted(url);
    if ('kind' in admission) return admission;
    if (visits >= source.maxRequestsPerPoll) {
      return hold(url.href, 'budget', `the source may make ${source.maxRequestsPerPoll} requests per poll`);
    }
    const key = keyOf(url.href, options.render !== undefined);
    // Asked while the turn is waited for: both lie behind the same line.
    const looking = options.conditional === true ? validators.get(key) : Promise.resolve(null);
    looking.catch(() => {});
    const myTurn = await turn(url, admission.delay);
    if (myTurn === null) return { kind: 'held' };
    let fresh: Found['fresh'];
    let remembered: Remembered | null;
    let sent: Record<string, string>;
    let status: number | null = null;
    let answer: EgressResponse | null = null;
    visits += 1;
    counts.requests += 1;
    try {
      remembered = await looking;
      sent = conditionalHeaders(remembered, clock.now().toISOString());
      // A page that scripts build may change while its shell does not, and so what they load is asked first.
      if (options.render !== undefined && Object.keys(sent).length > 0) {
        const changed = await changedLoads(remembered?.loads ?? []);
        if (held) return { kind: 'held' };
        if (changed !== null) [fresh, sent] = [changed, {}];
      }
      answer = await egress.request(url.href, {
        headers: { ...rules.identity, accept: options.accept, ...sent },
        hosts,
        signal,
        maxRedirects: 0,
        ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes, maxDecodedBytes: options.maxBytes }),
        onHeaders: (code, headers) => {
          status = code;
          const type = header(headers, 'content-type');
          const isRead = type === undefined ? options.typeRequired !== true : options.types.test(type);
          if (code >= 200 && code < 300 && !isRead) {
            throw new WeirError('VISIT_TYPE', `${url.href} is ${type ?? 'of no type'}, which is not read here.`);
          }
        },
      });
    } catch (error) {
      if (isAbort(error)) throw error;
      if (!isWeirError(error)) throw error;
      return skip(url.href, REASONS[error.code] ?? 'dead', error.message, status);
    } finally {
      releasing = myTurn.done(answer !== null && answer.status >= 200 && answer.status < 300);
      releasing.catch(() => {});
    }
    await read(answer.bytes);
    if (answer.status === 304 && Object.keys(sent).length > 0) {
      counts.notModified += 1;
      await captureUnchanged(source, recordOf(way, { answer, robots: admission.robots, remembered }), captured(key));
      return { kind: 'unchanged' };
    }
    // The whole body was the one that is known: nothing will be captured of it, and yet it was seen.
    const former = remembered;
    const hasValidators = former !== null && (former.etag ?? former.lastModified) !== null;
    if (
      hasValidators &&
      options.render === undefined &&
      former.bodyPresent &&
      answer.status === 200 &&
      sha256(answer.body) === former.bodyHash
    ) {
      const { bodyPresent: _present, ...known } = former;
      visited.push({ key, validators: afterFull(known, known, clock.now().toISOString()) });
    }
    return { answer, robots: admission.robots, remembered, fresh };
  };

  const ended = async (answer: EgressResponse): Promise<Visit | null> => {
    const { status, url } = answer;
    const reset = rateLimitReset(answer.headers, clock.now());
    if (reset !== null && status < 400) {
      postpone(new Date(await hostClock.backOff(hostPort(new URL(url)), reset)).toISOString());
    }
    if (status >= 200 && status < 300) return null;
    if (status === 429 || status === 503) {
      await backOff(new URL(url), answer.headers, status);
      return { kind: 'held' };
    }
    const reason = [401, 402, 403, 407, 451].includes(status) ? 'refused' : 'dead';
    return skip(url, reason, `status ${status}`, status, answer);
  };

  const visit = async (address: string, options: VisitOptions): Promise<Visit> => {
    const redirects: string[] = [];
    const redirected: Exchange[] = [];
    const way: Way = { requestedUrl: address, redirects, redirected };
    if (held) return { kind: 'held' };
    if (performance.now() - began > rules.maxPollMilliseconds) {
      return hold(
        address,
        'budget',
        `a poll may take ${rules.maxPollMilliseconds} ms; the rest is left for the next one`,
      );
    }
    if (signal?.aborted) return hold(address, 'timeout', 'the poll was called off');
    try {
      let url = readUrl(address);
      url.hash = '';
      for (;;) {
        const found = await hop(url, options, way);
        if ('kind' in found) return found;
        const { answer } = found;
        const location = header(answer.headers, 'location');
        if (REDIRECTS.includes(answer.status) && location !== undefined) {
          if (redirects.length >= MAX_REDIRECTS)
            return skip(address, 'dead', 'redirects more than five times', answer.status);
          url = followed(location, url);
          redirects.push(url.href);
          redirected.push(answer.exchange);
          continue;
        }
        const end = await ended(answer);
        if (end !== null) return end;
        if (options.render === undefined) return page(way, found, null);
        return await rendered(way, found, options.render);
      }
    } catch (error) {
      if (isAbort(error)) return hold(address, 'timeout', 'the poll was called off');
      if (!isWeirError(error)) throw error;
      return skip(address, REASONS[error.code] ?? 'dead', error.message);
    }
  };

  const rendered = async (way: Way, found: Found, render: RenderOptions): Promise<Visit> => {
    if (rules.browser === null) {
      throw new WeirError('BROWSER_MISSING', 'This page needs a browser, and none is configured.', {
        fix: 'Give the collector a Chromium, or write a recipe with render: http.',
      });
    }
    const { browser } = rules;
    try {
      const picture = await browser.render({
        answer: found.answer,
        waitFor: render.waitFor,
        images: render.images === true,
        userAgent: rules.identity['user-agent'] ?? '',
        signal,
        allows: whyNotLoaded,
        fresh: found.fresh,
        refused: (target, reason, detail) => record(target, reason, detail),
      });
      return page(way, found, picture);
    } finally {
      leaving = browser.settled();
    }
  };

  return {
    visit,
    admit: async (address) => {
      try {
        const url = readUrl(address);
        permit(url);
        const admission = await admitted(url);
        if ('kind' in admission) return null;
        const myTurn = await turn(url, admission.delay);
        if (myTurn !== null) counts.requests += 1;
        return myTurn === null ? null : { robots: admission.robots, done: myTurn.done };
      } catch (error) {
        if (isAbort(error)) return null;
        if (!isWeirError(error)) throw error;
        record(address, REASONS[error.code] ?? 'dead', error.message);
        return null;
      }
    },
    skip: (url, reason, detail) => void record(url, reason, detail),
    backOff,
    postpone,
    captures,
    skipped,
    visited,
    counts,
    hosts,
    left: purse.left,
    settled: async () => {
      await keeping;
      await leaving;
      await releasing;
    },
    get notBefore() {
      return notBefore;
    },
    get notKept() {
      return notKept;
    },
  };
};
