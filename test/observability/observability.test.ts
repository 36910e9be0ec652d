/** The rules and the dashboard, against what the processes really answer: no metric, label or value they do not have. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { composeFile, projectFile } from '../compose/compose-file.ts'
import { type ParsedMetrics, parseMetrics } from '../metrics/parse-metrics.ts'
import { alerts, exampleTargets, observabilityFile, panels, scrapeConfig } from './files.ts'
import { hasPromtool, promtool } from './promtool.ts'
import { askedBy, filledIn, groupedBy } from './queries.ts'
import { pages } from './registries.ts'

/** What Prometheus itself adds to every series, by the scrape configuration. */
const ADDED = ['job', 'instance', 'service', 'account']
/** What Prometheus makes itself. */
const OWN: Readonly<Record<string, readonly string[]>> = { up: [], ALERTS: ['alertname', 'alertstate'] }

let texts: Readonly<Record<string, string>>
let told: readonly ParsedMetrics[]
beforeAll(async () => {
  texts = await pages()
  told = Object.values(texts).map(parseMetrics)
})

interface Series {
  readonly labels: Readonly<Record<string, string>>
}

/** All series of a metric that some process tells; `_bucket`, `_sum` and `_count` are metrics too. */
function seriesOf(metric: string): readonly Series[] {
  return told.flatMap((one) => one.all(metric))
}

/** What is wrong with a query and the texts that go with it. */
function wrongWith(query: string, words: readonly string[]): readonly string[] {
  const wrong: string[] = []
  const known = new Set(ADDED)
  for (const { metric, matchers } of askedBy(query)) {
    const own = OWN[metric]
    const series = seriesOf(metric)
    if (own === undefined && series.length === 0) wrong.push(`nobody tells ${metric}`)
    const labels = new Set([...ADDED, ...(own ?? []), ...series.flatMap((one) => Object.keys(one.labels))])
    for (const label of labels) known.add(label)
    for (const { label, value } of matchers) {
      if (!labels.has(label)) wrong.push(`${metric} has no label ${label}`)
      else if (own === undefined && value !== null && !series.some((one) => one.labels[label] === value))
        wrong.push(`${metric} is never told with ${label}="${value}"`)
    }
  }
  for (const label of groupedBy(query)) if (!known.has(label)) wrong.push(`it groups by ${label}, which nothing has`)
  const kept = groupedBy(query)
  for (const label of words.flatMap(filledIn)) {
    const isKept = /\b(?:sum|max|min|count|avg)\b/.test(query) ? kept.includes(label) : known.has(label)
    if (!isKept) wrong.push(`${label} is filled in, and the result does not have it`)
  }
  return wrong
}

describe('what the processes tell', () => {
  it('has one meaning for each name: the same type and, where it is told by several, the same words', () => {
    const families = told.flatMap((one) => [...one.families.values()])
    const differing = [...new Set(families.map(({ name }) => name))].filter(
      (name) =>
        new Set(families.filter((one) => one.name === name).map(({ type, help }) => `${type} ${help}`)).size > 1,
    )
    expect(differing).toEqual([])
  })

  it('is told with at least one series for every metric', () => {
    for (const one of told) {
      const silent = [...one.families.values()].filter(({ name, type }) => {
        return name.startsWith('ilf_') && one.all(type === 'histogram' ? `${name}_count` : name).length === 0
      })
      expect(silent.map(({ name }) => name)).toEqual([])
    }
  })

  it.skipIf(!hasPromtool)('is what promtool takes for well-formed and well named', () => {
    for (const [kind, text] of Object.entries(texts)) {
      const own = text.split('\n\n').filter((family) => family.startsWith('# HELP ilf_'))
      const { status, said } = promtool(['check', 'metrics'], `${own.join('\n')}\n`)
      expect({ kind, status, said: said.trim() }).toEqual({ kind, status: 0, said: '' })
    }
  })
})

describe('the alert rules', () => {
  it('ask for metrics, labels and values that there are, and fill in what their result has', () => {
    for (const { alert, expr, annotations } of alerts())
      expect([alert, wrongWith(expr, Object.values(annotations))]).toEqual([alert, []])
  })

  it('have a name of their own each, and cover what must be told', () => {
    const names = alerts().map(({ alert }) => alert)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(
      expect.arrayContaining([
        'IlfStandingStill',
        'IlfLag',
        'IlfDeadLetters',
        'IlfAccountHalted',
        'IlfLaneHalted',
        'IlfWithoutStop',
        'IlfFeedFrozen',
        'IlfOrderUnknown',
        'IlfNotReady',
      ]),
    )
  })

  it.skipIf(!hasPromtool)('fire when they must and are quiet when they must, as promtool tries them', () => {
    const check = promtool(['check', 'config', observabilityFile('prometheus', 'prometheus.yml')])
    expect(check.said).toContain('is valid prometheus config file syntax')
    expect(check.status).toBe(0)
    const tried = promtool(['test', 'rules', observabilityFile('prometheus', 'rules.test.yml')])
    expect({ status: tried.status, said: tried.said }).toMatchObject({ status: 0 })
  })
})

