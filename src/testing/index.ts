/** The public test driver: runs any topology in virtual time without a broker. `import { testTopology } from 'ilf-streams/testing'`. */
export { type TestDriver, type TestOutput, type TestTopologyOptions, testTopology } from './test-topology.ts'
