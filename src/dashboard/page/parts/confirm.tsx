/** Asks before something is done: the word must be typed, and the token given. */
import { useState } from 'preact/hooks'
import { token } from '../live.ts'
import { Card } from './card.tsx'

/** What is said of an order that was taken. */
export const QUEUED = 'Queued: the run, or the next one, takes it.'

export function Confirm({
  title,
  text,
  word,
  act,
  close,
}: {
  readonly title: string
  readonly text: string
  /** What must be typed. */
  readonly word: string
  /** Resolves to what is to be said then. */
  readonly act: () => Promise<string>
  readonly close: () => void
}) {
  const [typed, setTyped] = useState('')
  const [secret, setSecret] = useState(token.get())
  const [said, setSaid] = useState<{ readonly isError: boolean; readonly text: string } | null>(null)
  const submit = async (event: Event) => {
    event.preventDefault()
    token.set(secret.trim())
    try {
      setSaid({ isError: false, text: await act() })
    } catch (error) {
      setSaid({ isError: true, text: error instanceof Error ? error.message : String(error) })
    }
  }
  return (
    <Card title={title} wide>
      <p>{text}</p>
      <form class="confirm" onSubmit={(event) => void submit(event)}>
        <label>
          {`Type ${word}`}
          <input value={typed} autoComplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <label>
          Token, printed by ilf dashboard
          <input
            type="password"
            value={secret}
            autoComplete="off"
            onInput={(event) => setSecret(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="strong" disabled={typed !== word || secret.trim() === ''}>
          {word}
        </button>
        <button type="button" class="quiet" onClick={close}>
          close
        </button>
      </form>
      {said === null ? null : (
        <p class={said.isError ? 'error' : 'done'} role="alert">
          {said.text}
        </p>
      )}
    </Card>
  )
}
