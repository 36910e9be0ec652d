/** Every signal and what became of it; or the story of one. */
import { useRef, useState } from 'preact/hooks'
import type { SignalPage, SignalRow } from '../../protocol/signals.ts'
import { count, percent, time, words } from '../format.ts'
import { answerOf, useLive } from '../live.ts'
import { Answer, Card } from '../parts/card.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { addressOf } from '../router.ts'
import { StoryView } from './story.tsx'

export function SignalsView({ of }: { readonly of: string | null }) {
  return of === null ? <Signals /> : <StoryView key={of} id={of} />
}

interface Filter {
  readonly symbol: string
  readonly outcome: string
  readonly reason: string
}

function Signals() {
  const [filter, setFilter] = useState<Filter>({ symbol: '', outcome: '', reason: '' })
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString()
  const loaded = useLive<SignalPage>(`signals?${query}`)
  // What can be chosen stays while the next answer is on its way: the form must not lose who is using it.
  const choices = useRef<Pick<SignalPage, 'symbols' | 'reasons' | 'kept'>>({ symbols: [], reasons: [], kept: 0 })
  if (loaded.data !== null) choices.current = loaded.data
  const { symbols, reasons, kept } = choices.current
  return (
    <>
      <h1>Signals</h1>
      <Card title="Decisions, newest first" wide note={`${count(kept)} kept`}>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <Choice name="Symbol" value={filter.symbol} of={symbols} set={(symbol) => setFilter({ ...filter, symbol })} />
          <Choice
            name="Outcome"
            value={filter.outcome}
            of={['ACCEPTED', 'REFUSED']}
            set={(outcome) => setFilter({ ...filter, outcome })}
          />
          <Choice name="Reason" value={filter.reason} of={reasons} set={(reason) => setFilter({ ...filter, reason })} />
        </form>
        <Answer loaded={loaded}>{(page) => <Rows key={query} first={page} query={query} />}</Answer>
      </Card>
    </>
  )
}

function Choice({
  name,
  value,
  of,
  set,
}: {
  readonly name: string
  readonly value: string
  readonly of: readonly string[]
  readonly set: (value: string) => void
}) {
  return (
    <label>
      {name}
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">all</option>
        {of.map((one) => (
          <option key={one} value={one}>
            {name === 'Symbol' ? one : words(one)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The newest page stays live; older ones are put below it as they are asked for. */
function Rows({ first, query }: { readonly first: SignalPage; readonly query: string }) {
  const [older, setOlder] = useState<readonly SignalPage[]>([])
  const [error, setError] = useState<string | null>(null)
  const next = (older.at(-1) ?? first).next
  const seen = new Map([...first.rows, ...older.flatMap(({ rows }) => rows)].map((row) => [row.cursor, row]))
  const more = async () => {
    try {
      setOlder([...older, await answerOf<SignalPage>(`signals?${query}&before=${encodeURIComponent(next ?? '')}`)])
      setError(null)
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }
  return (
    <>
      <Table
        label="Decisions"
        columns={COLUMNS}
        rows={[...seen.values()].sort(newestFirst)}
        keyOf={({ cursor }) => cursor}
        empty="No signal fits. Take a filter away, or wait for the next candle."
      />
      {error === null ? null : (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      {next === null ? null : (
        <button type="button" onClick={() => void more()}>
          Older ones
        </button>
      )}
    </>
  )
}

/** As the server has them: a cursor begins with the time. */
const newestFirst = (a: SignalRow, b: SignalRow): number =>
  b.timeMs - a.timeMs || (a.cursor < b.cursor ? 1 : a.cursor > b.cursor ? -1 : 0)

const COLUMNS: readonly Column<SignalRow>[] = [
  { title: 'Time', cell: ({ timeMs }) => time(timeMs) },
  { title: 'Symbol', cell: ({ symbol }) => <a href={addressOf('symbols', symbol)}>{symbol}</a> },
  { title: 'Action', cell: ({ action }) => words(action) },
  {
    title: 'Confidence',
    isFigure: true,
    cell: ({ confidence, threshold }) => `${percent(confidence)} of ${percent(threshold)}`,
  },
  {
    title: 'Outcome',
    cell: ({ outcome, reason }) =>
      outcome === 'ACCEPTED' ? <span class="pill good">accepted</span> : <span class="dim">{words(reason)}</span>,
  },
  {
    title: 'Why',
    cell: ({ signalId }) => (
      <a href={addressOf('signals', signalId)} aria-label={`Story of ${signalId}`}>
        {signalId}
      </a>
    ),
  },
]
