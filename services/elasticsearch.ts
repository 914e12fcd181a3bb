import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { WeirError } from '#core/errors.ts';
import { endOf, stopChild, untilAnswer } from './child.ts';
import { elasticsearchHome } from './elasticsearch-home.ts';
import { findJava } from './java.ts';
import type { OnProgress } from './progress.ts';

export interface ElasticsearchOptions {
  /** Where the fetched artifacts and the assembled home are kept; may be shared by many nodes. */
  cacheDir: string;
  /** Data, snapshots and logs of this node: `data/`, `snapshots/`, `logs/` and `tmp/` below it. */
  dataDir: string;
  /** 0 or absent: the operating system chooses. */
  httpPort?: number;
  transportPort?: number;
  /** As the JVM writes it. Default `512m`. */
  heap?: string;
  clusterName?: string;
  nodeName?: string;
  /** `host:port` of the transport of the cluster's nodes. Absent: a cluster of one. */
  seedHosts?: string[];
  /** Names of the nodes that elect the first master; needed where `seedHosts` is given. */
  initialMasterNodes?: string[];
  /** The folder of fs snapshots; the nodes of one cluster share it. Default `<dataDir>/snapshots`. */
  snapshotDir?: string;
  /** Further settings of the node, such as `{ 'node.attr.zone': 'a' }`. */
  settings?: Record<string, string>;
  javaHome?: string | undefined;
  mavenRepository?: string | undefined;
  onProgress?: OnProgress | undefined;
  /** How long to wait for the first answer, in milliseconds. Default 120,000. */
  deadline?: number;
}

export interface RunningElasticsearch {
  url: string;
  pid: number;
  /** Resolves when the process has ended, wanted or not. */
  ended: Promise<void>;
  /** Closes the node: SIGTERM, then SIGKILL after 25 s. */
  stop(): Promise<void>;
}

const settingsOf = (options: ElasticsearchOptions, dataDir: string, logs: string): Record<string, string> => ({
  'cluster.name': options.clusterName ?? 'weir',
  'node.name': options.nodeName ?? 'weir-1',
  'path.data': join(dataDir, 'data'),
  'path.logs': logs,
  'path.repo': options.snapshotDir ?? join(dataDir, 'snapshots'),
  // The node has no security module: it must not be reachable from another machine.
  'network.host': '127.0.0.1',
  'http.port': String(options.httpPort ?? 0),
  'transport.port': String(options.transportPort ?? 0),
  'node.portsfile': 'true',
  ...(options.seedHosts === undefined
    ? { 'discovery.type': 'single-node' }
    : {
        'discovery.seed_hosts': options.seedHosts.join(','),
        'cluster.initial_master_nodes': (options.initialMasterNodes ?? []).join(','),
      }),
  // On one machine a fullish disk is the owner's business; read-only indices would stop the clock of an order.
  'cluster.routing.allocation.disk.threshold_enabled': 'false',
  // An index that nobody declared is a typing error.
  'action.auto_create_index': 'false',
  ...options.settings,
});

const tail = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-12).join('\n');
  } catch {
    return '';
  }
};

/**
 * Starts one Elasticsearch node on the loopback address and waits until it answers. The node stops with this process,
 * however this process ends: it watches the pipe that is its standard input.
 * @throws WeirError ELASTICSEARCH_START with the last lines of its log; what `findJava` and `elasticsearchHome` throw
 */
export const startElasticsearch = async (options: ElasticsearchOptions): Promise<RunningElasticsearch> => {
  const { javaHome, onProgress, mavenRepository } = options;
  const cacheDir = resolve(options.cacheDir);
  const dataDir = resolve(options.dataDir);
  const java = await findJava({ javaHome, cacheDir, onProgress, mavenRepository });
  const home = await elasticsearchHome({ cacheDir, java, onProgress, mavenRepository });
  const logs = join(dataDir, 'logs');
  const temporary = join(dataDir, 'tmp');
  for (const folder of [logs, temporary]) mkdirSync(folder, { recursive: true });
  const portsFile = join(logs, 'http.ports');
  rmSync(portsFile, { force: true });
  const outputFile = join(logs, 'elasticsearch.out');
  const output = openSync(outputFile, 'w', 0o600);
  const heap = options.heap ?? '512m';
  const child = spawn(
    java.command,
    [
      `-Xms${heap}`,
      `-Xmx${heap}`,
      '-XX:+ExitOnOutOfMemoryError',
      '-Djava.awt.headless=true',
      '-Dfile.encoding=UTF-8',
      `-Djava.io.tmpdir=${temporary}`,
      `-Dlog4j.configurationFile=${join(home, 'config', 'log4j2.properties')}`,
      `-Dweir.log.folder=${logs}`,
      '--enable-native-access=ALL-UNNAMED,org.elasticsearch.nativeaccess,org.apache.lucene.core',
      '-p',
      join(home, 'lib'),
      '--add-modules',
      `org.elasticsearch.server,jdk.net${java.vectors ? ',jdk.incubator.vector' : ''}`,
      '-cp',
      join(home, 'launcher'),
      'Launch',
      home,
      ...Object.entries(settingsOf(options, dataDir, logs)).map(([key, value]) => `${key}=${value}`),
    ],
    { stdio: ['pipe', output, output], cwd: logs, detached: true },
  );
  closeSync(output);
  const ended = endOf(child);

  onProgress?.({ step: 'elasticsearch', message: 'starting' });
  const url = await untilAnswer(child, options.deadline ?? 120_000, async () => {
    if (!existsSync(portsFile)) return undefined;
    const address = /^127\.0\.0\.1:\d+$/m.exec(readFileSync(portsFile, 'utf8'))?.[0];
    if (address === undefined) return undefined;
    // Ready means that the primaries of the indices from before are back. One that does not come back is the doctor's
    // business (408), not a reason to refuse the start.
    const answer = await fetch(`http://${address}/_cluster/health?wait_for_status=yellow&timeout=30s`, {
      signal: AbortSignal.timeout(60_000),
    });
    return answer.ok || answer.status === 408 ? `http://${address}` : undefined;
  });
  if (url === undefined || child.pid === undefined) {
    await stopChild(child);
    throw new WeirError('ELASTICSEARCH_START', 'Elasticsearch did not start.', {
      fix: `Read ${outputFile} and elasticsearch.log beside it. Often: too little memory, or another node that uses ${dataDir}.`,
      details: [{ location: outputFile, message: tail(outputFile) || tail(join(logs, 'elasticsearch.log')) }],
    });
  }
  const { pid } = child;
  return { url, pid, ended, stop: () => stopChild(child, 25_000) };
};
