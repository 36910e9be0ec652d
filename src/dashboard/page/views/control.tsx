/** Orders to the account, each confirmed by typing, and the log of who gave which and why. */
import { useState } from 'preact/hooks'
import { CONTROL_WORDS, type ControlLog, type ControlWord } from '../../protocol/flow.ts'
import { time, words } from '../format.ts'
import { post, useLive } from '../live.ts'
import { AlertsCard } from '../parts/alerts-card.tsx'
import { Answer, Card } from '../parts/card.tsx'
import { Confirm, QUEUED } from '../parts/confirm.tsx'
import { type Column, Table } from '../parts/table.tsx'

const MEANINGS: Readonly<Record<ControlWord, string>> = {
  halt: 'No new positions, unfilled entries are cancelled. It stays so through restarts until somebody resumes.',
  reduce: 'No new positions; what is open goes on to its exits.',
  resume: 'Back to normal: the only way out of a halt.',
  drain: 'No new positions, for a shutdown.',
  'close-all': 'Close every position at the market, and open none.',
}

type LogRow = ControlLog['rows'][number]

const COLUMNS: readonly Column<LogRow>[] = [
  { title: 'Time', cell: ({ timeMs }) => time(timeMs) },
  { title: 'Order', cell: ({ command }) => words(command) },
  { title: 'By', cell: ({ issuedBy }) => issuedBy },
  { title: 'Why', cell: ({ reason }) => reason },
]

export function ControlView() {
  const loaded = useLive<ControlLog>('control')
  const [chosen, choose] = useState<ControlWord | null>(null)
  const [reason, setReason] = useState('')
  const [issuedBy, setIssuedBy] = useState('')
  const isSaid = reason.trim() !== '' && issuedBy.trim() !== ''
  return (
    <>
      <h1>Control</h1>
      <div class="grid">
        <Card title="Give an order" wide note={loaded.data?.mode == null ? '' : `now ${words(loaded.data.mode)}`}>
          <form class="filters" onSubmit={(event) => event.preventDefault()}>
            <label>
              Who
              <input value={issuedBy} onInput={(event) => setIssuedBy(event.currentTarget.value)} />
            </label>
            <label class="grow">
              Why
              <input value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
            </label>
          </form>
          <ul class="orders">
            {CONTROL_WORDS.map((word) => (
              <li key={word}>
                <button type="button" disabled={!isSaid} aria-pressed={word === chosen} onClick={() => choose(word)}>
                  {word}
                </button>
                <span class="dim">{MEANINGS[word]}</span>
              </li>
            ))}
          </ul>
          {isSaid ? null : <p class="dim">Say who you are and why first: both are kept in the log.</p>}
        </Card>
        {chosen === null || !isSaid ? null : (
          <Confirm
            key={chosen}
            title={`Really ${chosen}?`}
            text={MEANINGS[chosen]}
            word={chosen}
            act={async () => {
              await post('control', { word: chosen, reason, issuedBy })
              return QUEUED
            }}
            close={() => choose(null)}
          />
        )}
        <Answer loaded={loaded}>
          {({ rows, modeReason }) => (
            <Card title="Log" wide note={modeReason ?? undefined}>
              <Table
                label="Orders given"
                columns={COLUMNS}
                rows={rows}
                keyOf={({ timeMs, command, reason: why }) => `${timeMs} ${command} ${why}`}
                empty="No order was given yet."
              />
            </Card>
          )}
        </Answer>
        <AlertsCard />
      </div>
    </>
  )
}
