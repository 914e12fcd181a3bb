import { DEMO_PASSWORD } from '#fixtures/seed.ts';

/** What came back: an answer of the API, or nothing at all (refused, cut off), which says nothing about what happened. */
export type Reply<T> =
  | { kind: 'done'; status: number; body: T }
  | { kind: 'refused'; status: number; code: string }
  | { kind: 'lost' };

/** Somebody with a browser: signs in, signs in again when the session is gone, and never takes silence for an answer. */
export interface Person {
  get<T>(path: string): Promise<Reply<T>>;
  post<T>(path: string, body?: object): Promise<Reply<T>>;
}

/** Longer than any answer takes in which nothing is stuck; a request that hangs counts as lost. */
const PATIENCE = 60_000;

/** What the API answered, by status and code: how often. Anything that is not coded would show here. */
export type Answers = Map<string, number>;

export const personAt = (api: string, login: string, answers: Answers): Person => {
  let session: { cookie: string; csrf: string } | null = null;

  const send = async <T>(method: string, path: string, body: object | undefined): Promise<Reply<T>> => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${api}${path}`, {
        method,
        signal: AbortSignal.timeout(PATIENCE),
        headers: {
          ...(session === null ? {} : { cookie: session.cookie, 'x-csrf-token': session.csrf }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch {
      return { kind: 'lost' };
    }
    const { status } = response;
    if (path === '/session' && status === 200) {
      const { csrfToken } = JSON.parse(text) as { csrfToken: string };
      session = { cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '', csrf: csrfToken };
    }
    if (status < 400) return { kind: 'done', status, body: JSON.parse(text) as T };
    let code = 'NOT_CODED';
    try {
      code = (JSON.parse(text) as { error: { code: string } }).error.code;
    } catch {
      // Counted below as what it is.
    }
    answers.set(`${status} ${code}`, (answers.get(`${status} ${code}`) ?? 0) + 1);
    return { kind: 'refused', status, code };
  };

  const ask = async <T>(method: string, path: string, body?: object): Promise<Reply<T>> => {
    if (session === null) {
      const signedIn = await send('POST', '/session', { login, password: DEMO_PASSWORD });
      if (signedIn.kind !== 'done') return signedIn;
    }
    const reply = await send<T>(method, path, body);
    if (reply.kind !== 'refused' || reply.status !== 401) return reply;
    // Whoever is told to sign in knows that nothing was done; the next press of the button signs in.
    session = null;
    return reply;
  };

  return { get: (path) => ask('GET', path), post: (path, body) => ask('POST', path, body) };
};
