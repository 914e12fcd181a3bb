import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Source } from '#core/source.ts';
import type { Site } from './site.ts';

export interface Written {
  id: number;
  text: string;
  publishedAt: string;
  editedAt: string | null;
}

/** A platform that one adapter reads: what the conformance suite publishes on it, changes and takes away. */
export interface Subject {
  name: string;
  /** Items on one page; the suite publishes more than this at once. */
  pageSize: number;
  /** A stream says what has changed: nothing is asked for twice, and so nothing conditionally. */
  isPushed?: boolean;
  open(): Promise<{ site: Site; source: Source; posts: Written[]; nativeIdOf(post: Written): string }>;
}

export const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** Sends a body with its ETag, or 304. */
export const sendTagged = (request: IncomingMessage, response: ServerResponse, type: string, body: string): void => {
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 12)}"`;
  if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
  else response.writeHead(200, { 'content-type': type, etag }).end(body);
};

export const newestFirst = (posts: readonly Written[]): Written[] => posts.toSorted((a, b) => b.id - a.id);

/** The page of one post, which every platform has: 200 or 410. */
export const onePost = (posts: readonly Written[], url: URL, response: ServerResponse): void => {
  const post = posts.find(({ id }) => url.pathname === `/p/${id}`);
  if (post === undefined) response.writeHead(410).end();
  else response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${escaped(post.text)}</p>`);
};
