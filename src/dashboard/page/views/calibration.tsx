/** Whether a confidence means anything: how often signals of it were right. */
import type { Calibration, CalibrationBucket } from '../../protocol/learning.ts'
import { count, duration, percent, signedPercent, words } from '../format.ts'
import { useLive } from '../live.ts'
import { Answer, Card, Empty } from '../parts/card.tsx'
import { type Column, Table } from '../parts/table.tsx'

const WIDTH = 640
const HEIGHT = 240
const EDGE = 44

const COLUMNS: readonly Column<CalibrationBucket>[] = [
  { title: 'Confidence', cell: ({ from, to }) => `${percent(from)} – ${percent(to)}` },
  { title: 'Signals', isFigure: true, cell: (bucket) => count(bucket.count) },
  { title: 'Right', isFigure: true, cell: ({ rightRatio }) => percent(rightRatio) },
  {
    title: '95 % interval',
    isFigure: true,
    cell: ({ interval }) => `${percent(interval.low)} – ${percent(interval.high)}`,
  },
  { title: 'Mean move', isFigure: true, cell: ({ meanReturnRatio }) => signedPercent(meanReturnRatio) },
]

export function CalibrationView() {
  const loaded = useLive<Calibration>('calibration')
  return (
    <>
      <h1>Calibration</h1>
      <Answer loaded={loaded}>
        {({ buckets, horizonMs, threshold, verdict }) => (
          <Card
            title="Confidence against outcome"
            wide
            note={`judged after ${duration(horizonMs)}; traded from ${percent(threshold)}`}
          >
            {buckets.length === 0 ? (
              <Empty>No signal is old enough to be judged yet.</Empty>
            ) : (
              <>
                <p>{`The signals that are traded are ${words(verdict)}.`}</p>
                <Picture buckets={buckets} />
              </>
            )}
            <Table
              label="Calibration"
              columns={COLUMNS}
              rows={buckets}
              keyOf={({ from }) => String(from)}
              empty="A signal is judged when its horizon has passed."
            />
          </Card>
        )}
      </Answer>
    </>
  )
}

/** A dot a bucket, with its interval; the line is a confidence that means what it says. */
function Picture({ buckets }: { readonly buckets: readonly CalibrationBucket[] }) {
  const x = (ratio: number) => EDGE + ratio * (WIDTH - 2 * EDGE)
  const y = (ratio: number) => HEIGHT - EDGE - ratio * (HEIGHT - 2 * EDGE)
  return (
    <svg
      class="picture"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label="Share of right signals by confidence"
    >
      {[0, 0.25, 0.5, 0.75, 1].map((ratio) => (
        <g key={ratio}>
          <line class="rule" x1={x(0)} x2={x(1)} y1={y(ratio)} y2={y(ratio)} />
          <text x={x(0) - 6} y={y(ratio) + 4} text-anchor="end">{`${ratio * 100} %`}</text>
          <text x={x(ratio)} y={HEIGHT - 12} text-anchor="middle">{`${ratio * 100} %`}</text>
        </g>
      ))}
      <line class="ideal" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      {buckets.map(({ from, to, rightRatio, interval, count: signals }) => {
        const at = x((from + to) / 2)
        return (
          <g key={from} class="bucket">
            <line x1={at} x2={at} y1={y(interval.low)} y2={y(interval.high)} />
            <circle cx={at} cy={y(rightRatio)} r={Math.min(9, 3 + Math.log10(signals + 1) * 2)} />
          </g>
        )
      })}
    </svg>
  )
}
