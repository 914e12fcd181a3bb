import type { CheerioAPI } from 'cheerio';
import type { Capture, Revisit } from '#core/capture.ts';
import { sha256 } from '#core/hash.ts';
import type { Source } from '#core/source.ts';
import type { VisitedPage } from './contract.ts';
import { type EgressResponse, type Exchange, header } from './egress/egress.ts';
import { type MadeFile, makeCapture } from './evidence/capture.ts';
import { type Load, type Remembered, type Validators, validatorsIn } from './politeness/validators.ts';
import { decodeText } from './text/charset.ts';
import { htmlText, nodesText } from './text/html-text.ts';
import { loadHtml } from './text/load-html.ts';

/** What the browser made of a page. */
export interface Rendered {
  dom: string;
  screenshot: Uint8Array;
  /** What its scripts loaded; null where it cannot be asked whether that has changed. */
  loads: Load[] | null;
}

export interface VisitRecord {
  requestedUrl: string;
  answer: EgressResponse;
  /** Of the hops before the answer. */
  redirected: Exchange[];
  redirects: string[];
  /** The decision that let the visit happen, in a sentence. */
  robots: string;
  rendered: Rendered | null;
  at: string;
  collector: string;
  /** What is known of this address from before. */
  remembered: Remembered | null;
}

type Captured = (capture: Capture, validators: Validators | null) => Promise<void>;

const HTML = /^(text\/html|application\/xhtml\+xml)\b/i;

interface Shown {
  text: string;
  tree(): CheerioAPI;
}

/** The text as a reader would see it; null for what is no page. A page that cannot be read this way has no text file. */
const extracted = ({ rendered }: VisitRecord, shown: Shown, type: string): string | null => {
  if (rendered === null && !HTML.test(type)) return null;
  try {
    return nodesText(shown.tree().root().contents().toArray());
  } catch (error) {
    return error instanceof RangeError ? htmlText(shown.text) : null;
  }
};

const madeOf = (record: VisitRecord, shown: Shown, type: string): MadeFile[] => {
  const { rendered } = record;
  const words = extracted(record, shown, type);
  return [
    ...(rendered === null
      ? []
      : [
          { path: 'dom.html', bytes: Buffer.from(rendered.dom), type: 'text/html; charset=utf-8' },
          { path: 'screenshot.png', bytes: rendered.screenshot, type: 'image/png' },
        ]),
    ...(words === null ? [] : [{ path: 'text.txt', bytes: Buffer.from(words), type: 'text/plain; charset=utf-8' }]),
  ];
};

/** The older capture that holds this body, if it is stored and sound. What a browser builds is always kept whole. */
const sameAsBefore = ({ rendered, remembered, answer }: VisitRecord, bodyHash: string): Revisit | null => {
  const isSame = remembered?.bodyPresent === true && remembered.bodyHash === bodyHash;
  if (rendered !== null || !isSame || remembered.origin === undefined) return null;
  return { ...remembered.origin, url: answer.url, body: bodyHash, why: 'identical' };
};

const visitOf = (record: Omit<VisitRecord, 'rendered'>) => {
  const { requestedUrl, answer, redirected, redirects, robots, at, collector } = record;
  const { url: finalUrl, address, certificateSha256, status, exchange } = answer;
  const exchanges = [...redirected, exchange];
  return { requestedUrl, finalUrl, redirects, address, certificateSha256, status, at, collector, robots, exchanges };
};

/** A visited page as adapters see it. Its capture is made once, when something of it is taken, and handed to `captured`. */
export const visitedPage = (source: Source, record: VisitRecord, captured: Captured): VisitedPage => {
  const { answer, rendered, at } = record;
  const type = header(answer.headers, 'content-type') ?? 'application/octet-stream';
  const { url, status, headers, body } = answer;
  const text = rendered?.dom ?? decodeText(body, type);
  let parsed: CheerioAPI | null = null;
  const tree = (): CheerioAPI => {
    parsed ??= loadHtml(text);
    return parsed;
  };
  let made: Promise<string> | null = null;
  const make = async (): Promise<string> => {
    const bodyHash = sha256(body);
    const revisit = sameAsBefore(record, bodyHash);
    const capture = await makeCapture(source, {
      ...visitOf(record),
      rendered: rendered !== null,
      body: { bytes: body, type },
      revisit,
      made: revisit === null ? madeOf(record, { text, tree }, type) : [],
    });
    const { etag, lastModified } = validatorsIn(headers, at);
    const origin = revisit === null ? { captureId: capture.id, at } : { captureId: revisit.captureId, at: revisit.at };
    const known = { etag, lastModified, bodyHash, origin, seenAt: at };
    if (rendered === null) await captured(capture, known);
    // The shell of a page that a browser built says little without what its scripts loaded.
    else await captured(capture, rendered.loads === null ? null : { ...known, loads: rendered.loads });
    return capture.id;
  };
  return {
    kind: 'page',
    url,
    status,
    headers,
    body,
    text,
    tree,
    capture: () => {
      made ??= make();
      return made;
    },
  };
};

/** An answer "not modified" leaves a capture too, but not each time: a page may be asked every few seconds. */
const UNCHANGED_EVERY_MILLISECONDS = 3_600_000;

/** The capture of a page that its server says is as it was; hands in nothing where the last one is less than an hour old. */
export const captureUnchanged = async (
  source: Source,
  record: Omit<VisitRecord, 'rendered'>,
  captured: Captured,
): Promise<void> => {
  const { remembered, answer, at } = record;
  if (remembered?.origin === undefined || remembered.bodyHash === null) return;
  const { bodyPresent: _present, ...validators } = remembered;
  const since = Date.parse(at) - Date.parse(remembered.seenAt ?? remembered.origin.at);
  if (since < UNCHANGED_EVERY_MILLISECONDS) return;
  const capture = await makeCapture(source, {
    ...visitOf(record),
    rendered: false,
    body: null,
    revisit: { ...remembered.origin, url: answer.url, body: remembered.bodyHash, why: 'not_modified' },
    made: [],
  });
  await captured(capture, { ...validators, seenAt: at });
};