describe('the dashboard', () => {
  it('asks for metrics, labels and values that there are', () => {
    const found = panels().flatMap(({ title, targets }) =>
      targets.flatMap(({ expr, legendFormat }) => wrongWith(expr, [legendFormat]).map((what) => `${title}: ${what}`)),
    )
    expect(found).toEqual([])
  })

  it('has panels that ask for something, with a title and words of their own', () => {
    const all = panels()
    expect(all.length).toBeGreaterThan(30)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(all.filter(({ targets, description }) => targets.length === 0 || description === '')).toEqual([])
  })

  it('shows every metric of ours but those that say the same in another way', () => {
    const shown = new Set(
      panels().flatMap(({ targets }) => targets.flatMap(({ expr }) => askedBy(expr).map((a) => a.metric))),
    )
    const ours = new Set(told.flatMap((one) => [...one.families.keys()]).filter((name) => name.startsWith('ilf_')))
    const missing = [...ours].filter((name) => !shown.has(name) && !shown.has(`${name}_bucket`))
    expect(missing.sort()).toEqual([
      'ilf_bridge_questions_pending',
      'ilf_bridge_skipped_intervals_total',
      'ilf_bridge_unreadable_ticks_total',
      'ilf_build_info',
      'ilf_engine_request_duration_seconds',
      'ilf_exchange_state',
      'ilf_feeds',
      'ilf_gateway_account_active',
      'ilf_gateway_commands_waiting',
      'ilf_gateway_reconciled',
      'ilf_gateway_state',
      'ilf_gateway_symbols',
      'ilf_gateway_symbols_unreconciled',
      'ilf_read_bytes_total',
      'ilf_stream_time_seconds',
      'ilf_topology_outputs_total',
    ])
  })

  it.skipIf(!hasPromtool)('has queries that promtool can parse', () => {
    const rules = panels()
      .flatMap(({ targets }) => targets)
      .map(({ expr }, i) => ({ record: `panel:${i}`, expr: expr.replaceAll('$__rate_interval', '1m') }))
    const folder = mkdtempSync(join(tmpdir(), 'ilf-promtool-'))
    try {
      const file = join(folder, 'panels.yml')
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }))
      const { status, said } = promtool(['check', 'rules', file])
      expect({ status, said }).toMatchObject({
        status: 0,
        said: expect.stringContaining(`${rules.length} rules found`),
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the documentation', () => {
  it('names every metric of ours, and none that there is not', () => {
    const named = new Set(projectFile('docs/observability.md').match(/\bilf_[a-z_]+\b/g))
    const ours = told.flatMap((one) => [...one.families.keys()]).filter((name) => name.startsWith('ilf_'))
    expect([...new Set(ours)].filter((name) => !named.has(name))).toEqual([])
    // Those of an embedded run's dashboard, which tests of its own look at.
    const embedded = ['ilf_topic_records_total', 'ilf_positions_open']
    expect([...named].filter((name) => !ours.includes(name)).sort()).toEqual(embedded.toSorted())
  })

  it('names every alert', () => {
    const text = projectFile('docs/observability.md')
    expect(alerts().filter(({ alert }) => !text.includes(alert))).toEqual([])
  })
})

describe('the scrape configuration', () => {
  it('asks every service of the compose file where it answers, and takes the rules and what is named by hand', () => {
    const { rule_files, scrape_configs } = scrapeConfig()
    expect(rule_files).toEqual(['rules.yml'])
    const [asked, byHand] = scrape_configs
    const ports = asked?.dns_sd_configs.flatMap(({ names, port }) => names.map((name) => [name, String(port)] as const))
    const answering = Object.entries(composeFile().services).flatMap(([name, { command }]) => {
      const at = command.findIndex((word) => word === '--health-port' || word === '--port')
      return at < 0 ? [] : [[name, command[at + 1] ?? ''] as const]
    })
    expect(answering.length).toBeGreaterThan(10)
    expect(Object.fromEntries(ports ?? [])).toEqual(Object.fromEntries(answering))
    expect(byHand?.file_sd_configs).toEqual([{ files: ['targets/*.yml'] }])
    expect(exampleTargets().map(({ labels }) => labels.service)).toEqual([
      'ingest',
      'ai-bridge',
      'ai-engine',
      'gateway',
    ])
  })
})

describe('the check finds', () => {
  it.each([
    ['a metric that nobody tells', 'ilf_nothing > 1', [], ['nobody tells ilf_nothing']],
    ['a label that a metric has not', 'ilf_ready{lane="1"}', [], ['ilf_ready has no label lane']],
    ['a value that never comes', 'ilf_lanes{state="asleep"}', [], ['ilf_lanes is never told with state="asleep"']],
    ['a grouping by nothing', 'sum by (colour) (ilf_ready)', [], ['it groups by colour, which nothing has']],
    [
      'a word that the result has not',
      'sum by (topic) (ilf_lag_records)',
      ['{{ $labels.topology }}'],
      ['topology is filled in, and the result does not have it'],
    ],
  ])('%s', (_, query, words, wrong) => {
    expect(wrongWith(query, words)).toEqual(wrong)
  })
})
