/** Records that could not be read or processed: where they came from, why, and back with them after a question. */
import { useState } from 'preact/hooks'
import type { DeadLetterRow, DeadLetters } from '../../protocol/flow.ts'
import { count, time, words } from '../format.ts'
import { post, useLive } from '../live.ts'
import { Bars } from '../parts/bars.tsx'
import { Answer, Card } from '../parts/card.tsx'
import { Confirm, QUEUED } from '../parts/confirm.tsx'
import { type Column, Table } from '../parts/table.tsx'

export function DeadLettersView() {
  const loaded = useLive<DeadLetters>('dead-letters')
  const [chosen, choose] = useState<DeadLetterRow | null>(null)
  return (
    <>
      <h1>Dead letters</h1>
      <Answer loaded={loaded}>
        {({ total, byCode, rows }) => (
          <div class="grid">
            {byCode.length === 0 ? null : (
              <Card title="By code" wide>
                <Bars rows={byCode.map(({ code, count: value }) => ({ name: words(code), value }))} />
              </Card>
            )}
            {chosen === null ? null : (
              <Confirm
                title={`Put ${chosen.topic}/${chosen.partition}@${chosen.offset} back`}
                text="The record is appended to its topic once more, as it was. Do it when what refused it has been mended."
                word="redrive"
                act={async () => {
                  const { topic, partition, offset } = chosen
                  await post('dead-letters/redrive', { topic, partition, offset })
                  return QUEUED
                }}
                close={() => choose(null)}
              />
            )}
            <Card title="Newest first" wide note={`${count(total)} in all`}>
              <Table
                label="Dead letters"
                columns={columns(choose)}
                rows={rows}
                keyOf={({ topic, partition, offset, timeMs }) => `${topic} ${partition} ${offset} ${timeMs}`}
                empty="None: every record could be read and processed."
              />
            </Card>
          </div>
        )}
      </Answer>
    </>
  )
}

const columns = (choose: (row: DeadLetterRow) => void): readonly Column<DeadLetterRow>[] => [
  { title: 'Time', cell: ({ timeMs }) => time(timeMs) },
  { title: 'Code', cell: ({ code }) => words(code) },
  { title: 'From', cell: ({ topic, partition, offset }) => <code>{`${topic}/${partition}@${offset}`}</code> },
  { title: 'Key', cell: ({ key }) => key ?? '' },
  { title: 'Why', cell: ({ error }) => <span class="long">{error}</span> },
  { title: 'Value', cell: ({ value }) => <code class="long">{value ?? 'none'}</code> },
  {
    title: 'Back',
    cell: (row) => (
      <button type="button" class="quiet" onClick={() => choose(row)}>
        redrive
      </button>
    ),
  },
]
