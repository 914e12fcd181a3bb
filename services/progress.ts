/** One step of a set-up, for people: `done` of `total` in `unit` where it can be counted. */
export interface Progress {
  step: string;
  message: string;
  done?: number;
  total?: number;
  unit?: 'bytes';
}
export type OnProgress = (progress: Progress) => void;

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

const text = ({ step, message, done, total }: Progress): string =>
  done === undefined || total === undefined
    ? `${step}: ${message}`
    : `${step}: ${megabytes(done)} of ${megabytes(total)}, ${message}`;

/** Plain lines; of what is counted, one for each tenth, so that a log is not flooded. */
const plainLines = (stream: NodeJS.WritableStream): OnProgress => {
  const tenths = new Map<string, number>();
  return (progress) => {
    const { step, done, total } = progress;
    if (done !== undefined && total !== undefined) {
      const tenth = Math.floor((10 * done) / total);
      if (tenths.get(step) === tenth) return;
      tenths.set(step, tenth);
    }
    stream.write(`${text(progress)}\n`);
  };
};

/** Shows progress on a stream: one line that updates itself on a terminal, plain lines elsewhere. */
export const progressOn = (stream: NodeJS.WriteStream = process.stderr): OnProgress => {
  if (!stream.isTTY) return plainLines(stream);
  let open = false;
  let step = '';
  return (progress) => {
    if (open && progress.step !== step) stream.write('\n');
    step = progress.step;
    const line = text(progress).slice(0, Math.max(20, (stream.columns ?? 80) - 1));
    stream.write(`\r\u001b[2K${line}`);
    open = true;
    const finished = progress.done === undefined || progress.done === progress.total;
    if (finished) {
      stream.write('\n');
      open = false;
    }
  };
};
