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

/** Shows progress on a stream: one line that updates itself on a terminal, plain lines elsewhere. */
export const progressOn = (stream: NodeJS.WriteStream = process.stderr): OnProgress => {
  if (!stream.isTTY) return (progress) => void stream.write(`${text(progress)}\n`);
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
