import { accessReason } from './access-reason.ts';
import { failureOf, noAnswer } from './failure.ts';
import { noteServerTime } from './server-clock.ts';

type Query = Record<string, string | number | boolean | undefined | null>;
export interface RequestOptions {
  query?: object | undefined;
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Sent also where the page is being left. */
  keepalive?: boolean;
}

let csrfToken: string | null = null;
/** Set by the session; goes into every request that changes something. */
export const setCsrfToken = (token: string | null): void => {
  csrfToken = token;
};

const search = (query: object): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Query))
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
};

const readBody = async (response: Response): Promise<unknown> => {
  try {
    return await response.json();
  } catch {
    // An answer without JSON is told apart by its status.
    return null;
  }
};

/** One request to the API. @throws ApiFailure for every answer that is not 2xx, and where none came */
export const request = async <T>(method: string, path: string, options: RequestOptions = {}): Promise<T> => {
  const { query, body, signal, keepalive = false } = options;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const reason = accessReason();
  if (reason !== null) headers['x-access-reason'] = encodeURIComponent(reason);
  if (method !== 'GET' && csrfToken !== null) headers['x-csrf-token'] = csrfToken;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}${query === undefined ? '' : search(query)}`, {
      method,
      headers,
      credentials: 'same-origin',
      keepalive,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw noAnswer();
  }
  noteServerTime(response.headers.get('date'));
  const answer = await readBody(response);
  if (!response.ok) throw failureOf(response.status, answer);
  return answer as T;
};

/** Fetches a file of the API with a reason, and gives it to the browser to keep. @throws ApiFailure as `request` does */
export const download = async (path: string, query: object, reason: string): Promise<void> => {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}${search(query)}`, {
      headers: { 'x-access-reason': encodeURIComponent(reason) },
      credentials: 'same-origin',
    });
  } catch {
    throw noAnswer();
  }
  if (!response.ok) throw failureOf(response.status, await readBody(response));
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'weir';
  const address = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
};
