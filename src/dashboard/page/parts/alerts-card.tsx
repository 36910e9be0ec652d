/** Where alerts go, and a button that tries whether they arrive. */
import { useState } from 'preact/hooks'
import type { AlertSetup, AlertTest } from '../../protocol/alerts.ts'
import { post, useLive } from '../live.ts'
import { Answer, Card, Empty } from './card.tsx'
import { Confirm } from './confirm.tsx'

export function AlertsCard() {
  const loaded = useLive<AlertSetup>('alerts')
  const [isAsked, ask] = useState(false)
  return (
    <>
      <Answer loaded={loaded}>
        {({ channels }) => (
          <Card title="Alerts" wide note={channels.join(', ')}>
            {channels.length === 0 ? (
              <Empty>
                None are configured for this server. Set ILF_ALERT_WEBHOOK_URL or ILF_ALERT_TELEGRAM_TOKEN and start
                `ilf alerts` and this again.
              </Empty>
            ) : (
              <button type="button" aria-pressed={isAsked} onClick={() => ask(true)}>
                Send a test message
              </button>
            )}
          </Card>
        )}
      </Answer>
      {isAsked ? (
        <Confirm
          title="Send a test message?"
          text="It says that nothing has happened."
          word="test"
          act={async () => (await post<AlertTest>('alerts/test', {})).map(lineOf).join('; ')}
          close={() => ask(false)}
        />
      ) : null}
    </>
  )
}

const lineOf = ({ channel, arrived, answer }: AlertTest[number]): string =>
  `${channel}: ${arrived ? 'arrived, it answered' : 'did not arrive:'} ${answer}`
