/** The examination of an installation before it trades: each check by itself, each failure with what to do. */
import type { KafkaSettings } from '../../config/kafka-settings.ts'
import { withOverrides } from '../../config/overrides.ts'
import type { Environment } from '../../connectors/gateway/load-keys.ts'
import { checkDestination, type Destination } from '../gateway/exchange-client.ts'
import { clusterFindings } from './cluster-checks.ts'
import { exchangeFindings } from './exchange-checks.ts'
import { type Finding, finding, skipped } from './finding.ts'

export interface ExaminationSettings {
  /** Throws where options or environment are wrong. */
  readonly kafka: () => KafkaSettings
  /** `key=value` texts. */
  readonly set: readonly string[]
  /** Null where no exchange is to be asked. */
  readonly destination: Destination | null
  readonly environment: Environment
  readonly nodeVersion: string
  now(): number
}

const NODE = [20, 19] as const

/** The findings one after another, as they come. Nothing is changed anywhere, and no order is sent. */
export async function* examine(settings: ExaminationSettings): AsyncGenerator<Finding> {
  const { set, destination, environment, nodeVersion, now } = settings
  yield await finding('node', () => checkNode(nodeVersion))
  yield await finding('configuration', () => {
    withOverrides(set)
    return set.length === 0 ? 'defaults' : `defaults with ${set.join(', ')}`
  })
  let kafka: KafkaSettings | null = null
  const addresses = await finding('cluster settings', () => {
    kafka = settings.kafka()
    return 'complete'
  })
  if (kafka === null) {
    yield addresses
    yield skipped('broker', 'needs its settings')
  } else if ((kafka as KafkaSettings).brokers.length === 0)
    yield skipped('broker', 'not asked for: give --kafka host:port')
  else yield* clusterFindings(kafka)
  if (destination === null)
    yield skipped('exchange', 'not asked for: give --testnet, --live or --exchange-url to examine it too')
  else {
    const place = await finding('exchange', () => {
      checkDestination(destination)
      return ''
    })
    if (place.state === 'bad') yield place
    else yield* exchangeFindings(destination, environment, now)
  }
}

function checkNode(version: string): string {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major > NODE[0] || (major === NODE[0] && minor >= NODE[1])) return version
  throw new Error(`${version} is too old: install ${NODE.join('.')} or newer`)
}
