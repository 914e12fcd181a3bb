import type { ErrorEnvelope } from '#api/schemas/envelope.ts';

type Envelope = ErrorEnvelope['error'];

/** What the API refused, or why it could not be asked. `status` 0: no answer came. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly fix: string | null;
  readonly details: Envelope['details'];
  readonly requestId: string | null;

  constructor(status: number, error: Omit<Envelope, 'id'> & { id: string | null }) {
    super(error.message);
    this.name = 'ApiFailure';
    this.status = status;
    this.code = error.code;
    this.fix = error.fix;
    this.details = error.details;
    this.requestId = error.id;
  }
}

export const isFailure = (error: unknown, code?: string): error is ApiFailure =>
  error instanceof ApiFailure && (code === undefined || error.code === code);

/** Whoever asked is not signed in (any more). */
export const isSignedOut = (error: unknown): boolean => isFailure(error) && error.status === 401;

const isEnvelope = (value: unknown): value is ErrorEnvelope =>
  typeof value === 'object' &&
  value !== null &&
  'error' in value &&
  typeof value.error === 'object' &&
  value.error !== null &&
  'code' in value.error;

export const failureOf = (status: number, body: unknown): ApiFailure =>
  isEnvelope(body)
    ? new ApiFailure(status, body.error)
    : new ApiFailure(status, {
        id: null,
        code: 'ANSWER_UNREADABLE',
        message: `The server answered ${status} with something that is no error of the API.`,
        fix: null,
        details: [],
      });

export const noAnswer = (): ApiFailure =>
  new ApiFailure(0, {
    id: null,
    code: 'NO_CONNECTION',
    message: 'The server could not be reached.',
    fix: 'Check the connection and try again. Nothing you typed is lost.',
    details: [],
  });
