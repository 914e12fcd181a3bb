import { type WebSocket, WebSocketServer } from 'ws';
import { sourceOf, startSite } from './site.ts';
import type { Subject, Written } from './written.ts';

const DID = 'did:plc:ada234567abcdefghijklmno';
const COLLECTION = 'app.bsky.feed.post';
const uriOf = (id: number): string => `at://${DID}/${COLLECTION}/${id}`;

type Opened = Awaited<ReturnType<Subject['open']>>;

export interface BlueskySite extends Opened {
  /** Labels of the author of a post, by its id. */
  labels: Map<number, { val: string; neg?: boolean }[]>;
  /** Lines that are open and did not ask for the past. */
  live: Set<WebSocket>;
  /** Says on them what has happened since somebody last listened. */
  tell(): void;
}

/** A service of the AT Protocol: a Jetstream that replays from a cursor, and records by `app.bsky.feed.getPosts`. */
export const bluesky: Subject = {
  name: 'bluesky',
  pageSize: 25,
  isPushed: true,
  open: () => openBlueskySite(),
};

export const openBlueskySite = async (): Promise<BlueskySite> => {
  const labels: BlueskySite['labels'] = new Map();
  const live: BlueskySite['live'] = new Set();
  const posts: Written[] = [];
  const log: { time: number; text: string }[] = [];
  const said = new Map<number, string>();
  let time = Date.now() * 1000;
  const say = (id: number, operation: 'create' | 'update' | 'delete'): void => {
    time += 1;
    const commit = { rev: String(time), operation, collection: COLLECTION, rkey: String(id) };
    const record = operation === 'delete' ? {} : { cid: `bafy${said.get(id)?.length}${id}`, record: {} };
    log.push({
      time,
      text: JSON.stringify({ did: DID, time_us: time, kind: 'commit', commit: { ...commit, ...record } }),
    });
  };
  /** What happened since somebody last listened becomes events. */
  const catchUp = (): void => {
    for (const { id, text } of posts) {
      const before = said.get(id);
      said.set(id, text);
      if (before !== text) say(id, before === undefined ? 'create' : 'update');
    }
    for (const id of [...said.keys()].filter((known) => !posts.some((post) => post.id === known))) {
      said.delete(id);
      say(id, 'delete');
    }
  };
  const sockets = new WebSocketServer({ noServer: true });
  const site = await startSite((_request, response, url) => {
    const asked = url.searchParams.getAll('uris');
    if (url.pathname !== '/xrpc/app.bsky.feed.getPosts' || asked.length > 25) {
      response.writeHead(400).end();
      return;
    }
    const found = posts.filter(({ id }) => asked.includes(uriOf(id)));
    const views = found.map(({ id, text, publishedAt }) => ({
      uri: uriOf(id),
      cid: `bafy${text.length}${id}`,
      author: { did: DID, handle: 'ada.example', labels: labels.get(id) ?? [] },
      record: { $type: COLLECTION, text, createdAt: publishedAt, langs: ['en'] },
      indexedAt: publishedAt,
      labels: [],
    }));
    response
      .writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify({ posts: views }));
  });
  site.upgrade = (request, socket, head) => {
    const url = new URL(request.url ?? '/', site.origin);
    if (url.pathname !== '/subscribe') return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (line) => {
      catchUp();
      const cursor = url.searchParams.get('cursor');
      if (cursor === null) {
        live.add(line);
        line.on('close', () => live.delete(line));
        return;
      }
      const from = Number(cursor);
      // The event at the cursor is sent again, as the real one does.
      for (const event of log) if (event.time >= from) line.send(event.text);
    });
  };
  const source = sourceOf(site, { adapter: 'bluesky', addresses: [`${site.origin}/subscribe`, `${site.origin}/`] });
  const tell = (): void => {
    const before = log.length;
    catchUp();
    for (const line of live) for (const event of log.slice(before)) line.send(event.text);
  };
  return { site, source, posts, nativeIdOf: ({ id }) => `${DID}/${COLLECTION}/${id}`, labels, live, tell };
};
