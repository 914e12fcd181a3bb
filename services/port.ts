import { createServer } from 'node:net';

/** Whether nothing listens on a port of an address of this machine. */
export const isPortFree = (port: number, host = '127.0.0.1'): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** A free port of the loopback address, chosen by the operating system. */
export const freePort = (host = '127.0.0.1'): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('the operating system gave no port'));
      });
    });
  });

/** `wanted`, or the first free port after it (at most 100 further). */
export const portFrom = async (wanted: number, host = '127.0.0.1'): Promise<number> => {
  for (let port = wanted; port < wanted + 100 && port < 65_536; port += 1)
    if (await isPortFree(port, host)) return port;
  return freePort(host);
};
