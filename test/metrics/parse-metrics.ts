/** Reads the text that Prometheus reads, and refuses whatever is not exactly as its format says. */

/** A metric as it is declared. */
export interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary'
  readonly help: string
}

export class ParsedMetrics {
  readonly families = new Map<string, Family>()
  /** Value of each series by its name and labels, such as `up{job="a"}`; labels sorted by name. */
  readonly series = new Map<string, number>()

  /** The value of one series; labels in any order. Throws where there is none. */
  value(name: string, labels: Readonly<Record<string, string | number>> = {}): number {
    const found = this.series.get(nameOf(name, labels))
    if (found === undefined) throw new Error(`no series ${nameOf(name, labels)}`)
    return found
  }

  /** Labels and values of all series of a metric. */
  all(name: string): readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[] {
    return [...this.series].flatMap(([series, value]) => {
      const { name: found, labels } = parseSeries(series)
      return found === name ? [{ labels, value }] : []
    })
  }

  /** Sum over all series of a metric that carry these labels. */
  sum(name: string, wanted: Readonly<Record<string, string>> = {}): number {
    const matches = this.all(name).filter(({ labels }) =>
      Object.entries(wanted).every(([key, of]) => labels[key] === of),
    )
    return matches.reduce((sum, { value }) => sum + value, 0)
  }
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const VALUE = /^([-+]?(\d+(\.\d+)?([eE][-+]?\d+)?|Inf)|NaN|Nan)$/

/** Throws for a line that is wrong, a series without a declaration or told twice, and a histogram that does not add up. */
export function parseMetrics(text: string): ParsedMetrics {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const parsed = new ParsedMetrics()
  const helps = new Map<string, string>()
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (kind === 'HELP') helps.set(name, rest)
    else if (kind === 'TYPE') declare(parsed, name, rest, helps.get(name))
    else if (line.startsWith('#')) throw new Error(`no HELP and no TYPE: ${line}`)
    else take(parsed, line)
  }
  for (const { name, type } of parsed.families.values()) if (type === 'histogram') checkHistogram(parsed, name)
  return parsed
}

function declare({ families }: ParsedMetrics, name: string, type: string, help: string | undefined): void {
  if (!NAME.test(name)) throw new Error(`not a name: ${name}`)
  if (families.has(name)) throw new Error(`declared twice: ${name}`)
  if (help === undefined || help.length < 5) throw new Error(`no help: ${name}`)
  if (type !== 'counter' && type !== 'gauge' && type !== 'histogram' && type !== 'summary')
    throw new Error(`no type: ${name} ${type}`)
  if (name.startsWith('ilf_') && (type === 'counter') !== name.endsWith('_total'))
    throw new Error(`counters, and only they, end in _total: ${name} is a ${type}`)
  families.set(name, { name, type, help })
}

function take(parsed: ParsedMetrics, line: string): void {
  const at = line.lastIndexOf(' ')
  const value = line.slice(at + 1)
  if (!VALUE.test(value)) throw new Error(`no value: ${line}`)
  const { name, labels } = parseSeries(line.slice(0, at))
  if (familyOf(parsed, name) === undefined) throw new Error(`not declared before: ${line}`)
  const series = nameOf(name, labels)
  if (parsed.series.has(series)) throw new Error(`told twice: ${series}`)
  parsed.series.set(series, Number(value.replace('Inf', 'Infinity')))
}

function familyOf({ families }: ParsedMetrics, name: string): Family | undefined {
  const own = families.get(name)
  if (own !== undefined) return own.type === 'histogram' ? undefined : own
  const of = families.get(name.replace(/_(bucket|sum|count)$/, ''))
  return of?.type === 'histogram' || of?.type === 'summary' ? of : undefined
}

function parseSeries(text: string): { readonly name: string; readonly labels: Record<string, string> } {
  const found = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?$/.exec(text)
  if (found === null) throw new Error(`not a series: ${text}`)
  const [, name = '', inside = ''] = found
  const labels: Record<string, string> = {}
  let rest = inside
  while (rest !== '') {
    const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)/.exec(rest)
    if (label === null) throw new Error(`not labels: ${text}`)
    const [whole, key = '', value = ''] = label
    if (key in labels) throw new Error(`a label twice: ${text}`)
    labels[key] = value
    rest = rest.slice(whole.length)
  }
  return { name, labels }
}

function nameOf(name: string, labels: Readonly<Record<string, string | number>>): string {
  const parts = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return parts.length === 0 ? name : `${name}{${parts.map(([key, value]) => `${key}="${value}"`).join(',')}}`
}

/** Buckets grow with their bound, and the last one is the count. */
function checkHistogram(parsed: ParsedMetrics, name: string): void {
  const buckets = parsed.all(`${name}_bucket`).map(({ labels: { le = '', ...rest }, value }) => {
    return { of: JSON.stringify(rest), bound: Number(le.replace('+Inf', 'Infinity')), value, rest }
  })
  for (const of of new Set(buckets.map((bucket) => bucket.of))) {
    const own = buckets.filter((bucket) => bucket.of === of).sort((a, b) => a.bound - b.bound)
    if (own.some(({ value }, i) => value < (own[i - 1]?.value ?? 0))) throw new Error(`${name}: a bucket shrinks`)
    const last = own.at(-1)
    if (
      last === undefined ||
      last.bound !== Number.POSITIVE_INFINITY ||
      last.value !== parsed.value(`${name}_count`, last.rest)
    )
      throw new Error(`${name}: the last bucket is not the count`)
    parsed.value(`${name}_sum`, last.rest)
  }
}
