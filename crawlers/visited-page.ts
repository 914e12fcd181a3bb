import type { Capture } from '#core/capture.ts';
import { sha256 } from '#core/hash.ts';
import type { Source } from '#core/source.ts';
import type { VisitedPage } from './contract.ts';
import { type EgressResponse, header } from './egress/egress.ts';
import { makeCapture } from './evidence/capture.ts';
import type { Validators } from './politeness/validators.ts';
import { decodeText } from './text/charset.ts';

/** What the browser made of a page. */
export interface Rendered {
  dom: string;
  screenshot: Uint8Array;
}

export interface VisitRecord {
  requestedUrl: string;
  answer: EgressResponse;
  redirects: string[];
  /** The decision that let the visit happen, in a sentence. */
  robots: string;
  rendered: Rendered | null;
  at: string;
  collector: string;
}

const filesOf = ({ answer, rendered }: VisitRecord, type: string) => {
  const { url, status, headers, certificateSha256 } = answer;
  const about = `${JSON.stringify({ url, status, headers, certificateSha256 }, null, 2)}\n`;
  const files = [
    { path: 'body', bytes: answer.body, type },
    { path: 'headers.json', bytes: Buffer.from(about), type: 'application/json' },
  ];
  if (rendered === null) return files;
  return [
    ...files,
    { path: 'dom.html', bytes: Buffer.from(rendered.dom), type: 'text/html; charset=utf-8' },
    { path: 'screenshot.png', bytes: rendered.screenshot, type: 'image/png' },
  ];
};

/** The validators of a page that a later visit may send; none for a page that a browser built, whose shell says little. */
const validatorsOf = ({ answer, rendered }: VisitRecord): Validators | null => {
  const etag = header(answer.headers, 'etag') ?? null;
  const lastModified = header(answer.headers, 'last-modified') ?? null;
  if (rendered !== null || (etag === null && lastModified === null)) return null;
  return { etag, lastModified, bodyHash: sha256(answer.body) };
};

/** A visited page as adapters see it. Its capture is made once, when something of it is taken, and handed to `captured`. */
export const visitedPage = (
  source: Source,
  record: VisitRecord,
  captured: (capture: Capture, validators: Validators | null) => void,
): VisitedPage => {
  const { answer, rendered, requestedUrl, redirects, robots, at, collector } = record;
  const type = header(answer.headers, 'content-type') ?? 'application/octet-stream';
  let id: string | null = null;
  const { url, status, headers, body } = answer;
  return {
    kind: 'page',
    url,
    status,
    headers,
    body,
    text: rendered?.dom ?? decodeText(body, type),
    capture: () => {
      if (id !== null) return id;
      const capture = makeCapture(source, {
        requestedUrl,
        finalUrl: url,
        redirects,
        address: answer.address,
        status,
        at,
        collector,
        robots,
        rendered: rendered !== null,
        files: filesOf(record, type),
      });
      captured(capture, validatorsOf(record));
      id = capture.id;
      return id;
    },
  };
};
