import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoAccounts, demoKnownList, demoOperators, demoSources } from '#fixtures/seed.ts';
import type { FixtureSite } from '#fixtures/web.ts';
import { importList } from '#pipeline/known-lists.ts';
import type { Config } from '#services/config.ts';
import type { Store } from '#store/store.ts';
import { createAccount } from './account.ts';

const PLATFORMS = ['lanternfish', 'ferry', 'papertrail'] as const;
export type FixtureInfo = Record<(typeof PLATFORMS)[number], FixtureSite>;

/** Where the fictional web keeps itself, and the ports it had before. */
export const fixtureFiles = (config: Config) => {
  const infoFile = join(config.home, 'state', 'fixtures.json');
  const stateFile = join(config.home, 'state', 'fixture-web.json');
  const ports: Partial<Record<(typeof PLATFORMS)[number], number>> = {};
  if (existsSync(infoFile)) {
    const info = readInfo(infoFile);
    for (const platform of PLATFORMS) ports[platform] = Number(new URL(info[platform].url).port);
  }
  return { infoFile, stateFile, ports };
};

const readInfo = (file: string): FixtureInfo => JSON.parse(readFileSync(file, 'utf8')) as FixtureInfo;

export const fixtureInfo = (config: Config): FixtureInfo => readInfo(fixtureFiles(config).infoFile);

export const loopbackHosts = (info: FixtureInfo): string[] =>
  PLATFORMS.map((platform) => new URL(info[platform].url).host);

/** Puts the demo's operators, sources, people and list of known content into an installation that does not have them. */
export const seedDemo = async (store: Store, info: FixtureInfo): Promise<void> => {
  const actor = { kind: 'system', id: 'demo' } as const;
  const now = store.clock.now();
  for (const operator of demoOperators(info, now))
    if ((await store.operators.get(operator.id)) === null) await store.operators.set(operator, actor);
  for (const source of demoSources(info, now))
    if ((await store.sources.get(source.id)) === null) await store.sources.set(source, actor);
  for (const { password, ...account } of demoAccounts())
    if ((await store.accounts.get(account.id)) === null) await createAccount(store, account, password);
  const list = demoKnownList();
  if ((await store.lists.get(list.id)) === null) await importList(store, list);
};
