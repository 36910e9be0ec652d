/** Tests run in processes of their own: LMDB is native code, and some tests kill what they start. */
import { defineConfig } from 'vitest/config'

/**
 * Rooms whose tests share nothing but modules: a worker keeps these from one file to the next, which saves loading them
 * two hundred times.
 */
const PURE = [
  'config',
  'connectors',
  'domain',
  'inspect',
  'kafka-app',
  'operators',
  'recording',
  'records',
  'replay',
  'report',
  'runtime',
  'testing',
  'topologies',
  'topology',
  'what-if',
].map((room) => `test/${room}/**/*.test.ts`)

/**
 * Tries after the first, for tests that wait for other processes: where CI is set, one. `scripts/test.mjs` names every test
 * that needed it and why: that is a defect to be found, but none that keeps everything else from landing.
 */
const RETRIES = process.env.CI === undefined ? 0 : 1

export default defineConfig({
  test: {
    pool: 'forks',
    // One more than the cores of a small machine: Kafka's tests spend most of their time waiting for it.
    maxWorkers: 3,
    // For a machine that is busy with something else; nothing is timed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'kafka',
          include: ['test/kafka/**/*.test.ts'],
          // One broker for all of them; topics and groups are each test's own.
          globalSetup: 'test/support/global-kafka.ts',
          retry: RETRIES,
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      {
        extends: true,
        test: { name: 'unit', retry: RETRIES, include: ['test/**/*.test.ts'], exclude: ['test/kafka/**', ...PURE] },
      },
    ],
  },
})
