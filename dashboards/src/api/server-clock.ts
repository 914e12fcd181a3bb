/** Deadlines are the server's; a reader's clock that is off must not shift the hour that is shown. */
let offset = 0;

/** The `Date` header has whole seconds, so a smaller difference says nothing. */
const GRAIN = 2000;

export const noteServerTime = (header: string | null): void => {
  const time = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(time)) return;
  const difference = time - Date.now();
  offset = Math.abs(difference) <= GRAIN ? 0 : difference;
};

/** Milliseconds since 1970 on the server's clock, as far as the last answer told. */
export const serverNow = (): number => Date.now() + offset;
