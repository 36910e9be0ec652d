import { expect, test } from 'vitest'
import { releaseFor } from './registry/apicurio.ts'

test.each([
  [25, '3.3.3'],
  [21, '3.3.3'],
  [20, '2.6.13.Final'],
  [17, '2.6.13.Final'],
  [11, undefined],
])('Java %i runs registry %s', (major, version) => {
  expect(releaseFor({ command: 'java', major })?.version).toBe(version)
})
