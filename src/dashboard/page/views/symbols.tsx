/** All symbols, or one of them as a chart with everything that happened on it. */
import { useMemo, useState } from 'preact/hooks'
import type { MarketPoint, PositionTrace, SymbolRow, SymbolView } from '../../protocol/symbol.ts'
import { count, duration, percent, price, signedMoney, time, words } from '../format.ts'
import { useLive } from '../live.ts'
import { Answer, Card, Figure, toneOf } from '../parts/card.tsx'
import { Chart } from '../parts/chart.tsx'
import { drawSymbol, LOWER_PANES } from '../parts/symbol-chart.ts'
import { type Column, Table } from '../parts/table.tsx'
import { addressOf } from '../router.ts'

export function SymbolsView({ of }: { readonly of: string | null }) {
  return of === null ? <AllSymbols /> : <OneSymbol key={of} symbol={of} />
}

function AllSymbols() {
  const loaded = useLive<readonly SymbolRow[]>('symbols')
  return (
    <>
      <h1>Symbols</h1>
      <Answer loaded={loaded}>
        {(rows) => (
          <Card title="Traded symbols" wide note={count(rows.length)}>
            <Table
              label="Traded symbols"
              columns={SYMBOL_COLUMNS}
              rows={[...rows].sort((a, b) => b.intents - a.intents)}
              keyOf={({ symbol }) => symbol}
              empty="No tick has arrived yet."
            />
          </Card>
        )}
      </Answer>
    </>
  )
}

const SYMBOL_COLUMNS: readonly Column<SymbolRow>[] = [
  { title: 'Symbol', cell: ({ symbol }) => <a href={addressOf('symbols', symbol)}>{symbol}</a> },
  { title: 'Price', isFigure: true, cell: (row) => price(row.price) },
  { title: 'Intents', isFigure: true, cell: ({ intents }) => count(intents) },
  { title: 'Closed positions', isFigure: true, cell: ({ positions }) => count(positions) },
  { title: 'PnL', isFigure: true, cell: ({ pnl }) => <span class={toneOf(pnl)}>{signedMoney(pnl)}</span> },
  { title: 'Now', cell: ({ isOpen }) => (isOpen ? 'open' : '') },
]

function OneSymbol({ symbol }: { readonly symbol: string }) {
  const loaded = useLive<SymbolView>(`symbols/${encodeURIComponent(symbol)}`)
  return (
    <>
      <p class="way">
        <a href={addressOf('symbols')}>Symbols</a>
      </p>
      <h1>{symbol}</h1>
      <Answer loaded={loaded}>{(data) => <Drawn data={data} />}</Answer>
    </>
  )
}

function Drawn({ data }: { readonly data: SymbolView }) {
  const [chosen, choose] = useState<string | null>(null)
  const picture = useMemo(() => ({ ...data, chosen }), [data, chosen])
  const positions = [...data.positions].reverse()
  return (
    <div class="grid">
      <Card
        title="Price"
        wide
        note="five-minute candles, shaded where the regime is bull or bear; below: ATR, divergence, funding"
      >
        <MarketNow points={data.market} />
        <Chart
          label={`Candles of ${data.symbol} with ${data.positions.length} positions; below ${LOWER_PANES.join(', ')}`}
          data={picture}
          draw={drawSymbol}
          height="high"
        />
        <ul class="legend">
          <li class="key text">entry</li>
          <li class="key down">stop, as it moved</li>
          <li class="key up">targets of the chosen position</li>
          <li class="key warn">its liquidation price</li>
        </ul>
      </Card>
      <Card title="Positions" wide note={count(positions.length)}>
        <Table
          label="Positions"
          columns={positionColumns(chosen, choose)}
          rows={positions}
          keyOf={({ positionId }) => positionId}
          isChosen={({ positionId }) => positionId === chosen}
          empty="None yet. Signals of this symbol and why they did not trade are in the list of signals."
        />
      </Card>
    </div>
  )
}

/** What the last decision saw of the market; what nobody knows is called so. */
function MarketNow({ points }: { readonly points: readonly MarketPoint[] }) {
  const last = points.at(-1)
  if (last === undefined) return null
  const { atrRatio, divergenceRatio, fundingRatio, regime } = last
  const known = (ratio: number | null) => (ratio === null ? 'unknown' : percent(ratio))
  return (
    <dl class="figures">
      <Figure name="ATR over price" value={known(atrRatio)} />
      <Figure
        name="Divergence"
        value={known(divergenceRatio)}
        note={divergenceRatio === null ? 'one market alone' : undefined}
      />
      <Figure
        name="Funding rate"
        value={known(fundingRatio)}
        note={fundingRatio === null ? 'none in the data' : undefined}
      />
      <Figure name="Regime" value={regime === null || regime === 'UNKNOWN' ? 'unknown' : words(regime)} />
    </dl>
  )
}

function positionColumns(
  chosen: string | null,
  choose: (positionId: string | null) => void,
): readonly Column<PositionTrace>[] {
  return [
    { title: 'Opened', cell: ({ openedAtMs }) => time(openedAtMs) },
    { title: 'Side', cell: ({ side, leverage }) => `${words(side)} ${leverage}x` },
    { title: 'Entry', isFigure: true, cell: ({ entryPrice }) => price(entryPrice) },
    { title: 'Exit', isFigure: true, cell: ({ exitPrice }) => price(exitPrice) },
    {
      title: 'Held',
      isFigure: true,
      cell: ({ openedAtMs, closedAtMs }) => (closedAtMs === null ? 'open' : duration(closedAtMs - openedAtMs)),
    },
    { title: 'By', cell: ({ exitCause }) => (exitCause === null ? '' : words(exitCause)) },
    {
      title: 'PnL',
      isFigure: true,
      cell: ({ pnl }) => (pnl === null ? '–' : <span class={toneOf(pnl)}>{signedMoney(pnl)}</span>),
    },
    {
      title: 'Levels',
      cell: ({ positionId }) => (
        <button
          type="button"
          class="quiet"
          aria-pressed={positionId === chosen}
          onClick={() => choose(positionId === chosen ? null : positionId)}
        >
          {positionId === chosen ? 'hide' : 'show'}
        </button>
      ),
    },
    { title: 'Why', cell: ({ signalId }) => <a href={addressOf('signals', signalId)}>its story</a> },
  ]
}
