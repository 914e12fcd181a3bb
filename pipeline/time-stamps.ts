/** The way to time-stamping authorities: the pipeline hands in the safe-egress client. */
export interface TimeStamps {
  /** Addresses of the authorities (RFC 3161 over HTTP). */
  urls: readonly string[];
  ask(url: string, request: Uint8Array): Promise<Uint8Array>;
}
