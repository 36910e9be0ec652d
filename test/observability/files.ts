/** The files of `observability/`, read and checked for their shape. */
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { parse } from 'yaml'
import { inProject } from '../support/project-root.ts'

const RULES = v.object({
  groups: v.array(
    v.object({
      name: v.string(),
      rules: v.array(
        v.strictObject({
          alert: v.string(),
          expr: v.string(),
          for: v.optional(v.string()),
          labels: v.strictObject({ severity: v.picklist(['page', 'ticket']) }),
          annotations: v.strictObject({ summary: v.string(), description: v.string() }),
        }),
      ),
    }),
  ),
})

const TARGET = v.looseObject({ expr: v.string(), legendFormat: v.string() })
const PANEL = v.looseObject({
  id: v.number(),
  type: v.string(),
  title: v.string(),
  description: v.optional(v.string(), ''),
  targets: v.optional(v.array(TARGET), []),
})
const DASHBOARD = v.looseObject({ uid: v.string(), panels: v.array(PANEL) })

const SCRAPE = v.object({
  rule_files: v.array(v.string()),
  scrape_configs: v.array(
    v.looseObject({
      job_name: v.string(),
      dns_sd_configs: v.optional(v.array(v.object({ names: v.array(v.string()), port: v.number() })), []),
      file_sd_configs: v.optional(v.array(v.object({ files: v.array(v.string()) })), []),
    }),
  ),
})

/** Absolute path of a file below `observability/`. */
export function observabilityFile(...path: readonly string[]): string {
  return inProject('observability', ...path)
}

function text(...path: readonly string[]): string {
  return readFileSync(observabilityFile(...path), 'utf8')
}

/** Every alert. */
export function alerts() {
  return v.parse(RULES, parse(text('prometheus', 'rules.yml'))).groups.flatMap(({ rules }) => rules)
}

/** The panels that ask for something. */
export function panels() {
  const dashboard = v.parse(DASHBOARD, JSON.parse(text('grafana', 'dashboards', 'ilf.json')))
  return dashboard.panels.filter(({ type }) => type !== 'row')
}

export function scrapeConfig() {
  return v.parse(SCRAPE, parse(text('prometheus', 'prometheus.yml')))
}

/** The example of targets that are named by hand. */
export function exampleTargets() {
  const targets = v.array(v.object({ targets: v.array(v.string()), labels: v.record(v.string(), v.string()) }))
  return v.parse(targets, parse(text('prometheus', 'targets', 'by-hand.yml.example')))
}
