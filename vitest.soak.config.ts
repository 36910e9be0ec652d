/** The long versions of the fault tests, for `npm run test:soak`: as many kills and members as the issue asks for. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'soak',
    pool: 'forks',
    fileParallelism: false,
    include: [
      'test/crash/kill.test.ts',
      'test/kafka/crash.test.ts',
      'test/kafka/broker.test.ts',
      'test/kafka/cut-connection.test.ts',
      'test/kafka/burst.test.ts',
      'test/kafka/gateway-kills.test.ts',
      'test/kafka/live.test.ts',
      'test/connectors/gateway/*.test.ts',
    ],
    globalSetup: 'test/support/global-kafka.ts',
    testTimeout: 900_000,
    hookTimeout: 300_000,
    env: {
      ILF_SEEDS: '1000',
      ILF_CRASH_INPUTS: '120000',
      ILF_KILLS: '30',
      ILF_RUN_KILLS: '30',
      ILF_BROKER_DEATHS: '3',
      ILF_GATEWAY_KILLS: '25',
      ILF_LIVE_MARKETS: 'all',
      // Half of them kills: so three members are killed thirty times too.
      ILF_CHANGES: '60',
      ILF_CUT_INPUTS: '60000',
      ILF_CUTS: '50',
      ILF_BURST: '300000',
      // The environment of the command stands above: a seed that failed is tried again with it.
      ...(process.env.ILF_SEED === undefined ? {} : { ILF_SEED: process.env.ILF_SEED }),
    },
  },
})
