/**
 * Import this first in a Node process that a supervisor starts. When the supervisor goes away, however it goes, the
 * channel between the two closes: the process then gets SIGTERM from itself, so that its own clean-up runs, and ends
 * for certain after ten seconds. Without a supervisor (started by hand) it does nothing.
 */
const GRACE_MS = 10_000;

if (process.channel !== undefined && process.channel !== null) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // The watch alone must not keep a process alive that has finished its work.
  process.channel.unref();
}

/** Tells the supervisor that this process now does its work; nothing without a supervisor. */
export const tellReady = (): void => {
  process.send?.('ready');
};
