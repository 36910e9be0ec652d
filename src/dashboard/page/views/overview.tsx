/** How the account stands, what is open, and what the dataflow does. */
import { useMemo } from 'preact/hooks'
import type { MemberState, OpenPosition, Overview, TopologyPulse } from '../../protocol/overview.ts'
import { count, duration, money, percent, price, rate, signedMoney, signedPercent, time, words } from '../format.ts'
import { useLive } from '../live.ts'
import { Bars } from '../parts/bars.tsx'
import { Answer, Card, Empty, Figure, toneOf } from '../parts/card.tsx'
import { Chart } from '../parts/chart.tsx'
import { drawEquity } from '../parts/equity-chart.ts'
import { type Column, Table } from '../parts/table.tsx'
import { addressOf } from '../router.ts'

export function OverviewView() {
  const loaded = useLive<Overview>('overview')
  return (
    <>
      <h1>Overview</h1>
      <Answer loaded={loaded}>{(data) => <Overviewed data={data} />}</Answer>
    </>
  )
}

function Overviewed({ data }: { readonly data: Overview }) {
  const { link, equity, gaps, positions, lastHour, topologies, members, streamTimeMs } = data
  const picture = useMemo(() => ({ equity, gaps: gaps.stretches }), [equity, gaps])
  return (
    <div class="grid">
      <AccountCard data={data} />
      <Card
        title="Equity and drawdown"
        wide
        note={equity.length === 0 ? '' : `${time(equity[0]![0])} – ${time(equity.at(-1)![0])}`}
      >
        {equity.length === 0 ? (
          <Empty>No account state yet: it begins with the first plan.</Empty>
        ) : (
          <>
            <Chart
              label={`Equity from ${money(equity[0]![1])} to ${money(equity.at(-1)![1])}`}
              data={picture}
              draw={drawEquity}
              height="low"
            />
            {gaps.stretches.length === 0 ? null : <GapNote {...gaps} />}
          </>
        )}
      </Card>
      <Card title="Open positions" wide note={count(positions.length)}>
        <Table
          label="Open positions"
          columns={POSITION_COLUMNS}
          rows={positions}
          keyOf={({ positionId }) => positionId}
          empty="Nothing is open now."
        />
      </Card>
      <Card title="Last hour" note={`${count(lastHour.signals)} signals, ${count(lastHour.intents)} intents`}>
        {lastHour.refusals.length === 0 ? (
          <Empty>Nothing was refused.</Empty>
        ) : (
          <Bars
            rows={lastHour.refusals.slice(0, 8).map(({ reason, count: value }) => ({ name: words(reason), value }))}
          />
        )}
      </Card>
      <Card title="Topologies" note={`${count(data.ticks)} ticks, ${rate(data.ticksPerSecond)}`}>
        <Table
          label="Topologies"
          columns={topologyColumns(streamTimeMs, link === null)}
          rows={topologies}
          keyOf={({ name }) => name}
          empty="None."
        />
      </Card>
      {members.length === 0 ? null : (
        <Card title="Members" wide note={`${count(members.filter(({ isReady }) => isReady).length)} ready`}>
          <Table
            label="Members"
            columns={MEMBER_COLUMNS}
            rows={members}
            keyOf={({ address }) => address}
            empty="None."
          />
        </Card>
      )}
    </div>
  )
}

/** Whoever sees a jump should know that it was nobody's doing. */
function GapNote({ stretches, positions, pnl }: Overview['gaps']) {
  return (
    <p class="dim small">
      {`The data have ${count(stretches.length)} ${stretches.length === 1 ? 'gap' : 'gaps'}, marked above. `}
      {positions === 0
        ? 'No position was held across one.'
        : `${count(positions)} positions were held across one, ${signedMoney(pnl)} of the total: a jump that nobody could act in.`}
    </p>
  )
}

