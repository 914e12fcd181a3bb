import { Socket as DatagramSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';

export interface SocketWatch {
  /** `address:port` of every connection that this process tried to make, in order, pipes left out. */
  readonly tried: string[];
  stop(): void;
}

/** Sees every socket of this process at the moment when it is told to connect: what no library can go around. */
export const watchSockets = (): SocketWatch => {
  const tried: string[] = [];
  const tcp = Socket.prototype.connect;
  const udp = DatagramSocket.prototype.send;
  Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
    this.on('connectionAttempt', (address: string, port: number) => tried.push(`${address}:${port}`));
    return Reflect.apply(tcp, this, given);
  } as typeof tcp;
  DatagramSocket.prototype.send = function (this: DatagramSocket, ...given: unknown[]) {
    tried.push(`udp ${given.filter((one) => typeof one === 'string' || typeof one === 'number').join(':')}`);
    return Reflect.apply(udp, this, given);
  } as typeof udp;
  return {
    tried,
    stop: () => {
      Socket.prototype.connect = tcp;
      DatagramSocket.prototype.send = udp;
    },
  };
};

interface NetLog {
  constants: { logEventTypes: Record<string, number> };
}

interface NetEvent {
  type: number;
  params?: { address?: string; host?: string };
}

/**
 * Events of Chromium's own record of the network: a connection is begun, a datagram is sent, a name is looked up. (A UDP
 * socket that connects and sends nothing only asks the system for a route; Chromium does so to learn whether there is IPv6.)
 */
const TELLING = new Set(['TCP_CONNECT_ATTEMPT', 'UDP_BYTES_SENT', 'HOST_RESOLVER_MANAGER_JOB']);

const parsed = (line: string): NetEvent | null => {
  try {
    return JSON.parse(line.replace(/(,|\],?|\]\})\s*$/, '')) as NetEvent;
  } catch {
    return null; // The head of the list, or an event that a browser did not finish because it was ended.
  }
};

/** What Chromium connected to, sent to and looked up, out of the file that `--log-net-log` writes; each once. */
export const readNetLog = async (file: string): Promise<string[]> => {
  // One event a line.
  const [first = '', ...lines] = (await readFile(file, 'utf8')).split('\n');
  const { constants } = JSON.parse(`${first.replace(/,\s*$/, '')}}`) as NetLog;
  const names = new Map(Object.entries(constants.logEventTypes).map(([name, type]) => [type, name]));
  const found = new Set<string>();
  for (const line of lines) {
    const event = parsed(line);
    const name = names.get(event?.type ?? -1) ?? '';
    if (!TELLING.has(name)) continue;
    const { address, host } = event?.params ?? {};
    if (address !== undefined) found.add(name.startsWith('UDP') ? `udp ${address}` : address);
    else if (host !== undefined) found.add(`name ${host}`);
  }
  return [...found];
};
