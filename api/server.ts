import type { FastifyInstance } from 'fastify';

/** How long open requests may take to end after a signal. */
const CLOSE_MILLISECONDS = 10_000;

/**
 * Listens, and closes in order on SIGTERM or SIGINT: no new requests, open ones end, then what hangs on `onClose`.
 * @returns the address it listens on
 */
export const startServer = async (app: FastifyInstance, host: string, port: number): Promise<string> => {
  const stop = (signal: NodeJS.Signals): void => {
    app.log.info({ signal }, 'closing');
    setTimeout(() => process.exit(1), CLOSE_MILLISECONDS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        app.log.error({ err: error }, 'closing failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  app.addHook('onClose', async () => {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
  });
  return app.listen({ host, port });
};
