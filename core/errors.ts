/**
 * One coded error for the whole house: what went wrong, where, and how to mend it.
 * `status` is the HTTP status that the API answers with; `retry` tells the pipeline whether trying again can help.
 */
export interface ErrorDetail {
  /** Where: a JSON pointer, a variable's name, a line number. */
  location: string;
  /** What is wrong there. */
  message: string;
  /** What to write instead. */
  fix?: string;
  /** Name of the rule that is broken, for pages that say it in another language. */
  rule?: string;
}

export interface WeirErrorOptions {
  fix?: string;
  status?: number;
  details?: ErrorDetail[];
  retry?: boolean;
  cause?: unknown;
}

export class WeirError extends Error {
  readonly code: string;
  readonly fix: string | undefined;
  readonly status: number;
  readonly details: ErrorDetail[];
  readonly retry: boolean;

  constructor(code: string, message: string, options: WeirErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'WeirError';
    this.code = code;
    this.fix = options.fix;
    this.status = options.status ?? 500;
    this.details = options.details ?? [];
    this.retry = options.retry ?? false;
  }
}

export const isWeirError = (error: unknown, code?: string): error is WeirError =>
  error instanceof WeirError && (code === undefined || error.code === code);
