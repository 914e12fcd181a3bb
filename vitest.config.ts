import { defineConfig } from 'vitest/config';

const shared = {
  environment: 'node',
  pool: 'forks',
  testTimeout: 120_000,
  hookTimeout: 180_000,
  // A test that passes the second time hides a race.
  retry: 0,
} as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      // Pure code needs no services, so nothing is started for it.
      { test: { ...shared, name: 'core', include: ['core/**/*.test.ts'] } },
      {
        test: {
          ...shared,
          name: 'rooms',
          include: ['**/*.test.{ts,tsx}'],
          exclude: ['core/**', '**/node_modules/**', '**/dist/**', '.weir/**'],
          globalSetup: ['tests/global-setup.ts'],
        },
      },
    ],
  },
});