function AccountCard({ data: { account, equity, deadLetters } }: { readonly data: Overview }) {
  if (account === null)
    return (
      <Card title="Account" wide>
        <Empty>No account yet. Start a run with `ilf run`; this page follows it.</Empty>
      </Card>
    )
  const start = equity[0]?.[1] ?? account.equity
  const gain = account.equity - start
  const worst = equity.reduce((max, [, , drawdown]) => Math.max(max, drawdown), 0)
  return (
    <Card title={`Account ${account.name}`} wide note={account.modeReason ?? undefined}>
      <dl class="figures">
        <Figure name="Equity" value={money(account.equity)} note={`balance ${money(account.balance)}`} />
        <Figure
          name="Since the start"
          value={signedMoney(gain)}
          tone={toneOf(gain)}
          note={signedPercent(start === 0 ? 0 : gain / start)}
        />
        <Figure name="Drawdown now" value={percent(account.drawdownRatio)} note={`at most ${percent(worst)}`} />
        <Figure
          name="Exposure"
          value={percent(account.exposureRatio)}
          note={`margin ${percent(account.marginRatio)}`}
        />
        <Figure
          name="Closed positions"
          value={count(account.closedPositions)}
          note={account.winRateRatio === null ? undefined : `${percent(account.winRateRatio)} of the last ones won`}
        />
        <Figure name="Dead letters" value={count(deadLetters)} tone={deadLetters > 0 ? 'down' : ''} />
      </dl>
    </Card>
  )
}

const POSITION_COLUMNS: readonly Column<OpenPosition>[] = [
  { title: 'Symbol', cell: ({ symbol }) => <a href={addressOf('symbols', symbol)}>{symbol}</a> },
  { title: 'Side', cell: ({ side, leverage }) => `${words(side)} ${leverage}x` },
  { title: 'Entry', isFigure: true, cell: ({ entryPrice }) => price(entryPrice) },
  { title: 'Mark', isFigure: true, cell: ({ markPrice }) => price(markPrice) },
  {
    title: 'PnL',
    isFigure: true,
    cell: ({ pnl, pnlRatio }) =>
      pnl === null ? '–' : <span class={toneOf(pnl)}>{`${signedMoney(pnl)} (${signedPercent(pnlRatio)})`}</span>,
  },
  {
    title: 'To the stop',
    isFigure: true,
    cell: ({ stopPrice, stopDistanceRatio }) => `${percent(stopDistanceRatio)} at ${price(stopPrice)}`,
  },
  {
    title: 'To the next target',
    isFigure: true,
    cell: ({ nextTargetPrice, nextTargetDistanceRatio }) =>
      nextTargetPrice === null ? 'all passed' : `${percent(nextTargetDistanceRatio)} at ${price(nextTargetPrice)}`,
  },
  { title: 'Why', cell: ({ signalId }) => <a href={addressOf('signals', signalId)}>its story</a> },
]

const MEMBER_COLUMNS: readonly Column<MemberState>[] = [
  { title: 'Address', cell: ({ address }) => address },
  {
    title: 'Ready',
    cell: ({ isReady }) => <span class={isReady ? 'pill good' : 'pill bad'}>{isReady ? 'ready' : 'not ready'}</span>,
  },
  { title: 'State', cell: ({ reason }) => reason },
  {
    title: 'Restored',
    isFigure: true,
    cell: ({ restoredRatio }) => (restoredRatio === null ? '–' : percent(restoredRatio)),
  },
]

const LAST_INPUT: Column<TopologyPulse> = {
  title: 'Last input',
  isFigure: true,
  cell: ({ lastInputAgoMs }) => (lastInputAgoMs === null ? 'none yet' : `${duration(lastInputAgoMs)} ago`),
}

/** @param isOneClock whether all topologies go by one, as in a data folder: none is ahead of another then */
function topologyColumns(streamTimeMs: number | null, isOneClock: boolean): readonly Column<TopologyPulse>[] {
  return [
    {
      title: 'Name',
      cell: ({ name, standsStillMs }) =>
        standsStillMs === null ? (
          name
        ) : (
          <>
            {name} <span class="pill bad">{`stands still for ${duration(standsStillMs)}`}</span>
          </>
        ),
    },
    {
      title: 'Lag',
      isFigure: true,
      cell: ({ lagRecords }) => {
        if (isOneClock) return 'in step'
        return lagRecords === null ? '–' : `${count(lagRecords)} records`
      },
    },
    ...(isOneClock ? [] : [LAST_INPUT]),
    { title: 'Outputs', isFigure: true, cell: ({ outputs }) => count(outputs) },
    { title: 'Now', isFigure: true, cell: ({ outputsPerSecond }) => rate(outputsPerSecond) },
    {
      title: 'Last one',
      isFigure: true,
      cell: ({ lastOutputMs }) =>
        lastOutputMs === null || streamTimeMs === null
          ? 'none yet'
          : `${duration(Math.max(0, streamTimeMs - lastOutputMs))} ago`,
    },
  ]
}
